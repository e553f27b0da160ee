"""Reads of owed money for rooms, screens, API and reports."""

from .accounts import (
    Debtor,
    Owed,
    account_of,
    cod_open_for_slip,
    cod_open_of_carrier,
    debtor,
    order_sums,
    owed_for_order,
)
from .ageing import AgeingItem, AgeingRow, AgeingTable, ageing, ageing_buckets, ageing_items
from .dunning import BrokenPromise, broken_promises, dunning_tasks, latest_dunning
from .overdue import BY_CUSTOMERS, UNDER_WAY, cod_overdue, falling_due, overdue_items
from .period import Collection, collection_of, overdue_fen, received_fen
from .statement import Statement, StatementLine, statement

__all__ = [
    "BY_CUSTOMERS",
    "UNDER_WAY",
    "AgeingItem",
    "AgeingRow",
    "AgeingTable",
    "BrokenPromise",
    "Collection",
    "Debtor",
    "Owed",
    "Statement",
    "StatementLine",
    "account_of",
    "ageing",
    "ageing_buckets",
    "ageing_items",
    "broken_promises",
    "cod_open_for_slip",
    "cod_open_of_carrier",
    "cod_overdue",
    "collection_of",
    "debtor",
    "dunning_tasks",
    "falling_due",
    "latest_dunning",
    "order_sums",
    "overdue_fen",
    "overdue_items",
    "owed_for_order",
    "received_fen",
    "statement",
]
