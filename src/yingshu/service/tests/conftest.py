"""Fixtures of the room."""

from .support import june

__all__ = ["june"]
