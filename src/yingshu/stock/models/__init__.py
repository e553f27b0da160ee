"""Stock: balances and the ledger that explains them (LOG-06)."""

from .stock import StockBalance, StockEntry

__all__ = ["StockBalance", "StockEntry"]
