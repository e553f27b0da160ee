"""Screens of the room."""

from . import batch

__all__ = ["batch"]
