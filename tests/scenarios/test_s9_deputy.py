"""S9 step 8: while the head of sales is away the sales assistant decides the daily matters, marked 代; afterwards not."""

from __future__ import annotations

from typing import Any

import pytest

from yingshu.audit.history import by
from yingshu.audit.models import AuditEntry
from yingshu.kernel.errors import NotAllowed
from yingshu.orders.models import SalesOrder
from yingshu.organisation.models import Post


@pytest.mark.clause("ORG-25", "ORG-03")
def test_step_8(trade: Any) -> None:
    company = trade.company
    company.act("organisation.initialise_from_template", "admin", template="dealer")
    company.posts |= {post.code: post for post in Post.objects.filter(name__in=("销售部经理", "助销员"))}
    manager = company.hire("head_of_sales", "sales_department_manager", name="销售部经理方明")
    assistant = company.hire("sales_assistant", "sales_assistant", name="助销员叶青")
    trade.parameters("orders.review", mode="manager")
    first, second = (trade.order(trade.customer(name), trade.product(name), "10", method="prepaid", by="salesperson")
                     for name in ("甲", "乙"))
    assert (first.state, second.state) == ("reviewing", "reviewing")

    away = company.act("organisation.register_absence", "head_of_sales", deputy_id=assistant.pk, reason="订货会")
    company.act("orders.approve", "sales_assistant", order_id=first.id)
    assert SalesOrder.objects.unscoped(reason="test").get(pk=first.id).state == "approved"
    entry = AuditEntry.objects.get(action="orders.approve", refused=False)
    assert (by(entry), entry.acting_for_id) == ("助销员叶青（代）", manager.pk)

    company.act("organisation.register_return", "head_of_sales", absence_id=away.id)
    with pytest.raises(NotAllowed):
        company.act("orders.approve", "sales_assistant", order_id=second.id)
    assert SalesOrder.objects.unscoped(reason="test").get(pk=second.id).state == "reviewing"
    assert not AuditEntry.objects.filter(action="orders.approve", refused=False, subject_id=second.id).exists()
