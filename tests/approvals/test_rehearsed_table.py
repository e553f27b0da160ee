"""Other bands of an authority table rehearsed on the routes that documents took."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from yingshu.approvals.models import AuthorityVersion
from yingshu.approvals.services import save_table
from yingshu.approvals.services.describing import BandRow
from yingshu.insight.compliance.comparing import lines_of, otherwise, parts_of, squares
from yingshu.insight.errors import NothingToRehearse
from yingshu.insight.models import Rehearsal
from yingshu.insight.screens.rehearsals import prepare_urls
from yingshu.insight.services import attach_rehearsal, rehearse_table
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import InvalidInput, NotAllowed
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
@pytest.mark.clause("PRC-06", "ORG-31")
def test_bands_are_tried_in_the_rehearsal_itself_and_kept_with_its_comparison(asked: Any) -> None:
    """From the table in force: its rows are changed in the form, nothing is saved of the table, the comparison becomes its file."""
    held, client = AuthorityVersion.objects.get(version=1), Client()
    client.force_login(asked.company.person("director"), backend=BACKEND)
    form = client.get(f"/act/insight.rehearse_table/?table_id={held.pk}").content.decode()
    assert 'name="rows-0-upto"' in form and 'value="3%"' in form and "营销总监" in form
    done = client.post(f"/act/insight.rehearse_table/?table_id={held.pk}", {
        "table_id": held.pk, "rows-TOTAL_FORMS": 3, "rows-0-upto": "5%", "rows-1-upto": "12%", "rows-1-deciders": "posts:director",
        "rows-2-upto": "20%", "rows-2-deciders": "posts:sales_director"})
    row = Rehearsal.objects.latest("id")
    assert (done.status_code, row.changed, row.draft, AuthorityVersion.objects.count()) == (302, 4, "折扣权限 V1", 2)
    assert set(parts_of(row)[0].routes) == {("总经理", 1, 0), ("营销总监", 2, 0), ("营销中心主任", 1, 2)}
    attach_rehearsal(actor=asked.actor("director"), rehearsal_id=row.pk)
    assert ".xlsx" in client.get(f"/authority_tables/{held.pk}/").content.decode()
    assert ("折扣权限" in dict(prepare_urls(row, asked.actor("director")))) is asked.actor("director").may("approvals.define_table")


@pytest.mark.django_db
@pytest.mark.clause("PRC-06")
def test_what_was_tried_is_the_first_content_of_the_form_that_puts_it_in_force(asked: Any) -> None:
    held = AuthorityVersion.objects.get(version=1)
    rows = [BandRow(upto="4%"), BandRow(upto="20%", deciders=["posts:director"])]
    row = Rehearsal.objects.get(pk=rehearse_table(actor=asked.actor("director"), table_id=held.pk, rows=rows).id)
    client = Client()
    client.force_login(asked.company.person("general_manager"), backend=BACKEND)
    (url,) = [url for _title, url in prepare_urls(row, asked.actor("general_manager"))]
    assert url.replace("&", "&amp;") in client.get(f"/rehearsals/{row.pk}/").content.decode()
    form = client.get(url).content.decode()
    assert 'value="4%"' in form and 'value="20%"' in form and "15%" not in form
    save_table(actor=system(), content=row.tables[0]["content"])
    assert prepare_urls(row, asked.actor("general_manager")) == []


@pytest.mark.django_db
@pytest.mark.clause("PRC-06")
def test_bands_that_could_not_be_put_in_force_are_not_rehearsed(asked: Any) -> None:
    wrong = {"上限不大于下限": [BandRow(upto="8%"), BandRow(upto="3%")],
             "无上限的档之后": [BandRow(upto="8%"), BandRow(), BandRow(upto="9%")],
             "“多”不是数字": [BandRow(upto="多")], "没有岗位“nobody”": [BandRow(upto="8%", deciders=["posts:nobody"])]}
    for says, rows in wrong.items():
        with pytest.raises(InvalidInput) as refused:
            rehearse_table(actor=asked.actor("director"), table_id=asked.later, rows=rows)
        assert says in "".join(sentence for found in refused.value.errors.values() for sentence in found)
    assert not Rehearsal.objects.exists()


@pytest.mark.django_db
def test_the_table_in_force_changes_nothing_and_posts_without_the_right_may_not(asked: Any) -> None:
    held = AuthorityVersion.objects.get(version=1).pk
    with pytest.raises(NothingToRehearse):
        rehearse_table(actor=asked.actor("director"), table_id=held)
    with pytest.raises(NotAllowed):
        rehearse_table(actor=asked.actor("finance"), table_id=asked.later)
