"""Writing the sales ledger."""

from .ledger import SaleLine, record_sale

__all__ = ["SaleLine", "record_sale"]
