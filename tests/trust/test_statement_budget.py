"""How many statements a full cycle sends: three lines, fifteen requests. Has no noise, so it is a test (must hold 90, aim 65).

PostgreSQL takes the ledger rows, balances and evidence of a step in one statement; SQLite, where a statement is no round trip, one each.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yingshu.kernel import clock
from yingshu.logistics.models import Shipment
from yingshu.logistics.services import arrive, book_vehicle, count, depart, report_dispatch
from yingshu.orders import services as s
from yingshu.orders.inputs import LineInput
from yingshu.orders.models.order import PaymentMethod
from yingshu.receivables.services import allocate_oldest, record_receipt

from ..support.trade import DELIVERY

TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
BUDGET = {
    "postgresql": {"register": 6, "instruct": 4, "acknowledge": 2, "ready": 3, "receipt": 4, "vehicle": 5, "slip": 8, "count": 4,
                   "depart": 11, "report": 2, "arrive": 4, "pay": 4, "allocate": 3},
    "sqlite": {"register": 10, "instruct": 8, "acknowledge": 3, "ready": 5, "receipt": 5, "vehicle": 7, "slip": 11, "count": 7,
               "depart": 17, "report": 3, "arrive": 6, "pay": 6, "allocate": 8}}
CYCLE = {"postgresql": 64, "sqlite": 102}


class Counted:
    """Runs steps and counts what they send."""

    def __init__(self) -> None:
        self.steps: dict[str, int] = {}
        self.sent: list[str] = []

    def __call__(self, name: str, action: Any, **kwargs: Any) -> Any:
        with CaptureQueriesContext(connection) as captured:
            done = action(idempotency_key=uuid4().hex, **kwargs)
        sql = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(TRANSACTION)]
        self.steps[name] = max(self.steps.get(name, 0), len(sql))
        self.sent += sql
        return done


def cycle(trade: Any, customer: Any, products: list[Any]) -> Counted:
    """From registration to allocated payment."""
    run, manager, clerk, finance = Counted(), trade.actor("service_manager"), trade.actor("logistics_clerk"), trade.actor("finance")
    lines = [LineInput(product_id=p.pk, quantity="2") for p in products]
    order = run("register", s.register_order, actor=manager, customer_id=customer.pk, lines=lines,
                payment_method=PaymentMethod.CREDIT, **DELIVERY)
    run("instruct", s.send_instructions, actor=manager, order_id=order.id)
    run("acknowledge", s.acknowledge_workshop, actor=trade.actor("workshop"), order_id=order.id)
    run("acknowledge", s.acknowledge_finance, actor=finance, order_id=order.id)
    run("acknowledge", s.acknowledge_logistics, actor=clerk, order_id=order.id)
    run("ready", s.report_readiness, actor=trade.actor("workshop"), order_id=order.id)
    run("receipt", s.report_receipt, actor=finance, order_id=order.id)
    run("vehicle", book_vehicle, actor=clerk, order_id=order.id, carrier_id=trade.carrier().pk, plate="粤A1", driver="a", driver_phone="1",
        pickup_at=clock.now() + timedelta(hours=1), freight=1000)
    slip = run("slip", s.issue_slip, actor=manager, order_id=order.id)
    run("count", count, actor=clerk, slip_id=slip.id)
    run("depart", depart, actor=clerk, slip_id=slip.id)
    shipment = Shipment._plain.get(slip_id=slip.id).pk
    run("report", report_dispatch, actor=clerk, shipment_id=shipment)
    run("arrive", arrive, actor=clerk, shipment_id=shipment, signed_by="张三")
    receipt = run("pay", record_receipt, actor=finance, customer_id=customer.pk, amount=51000)
    run("allocate", allocate_oldest, actor=finance, receipt_id=receipt.id)
    return run


@pytest.mark.django_db
def test_a_cycle_stays_within_its_budget(trade: Any) -> None:
    customer = trade.customer(limit=10**6, investigated=True)
    products = [trade.product(f"复合肥 {n}") for n in range(3)]
    cycle(trade, customer, products)
    run = cycle(trade, customer, products)
    assert run.steps == BUDGET[connection.vendor], Counter(x.split(" FROM ")[0][:60] for x in run.sent).most_common(12)
    assert len(run.sent) == CYCLE[connection.vendor]
