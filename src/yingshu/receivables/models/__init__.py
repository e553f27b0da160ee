"""Receivables: open items, the insert-only ledger behind them, receipts, promises, reconciliations."""

from .ledger import CustomerAccount, ReceivableEntry, ReceivableItem
from .receipts import AcceptanceBill, DunningNote, Receipt
from .reconciling import Reconciliation

__all__ = ["AcceptanceBill", "CustomerAccount", "DunningNote", "Receipt", "ReceivableEntry", "ReceivableItem", "Reconciliation"]
