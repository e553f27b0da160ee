"""Screens of owed and received money."""

from . import bill, cod, customer, dunning, item, receipt, reconciliation, words

__all__ = ["bill", "cod", "customer", "dunning", "item", "receipt", "reconciliation", "words"]
