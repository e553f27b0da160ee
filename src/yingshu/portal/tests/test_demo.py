"""The demo company: it loads by the services, agrees with itself, and is the same every time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from yingshu.audit.models import AuditEntry
from yingshu.customers.models import Customer
from yingshu.insight.models import Report
from yingshu.kernel import clock
from yingshu.orders.models import SalesOrder
from yingshu.portal.demo import load
from yingshu.portal.todos import TODAY as DUE_TODAY
from yingshu.receivables.models import ReceivableItem
from yingshu.rulebook.models import DecisionRecord

TODAY = date(2026, 6, 17)
pytestmark = pytest.mark.slow


def fingerprint() -> tuple[Any, ...]:
    """What the company consists of, without ids."""
    orders = list(SalesOrder._plain.order_by("number").values_list("number", "customer_name", "state", "gross_fen", "ordered_at"))
    items = list(ReceivableItem._plain.order_by("number", "kind").values_list("number", "open_fen", "due_on"))
    return orders, items, AuditEntry.objects.count()


def test_the_same_seed_and_day_give_the_same_company(db: Any) -> None:
    found = []
    for seed in (7, 7, 8):
        point = transaction.savepoint()
        load(seed=seed, today=TODAY, orders=18)
        found.append(fingerprint())
        transaction.savepoint_rollback(point)
        from tests.support.database import forget

        forget()
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_the_scenes_of_the_last_day(db: Any) -> None:
    told = load(today=TODAY, orders=30)
    assert told["until"] == "2026-06-17T14:12:00+08:00"
    assert Customer._plain.count() == 42
    short = SalesOrder._plain.get(customer_name="甘泉农资", ready=True, slipped_fen=0)
    refused = DecisionRecord.objects.filter(subject_id=short.pk, control="orders.slip_gate").latest("id")
    assert (refused.outcome, refused.verdict["figures"]["gap"]) == ("refuse", "200.00")
    kept = ReceivableItem._plain.get(customer__name="高要丰收农资", kind="cod", open_fen=850000)
    assert kept.carrier_name
    assert SalesOrder._plain.filter(customer_name="四会金穗农资", state="reviewing").exists()
    part = SalesOrder._plain.get(customer_name="汕尾海丰油占米社", state="executing", ready=False)
    assert 0 < part.shipped_fen < part.gross_fen
    assert Report.objects.filter(kind="monthly_sales", days_late__gt=0).count() == 1
    assert Report.objects.filter(kind="monthly_sales", version=2, state="submitted").count() == 1
    client = Client()
    client.post("/account/demo/", {"person": "linxiaowen"})
    with clock.at(datetime.fromisoformat(told["until"])):
        shown = client.get("/")
        assert short.number in shown.content.decode()
        rows = shown.context["rows"]
        assert [row.urgency for row in rows if row.todo.number == short.number and row.todo.clause == "ORD-06"] == [DUE_TODAY]
