"""S14 step 3: the monthly sales report of June 2026, from goods that left to the two leaders' desks (MTG-06)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from yingshu.insight.models import Report
from yingshu.insight.services import make_monthly_report, submit_report
from yingshu.kernel import clock


@pytest.mark.clause("MTG-06", "MTG-16")
@pytest.mark.parametrize(("day", "late"), [(28, 0), (29, 1)])
def test_step_3_the_report(trade: Any, day: int, late: int) -> None:
    customer = trade.customer(limit=1_000_000, investigated=True)
    compound, organic = trade.product("复合肥", "85", stock=2000), trade.product("有机肥", "60", stock=500)
    for at, product, quantity in ((5, compound, "700"), (12, organic, "350"), (20, compound, "500")):
        with clock.at(datetime(2026, 6, at, 9)):
            trade.shipped(customer, product, quantity, method="credit")
    with clock.at(datetime(2026, 6, day, 20)):
        author = trade.actor("service_manager")
        made = make_monthly_report(actor=author, month="2026-06")
        done = submit_report(actor=author, report_id=made.id)
    report = Report.objects.get(pk=done.id)
    assert [(p["product"], p["quantity"]["now"]) for p in report.content["products"]] == [("复合肥", "1200"), ("有机肥", "350")]
    assert [(q["measure"], q["quantity"]["now"]) for q in report.content["quantities"]] == [("袋", "1550")]
    assert (report.state, report.days_late, done.data["outcome"]) == ("submitted", late, "warn" if late else "allow")
    assert [d.post for d in report.deliveries.order_by("id")] == ["vice_president", "general_manager"]
