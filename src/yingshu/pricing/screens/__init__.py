"""Screens of prices."""

from . import price_list, quotation, special_price

__all__ = ["price_list", "quotation", "special_price"]
