"""Other bands of an authority table rehearsed on the routes that documents took."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from yingshu.approvals.models import AuthorityVersion
from yingshu.approvals.services import save_table
from yingshu.insight.compliance.comparing import lines_of, otherwise, parts_of, squares
from yingshu.insight.errors import NothingToRehearse
from yingshu.insight.models import Rehearsal
from yingshu.insight.services import attach_rehearsal, rehearse_table
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import NotAllowed
from yingshu.pricing.services import ask_special_price
from yingshu.rulebook.models import DecisionRecord

from ..support.browsing import BACKEND
from ..support.flows import TABLE, flow, table

WIDER = [{"upto": "5%"}, {"above": "5%", "upto": "12%", "steps": [{"posts": ["director"]}]},
         {"above": "12%", "upto": "20%", "steps": [{"posts": ["sales_director"]}]}]


@pytest.fixture
def asked(trade: Any) -> Any:
    """Four special prices, 4 %, 10 %, 12 % and 25 % off; a wider table begins next month."""
    trade.parameters("pricing.authority", "四级权限")
    buyer, machine = trade.customer(), trade.product("收割机", "1000", floor="500", measure="台")
    with clock.at(datetime(2026, 6, 10, 9, 0)):
        table(TABLE)
        flow("special_price", [{"code": "authority", "title": "价格权限", "who": {"table": "discount"}}])
        for price in ("960", "900", "880", "750"):
            ask_special_price(actor=trade.actor("salesperson"), customer_id=buyer.pk, product_id=machine.pk, price=Decimal(price),
                              reason="批量采购", quantity=Decimal(1))
        trade.later = save_table(actor=system(), content={**TABLE, "rows": WIDER}, valid_from=date(2026, 7, 1)).id
        yield trade


@pytest.mark.django_db
@pytest.mark.clause("PRC-06", "ORG-31")
def test_which_documents_would_have_gone_another_way(asked: Any) -> None:
    before = DecisionRecord.objects.count()
    done = rehearse_table(actor=asked.actor("director"), table_id=asked.later)
    row = Rehearsal.objects.get(pk=done.id)
    assert (row.state, row.draft, row.decisions, row.changed) == ("done", "折扣权限 V2", 4, 4)
    (part,) = parts_of(row)
    assert set(part.routes) == {("总经理", 1, 0), ("营销总监", 2, 0), ("营销中心主任", 1, 2)}
    assert [[c.n for c in cells] for _name, cells in squares(row)] == [[0, 0, 0], [1, 2, 1], [0, 0, 0]]
    assert {(o.then, o.now) for o in otherwise(row)} == {
        ("待审批：营销中心主任", "放行"), ("待审批：营销总监", "待审批：营销中心主任"), ("待审批：总经理", "拒绝")}
    (line,) = lines_of(row)
    assert (line.title, line.clause, line.new.startswith("0 < x ≤ 5%")) == ("折扣权限", "", True)
    assert DecisionRecord.objects.count() == before


@pytest.mark.django_db
def test_the_page_leads_from_the_table_to_the_rehearsal_and_keeps_it_as_its_file(asked: Any) -> None:
    client = Client()
    client.force_login(asked.company.person("director"), backend=BACKEND)
    assert "insight.rehearse_table" in client.get(f"/authority_tables/{asked.later}/").content.decode()
    row = Rehearsal.objects.get(pk=rehearse_table(actor=asked.actor("director"), table_id=asked.later).id)
    page = client.get(f"/rehearsals/{row.pk}/").content.decode()
    assert "折扣权限" in page and f"/authority_tables/{asked.later}/" in page
    assert "待审批：总经理" in client.get(f"/rehearsals/{row.pk}/changed/?control=approvals.route").content.decode()
    attach_rehearsal(actor=asked.actor("director"), rehearsal_id=row.pk)
    assert ".xlsx" in client.get(f"/authority_tables/{asked.later}/").content.decode()


@pytest.mark.django_db
def test_the_table_in_force_changes_nothing_and_posts_without_the_right_may_not(asked: Any) -> None:
    held = AuthorityVersion.objects.get(version=1).pk
    with pytest.raises(NothingToRehearse):
        rehearse_table(actor=asked.actor("director"), table_id=held)
    with pytest.raises(NotAllowed):
        rehearse_table(actor=asked.actor("finance"), table_id=asked.later)
