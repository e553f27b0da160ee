"""Screens of prices."""

from . import importing, price_list, quotation, special_price

__all__ = ["importing", "price_list", "quotation", "special_price"]
