"""The sales ledger 销售台账 (MTG-16)."""

from .ledger import SalesEntry

__all__ = ["SalesEntry"]
