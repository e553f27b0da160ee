"""Screens of the customer files."""

from . import customer, delivery, handover, importing, privacy

__all__ = ["customer", "delivery", "handover", "importing", "privacy"]
