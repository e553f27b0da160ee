"""Screens of the warehouse."""

from . import balance

__all__ = ["balance"]
