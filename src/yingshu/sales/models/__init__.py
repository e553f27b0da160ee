"""The sales ledger 销售台账 (MTG-16)."""

from .ledger import SalesEntry, SalesMonth

__all__ = ["SalesEntry", "SalesMonth"]
