"""Screens of prices."""

from . import importing, price_list, quotation, special_price, strategy

__all__ = ["importing", "price_list", "quotation", "special_price", "strategy"]
