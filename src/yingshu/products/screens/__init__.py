"""Screens of the product catalogue."""

from . import importing, product

__all__ = ["importing", "product"]
