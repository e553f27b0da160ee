"""Screens of the customer files."""

from . import customer, delivery, importing

__all__ = ["customer", "delivery", "importing"]
