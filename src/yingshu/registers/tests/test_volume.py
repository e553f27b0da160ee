"""A page of a register costs the same anywhere and in any order, because an index gives the rows in that order: no sorting, ever."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from yingshu.kernel.screens import SCREENS, query
from yingshu.kernel.screens.listing import Listing
from yingshu.kernel.screens.plan import plan_of
from yingshu.registers.models import LOOKED_UP, SORTED, Entry
from yingshu.registers.screens.entries import EntryScreen
from yingshu.registers.slots import COUNTS

from .conftest import Desk


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The table counts as large."""
    monkeypatch.setattr(query, "BIG", 1)
    query._sizes.clear()
    yield
    query._sizes.clear()


def plan(rows: Any) -> str:
    """How the database means to read some rows, as if they were very many."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
        return str(rows.explain())


def sorts_of(screen: EntryScreen) -> list[str]:
    """Every order that a person can choose, both ways."""
    found = [p.column.name for p in plan_of(screen).columns if p.sort]
    return [f"{sign}{name}" for name in found for sign in ("", "-")]


def test_every_order_of_every_column_is_an_index(checks: Desk, big: None) -> None:
    manager = checks.company.actor("general_manager")
    for n in range(3):
        checks.add("assistant", "checks", subject=f"检查{n}", kind="卫生", cost=n)
    screen: Any = SCREENS["r/checks"]
    orders = sorts_of(screen)
    assert {"cost", "-cost", "on", "kind", "state", "created_at"} <= set(orders)
    for order in orders:
        listing = Listing(screen, manager, QueryDict(f"sort={order}"))
        told = plan(listing.narrowed.rows.order_by(*listing.order).values_list("pk", flat=True)[9_000:9_021])
        assert "TEMP B-TREE" not in told and "Sort" not in told, (order, told)
        assert len(listing.page.rows) == 3


def test_every_typed_column_has_its_index() -> None:
    assert {*SORTED, *LOOKED_UP} == {f"{kind}{n}" for kind, count in COUNTS.items() for n in range(1, count + 1)}
    by_name = {index.name: tuple(index.fields) for index in Entry._meta.indexes}
    assert {by_name[f"register_entry_{slot}"] for slot in (*SORTED, *LOOKED_UP)} == {("register", s, "id") for s in (*SORTED, *LOOKED_UP)}


def test_what_is_filtered_is_looked_up(checks: Desk, big: None) -> None:
    checks.add("assistant", "checks", subject="甲", kind="卫生", person=checks.company.person("salesperson").pk)
    found = checks.company.actor("general_manager")
    for asked in ("kind=卫生", f"person={checks.company.person('salesperson').pk}", "on_from=2026-01-01"):
        listing = Listing(SCREENS["r/checks"], found, QueryDict(asked))
        told = plan(listing.narrowed.rows.order_by(*listing.order).values_list("pk", flat=True)[:21])
        assert "register_entry_" in told and "SCAN registers_entry" not in told, told
