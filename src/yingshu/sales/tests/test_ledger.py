"""The sales ledger: what is written, what it says by any key, who sees what."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import InternalError, OperationalError, transaction
from django.db.utils import DatabaseError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.trade import Trade

from yingshu.kernel import rollups
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.invariants import violations
from yingshu.kernel.ledger import InsertOnlyError
from yingshu.kernel.metrics import METRICS
from yingshu.kernel.services import together
from yingshu.sales.models import SalesEntry, SalesMonth
from yingshu.sales.queries import KEYS, Sums, lines_of, margin, sales_by, total_of, whole_months
from yingshu.sales.services import SaleLine, bulk, record_sale
from yingshu.sales.tallies import MONTHS

pytestmark = pytest.mark.django_db
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def line(customer: Any, product: Any, gross: int, *, on: date = date(2026, 6, 15), quantity: str = "1", cost: int | None = None,
         method: str = "credit", number: str = "XS1", nth: int = 1) -> SaleLine:
    net = round(gross / 1.09)
    return SaleLine(on=on, customer_id=customer.pk, product_id=product.pk, owner_id=customer.owner_id, unit_id=customer.unit_id,
                    quantity=Decimal(quantity), gross_fen=gross, net_fen=net, tax_fen=gross - net, cost_fen=cost, payment_method=method,
                    source_kind="sales_slip", source_id=1, source_number=number, source_line=nth)


def write(trade: Trade, *lines: SaleLine) -> None:
    with together(trade.actor("finance"), "receivables.record_receipt"):
        record_sale(lines)


@pytest.mark.clause("MTG-16")
def test_departure_writes_the_ledger(trade: Trade) -> None:
    """Every slip line that leaves stands in the ledger by itself: date, customer, product, quantity, amount, payment method."""
    customer, product = trade.customer(limit=10_000, investigated=True), trade.product("复合肥", "85", cost="60")
    order_id, _ = trade.shipped(customer, product, "20")
    entry = SalesEntry.objects.get()
    assert (entry.on, entry.customer, entry.product, entry.quantity, entry.gross_fen, entry.payment_method) == (
        date(2026, 6, 1), customer, product, 20, 170_000, "credit")
    assert (entry.net_fen + entry.tax_fen, entry.cost_fen, entry.month, entry.source_number[:2], entry.owner_id) == (
        170_000, 120_000, 202606, "XS", customer.owner_id)
    assert entry.order_number and order_id


@pytest.mark.clause("MTG-16")
def test_screen_has_the_fields_of_the_ledger(trade: Trade) -> None:
    customer = trade.customer("恩平禾盛")
    write(trade, line(customer, trade.product("尿素"), 12_345, quantity="2.5", method="cod"))
    client = Client()
    client.force_login(trade.company.person("finance"), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/sales_ledger/").content.decode()
    for shown in ("2026-06-15", "恩平禾盛", "尿素", "2.5", "123.45", "代收货款", "XS1", "业务员张东"):
        assert shown in page, shown
    assert "尿素" in client.get(f"/customers/{customer.pk}/").content.decode()
    assert client.get(f"/sales_ledger/{SalesEntry.objects.get().pk}/").status_code == 200
    assert client.get("/sales_ledger/?q=尿素&on=2026-06-01&view=all").status_code == 200


def test_by_any_key(trade: Trade) -> None:
    east, west = trade.customer("东客"), trade.customer("西客", unit="west", owner="salesperson_west")
    one, two = trade.product("甲肥"), trade.product("乙肥")
    write(trade, line(east, one, 1000, cost=500), line(east, two, 300, on=date(2026, 5, 31)),
          line(west, one, 2000, quantity="3", method="cod"),
          line(west, one, -500, on=date(2026, 6, 20), quantity="-1"), line(east, two, 50, on=date(2026, 6, 30)))
    finance = trade.actor("finance")

    def table(*keys: Any) -> list[tuple[Any, ...]]:
        return [(*(k.name for k in r.keys), r.sums.gross_fen) for r in sales_by(finance, date(2026, 5, 1), JUNE[1], keys).rows]

    assert table("customer") == [("西客", 1500), ("东客", 1350)]
    assert table("month", "customer") == [("2026-05", "东客", 300), ("2026-06", "西客", 1500), ("2026-06", "东客", 1050)]
    assert table("product") == [("甲肥", 2500), ("乙肥", 350)]
    assert table("region", "salesperson") == [("西区", "业务员李西", 1500), ("东区", "业务员张东", 1350)]
    assert table("day")[0] == ("2026-05-31", 300)
    assert table("payment_method") == [("cod", 2000), ("credit", 850)]
    found = sales_by(finance, *JUNE, ["customer"], limit=1)
    assert (len(found.rows), found.groups, found.total.gross_fen, found.total.lines) == (1, 2, 2550, 4)
    assert (found.rows[0].keys[0].number, found.rows[0].keys[0].id, found.rows[0].sums.quantity) == (west.number, west.pk, Decimal(2))
    assert sales_by(finance, *JUNE, ["customer"], limit=1, offset=1).rows[0].keys[0].name == "东客"
    assert sales_by(finance, *JUNE, ["month"], customer=east.pk).total.gross_fen == 1050
    assert (found.total.profit_fen, margin(found.total)) == (417, Decimal("0.1783"))
    assert [METRICS[f"sales.{m}"].value(*JUNE, finance) for m in ("gross", "profit", "quantity")] == [2550, 417, Decimal(4)]


@pytest.mark.parametrize("keys", [[], ["x"], ["customer", "customer"]])
def test_unknown_keys_are_refused(trade: Trade, keys: Any) -> None:
    with pytest.raises(InvalidInput):
        sales_by(trade.actor("finance"), *JUNE, keys)


def test_people_see_their_part(trade: Trade) -> None:
    east, west, product = trade.customer("东客"), trade.customer("西客", unit="west", owner="salesperson_west"), trade.product()
    write(trade, line(east, product, 100), line(west, product, 200))
    seen = {who: (total_of(trade.actor(who), *JUNE).gross_fen, lines_of(trade.actor(who)).count(),
                  sum(r.sums.gross_fen for r in sales_by(trade.actor(who), *JUNE, ["day"]).rows))
            for who in ("salesperson", "salesperson_west", "region_manager", "finance")}
    assert seen == {"salesperson": (100, 1, 100), "salesperson_west": (200, 1, 200), "region_manager": (100, 1, 100),
                    "finance": (300, 2, 300)}


def test_nothing_sold(trade: Trade) -> None:
    table = sales_by(trade.actor("finance"), *JUNE, ["customer"])
    assert (table.rows, table.groups, table.total.gross_fen, total_of(trade.actor("finance"), *JUNE).lines) == ((), 0, 0, 0)
    assert margin(table.total) is None


def test_lines_are_never_changed(trade: Trade) -> None:
    write(trade, line(trade.customer(), trade.product(), 100))
    with pytest.raises(InsertOnlyError):
        SalesEntry.objects.update(gross_fen=1)
    with pytest.raises((DatabaseError, InternalError, OperationalError)), transaction.atomic():
        from django.db import connection

        connection.cursor().execute("UPDATE sales_salesentry SET gross_fen = 1")


def test_bulk_writes_in_chunks(trade: Trade, query_budget: Any) -> None:
    customer, product = trade.customer(), trade.product()
    with query_budget("sales.bulk_2500"):
        assert bulk(line(customer, product, n, nth=n) for n in range(2500)) == 2500
    assert total_of(trade.actor("finance"), *JUNE).gross_fen == sum(range(2500))


DAYS = st.integers(0, 150)
STEPS = st.lists(st.one_of(st.just(None), st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(-5000, 5000), DAYS)), max_size=30)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, keys=st.lists(st.sampled_from(sorted(KEYS)), min_size=1, max_size=3, unique=True), period=st.tuples(DAYS, DAYS),
       who=st.sampled_from(["finance", "salesperson", "region_manager"]))
def test_groups_add_up(trade: Trade, steps: list[Any], keys: Any, period: tuple[int, int], who: str) -> None:
    """By whatever keys, in whatever period, the groups are those of a hand-made table and add up to the whole: whatever of the ledger was
    already summed by month (None is the worker at it), and whichever day a line is posted to."""
    start = date(2026, 2, 10)
    first, last = (start + timedelta(days=n) for n in sorted(period))
    with transaction.atomic():
        customers = [trade.customer("甲"), trade.customer("乙", unit="west", owner="salesperson_west")]
        products, made = [trade.product(n) for n in ("丙", "丁")], list[SaleLine]()
        for step in steps:
            if step is None:
                rollups.advance(MONTHS)
                continue
            c, p, fen, day = step
            made.append(line(customers[c], products[p], fen, on=start + timedelta(days=day), cost=50 if p else None))
            write(trade, made[-1])
        seen = [x for x in made if first <= x.on <= last and (who == "finance" or x.customer_id == customers[0].pk)]
        table = sales_by(trade.actor(who), first, last, keys)
        groups: dict[Any, int] = defaultdict(int)
        for sold in seen:
            place = {"customer": sold.customer_id, "product": sold.product_id, "salesperson": sold.owner_id, "region": sold.unit_id,
                     "month": f"{sold.on:%Y-%m}", "day": f"{sold.on}", "payment_method": sold.payment_method}
            groups[tuple(place[k] for k in keys)] += sold.gross_fen
        assert {tuple(k.id or k.name for k in r.keys): r.sums.gross_fen for r in table.rows} == groups
        whole = Sums(len(seen), sum((x.quantity for x in seen), Decimal(0)), *(sum(getattr(x, name) for x in seen) for name in (
            "gross_fen", "net_fen", "tax_fen")), *(sum(f(x) for x in seen if x.cost_fen is not None) for f in (
                lambda x: x.cost_fen, lambda x: x.net_fen - x.cost_fen)))
        assert (table.total, table.groups, total_of(trade.actor(who), first, last)) == (whole, len(groups), whole)
        assert rollups.differences(MONTHS) == []
        transaction.set_rollback(True)


@pytest.mark.parametrize(("first", "last", "whole"), [
    ((2026, 1, 1), (2026, 3, 31), (1, 3)), ((2026, 1, 2), (2026, 3, 31), (2, 3)), ((2026, 1, 1), (2026, 3, 30), (1, 2)),
    ((2026, 1, 31), (2026, 3, 1), (2, 2)), ((2026, 2, 2), (2026, 2, 27), None), ((2026, 1, 15), (2026, 2, 15), None)])
def test_whole_months_of_a_period(first: Any, last: Any, whole: tuple[int, int] | None) -> None:
    start, end = whole_months(date(*first), date(*last))
    assert (None if start > end else (start - 2026 * 12 + 1, end - 2026 * 12 + 1)) == whole
    assert whole_months(date.min, date.max) == (12, 9999 * 12 + 11)


def test_sums_of_months_are_watched(trade: Trade) -> None:
    """A line that slips past the sums is found by the invariant, and counting anew mends it."""
    write(trade, line(trade.customer(), trade.product(), 100))
    rollups.advance(MONTHS)
    SalesMonth.objects.update(gross_sum=99)
    assert [v.invariant for v in violations()] == ["sales.months_are_summed_right"] * 2
    rollups.rebuild(MONTHS)
    assert violations() == [] and total_of(trade.actor("finance"), *JUNE).gross_fen == 100
