"""Writing the sales ledger."""

from .ledger import SaleLine, bulk, record_sale

__all__ = ["SaleLine", "bulk", "record_sale"]
