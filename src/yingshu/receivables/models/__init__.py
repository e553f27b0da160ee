"""Receivables: open items, the insert-only ledger behind them, receipts, promises."""

from .ledger import CustomerAccount, ReceivableEntry, ReceivableItem
from .receipts import AcceptanceBill, DunningNote, Receipt

__all__ = ["AcceptanceBill", "CustomerAccount", "DunningNote", "Receipt", "ReceivableEntry", "ReceivableItem"]
