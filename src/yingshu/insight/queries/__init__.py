"""Reads for reports: the sales ledger by month, deliveries, cooperation, own performance, collection."""

from .analysis import analysis_content, earned_between
from .cooperation import cooperation, late_instructions
from .daily import day_content, outbound, statement_content
from .delivery import deliveries_due
from .ledger import ledger, quantities_sold
from .monthly import monthly_content, monthly_sales
from .performance import own_amount, performance, place_of
from .reports import holds_post, latest, readers, unit_named, visible
from .statistics import statistics_content

__all__ = [
    "analysis_content",
    "cooperation",
    "day_content",
    "deliveries_due",
    "earned_between",
    "holds_post",
    "late_instructions",
    "latest",
    "ledger",
    "monthly_content",
    "monthly_sales",
    "outbound",
    "own_amount",
    "performance",
    "place_of",
    "quantities_sold",
    "readers",
    "statement_content",
    "statistics_content",
    "unit_named",
    "visible",
]
