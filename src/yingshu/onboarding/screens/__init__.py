"""Screens of the room."""

from . import batch, synonym

__all__ = ["batch", "synonym"]
