"""Safety stock: the list of what runs low, and the daily scan (LOG-08)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.products.services import create_product, discontinue_product
from yingshu.rulebook.models import DecisionRecord
from yingshu.stock import services
from yingshu.stock.queries import below_safety
from yingshu.stock.tasks import scan_safety_stock

pytestmark = pytest.mark.django_db
ME, D = system(), Decimal


def made(name: str, on_hand: int, safety: int | None) -> int:
    pk = create_product(actor=ME, name=name, number=name, safety_stock=None if safety is None else D(safety)).id
    if on_hand:
        services.set_opening_stock(actor=ME, product_id=pk, quantity=D(on_hand))
    return pk


def low() -> list[tuple[str, Decimal, Decimal, Decimal]]:
    return [(x.name, x.held, x.limit, x.short) for x in below_safety()]


@pytest.mark.clause("LOG-08")
def test_safety_100_on_hand_80_is_short_of_20() -> None:
    made("甲", 80, 100)
    made("乙", 100, 100)
    made("丙", 0, 5)
    made("丁", 0, None)
    discontinue_product(actor=ME, product_id=made("戊", 1, 9))
    assert low() == [("甲", 80, 100, 20), ("丙", 0, 5, 5)]


@pytest.mark.clause("LOG-08")
def test_the_default_limit_is_a_parameter(trade: Any) -> None:
    made("甲", 80, None)
    made("乙", 80, 50)
    assert low() == []
    trade.parameters("stock.safety", safety_stock_default="90")
    assert low() == [("甲", 80, 90, 10)]


@pytest.mark.clause("LOG-08")
def test_the_scan_leaves_one_warning_a_day_until_replenished() -> None:
    pk = made("甲", 80, 100)
    with clock.at(datetime(2026, 6, 1, 8, 0)):
        assert (scan_safety_stock(), scan_safety_stock()) == (1, 1)
        record = DecisionRecord.objects.get(control="stock.safety")
        assert (record.clause, record.outcome, record.subject_id, record.verdict["figures"]) == (
            "LOG-08", "warn", pk, {"on_hand": "80", "safety": "100", "short": "20"})
    with clock.at(datetime(2026, 6, 2, 8, 0)):
        assert scan_safety_stock() == 1
        services.receive_stock(actor=ME, product_id=pk, quantity=D(20))
        assert scan_safety_stock() == 0
    assert DecisionRecord.objects.filter(control="stock.safety").count() == 2


def test_the_workshop_finds_them_on_the_workbench(company: Any) -> None:
    from yingshu.kernel.worklist import lists_of

    made("甲", 80, 100)
    actor = company.actor("workshop")
    mine = next(w for w in lists_of(actor) if w.code == "stock.below_safety")
    assert mine.count(actor) == 1
    assert [(t.number, t.title, t.clause) for t in mine.items(actor, 5)] == [("甲", "甲：库存 80，安全库存 100，缺 20", "LOG-08")]
