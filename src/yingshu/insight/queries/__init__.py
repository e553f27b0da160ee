"""Reads for reports: the sales ledger by month, deliveries, cooperation, own performance, collection."""

from .analysis import analysis_content, profit_between
from .collection import collected
from .cooperation import cooperation, late_instructions
from .daily import day_content, outbound, statement_content
from .delivery import deliveries_due
from .duties import monthly_owed, owed_by, statements_owed
from .ledger import amount_between, ledger, quantity_between
from .monthly import monthly_content, monthly_sales
from .performance import own_amount, performance, place_of
from .reports import holds_post, latest, readers, unit_named, visible
from .statistics import statistics_content

__all__ = [
    "amount_between", "analysis_content", "collected", "cooperation", "day_content", "deliveries_due", "holds_post",
    "late_instructions", "latest", "ledger", "monthly_content", "monthly_owed", "monthly_sales", "outbound", "owed_by",
    "own_amount", "performance", "place_of", "profit_between", "quantity_between", "readers", "statement_content",
    "statements_owed", "statistics_content", "unit_named", "visible",
]
