"""Screens of the customer files."""

from . import customer, delivery

__all__ = ["customer", "delivery"]
