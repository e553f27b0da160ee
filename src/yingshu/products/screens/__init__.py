"""Screens of the product catalogue."""

from . import product

__all__ = ["product"]
