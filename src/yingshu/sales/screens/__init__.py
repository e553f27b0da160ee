"""The screen of the sales ledger."""

from . import ledger

__all__ = ["ledger"]
