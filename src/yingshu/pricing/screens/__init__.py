"""Screens of prices."""

from . import importing, price, price_list, quotation, special_price, strategy

__all__ = ["importing", "price", "price_list", "quotation", "special_price", "strategy"]
