"""Screens of the order desk."""

from . import order, slip

__all__ = ["order", "slip"]
