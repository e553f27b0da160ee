"""Screens of the warehouse."""

from . import balance, shops, stocktake

__all__ = ["balance", "shops", "stocktake"]
