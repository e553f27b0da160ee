"""Stored query budgets: each measured step needs exactly the number of SQL statements in ``tests/query_budgets.json``.

    def test_list(client, query_budget):
        with query_budget("orders.list"):
            client.get("/orders/")

A rise fails, and so does a fall: write the better number down with ``UPDATE_BUDGETS=1`` (and ``-n0``). A raised number
needs its reason in the commit. ``name@sqlite`` or ``name@postgresql`` holds where the two differ.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

FILE = Path(__file__).parents[1] / "query_budgets.json"
BRACKETS = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE SAVEPOINT)\b", re.IGNORECASE)

Budget = Callable[[str], AbstractContextManager[list[str]]]


def stored() -> dict[str, int]:
    return dict(json.loads(FILE.read_text())) if FILE.exists() else {}


def statements(captured: CaptureQueriesContext) -> list[str]:
    """The SQL of what was captured, without the brackets of transactions."""
    return [query["sql"] for query in captured.captured_queries if not BRACKETS.match(query["sql"])]


def check(name: str, used: list[str]) -> None:
    """Compare with the stored number, or store it when UPDATE_BUDGETS=1."""
    budgets = stored()
    key = next((key for key in (f"{name}@{connection.vendor}", name) if key in budgets), name)
    if os.environ.get("UPDATE_BUDGETS") == "1":
        FILE.write_text(json.dumps(budgets | {key: len(used)}, indent=1, sort_keys=True) + "\n")
    elif len(used) != budgets.get(key):
        listing = "\n".join(f"{number:3d}  {sql[:300]}" for number, sql in enumerate(used, 1))
        pytest.fail(f"{key}: {len(used)} statements, the budget is {budgets.get(key)}\n{listing}", pytrace=False)


@pytest.fixture
def query_budget() -> Budget:
    """Context manager factory; the value of ``with`` is filled with the statements when the block ends."""

    @contextmanager
    def measure(name: str) -> Iterator[list[str]]:
        used: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield used
        used.extend(statements(captured))
        check(name, used)

    return measure
