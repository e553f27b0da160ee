"""What posts answer for: the ways in on the workbench, the list with its duties, who is responsible (ORG-07, 24, 26)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from yingshu.duties.bundles import bundles
from yingshu.duties.items import DutyItem
from yingshu.duties.library import library
from yingshu.duties.models import Duty, Occurrence
from yingshu.duties.queries.occurrences import state_tag
from yingshu.duties.screens.responsibility import entries_of
from yingshu.duties.services.defining import put_in_force
from yingshu.duties.services.planning import plan_duty
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.services import together
from yingshu.organisation.models import Unit
from yingshu.rulebook.catalogue import clause
from yingshu.rulebook.sections import Origin

from ..support.company import Company

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SEVEN = ["计划", "客户档案", "合同", "预算", "催收", "会议", "网站文章"]


def browser(company: Company, key: str) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(company.person(key), backend=BACKEND)
    return client


def put(*items: DutyItem, first: date = date(2026, 1, 1)) -> None:
    with together(system(), "rulebook.publish"):
        put_in_force(system(), Origin("trial", 1, first, None), items)
    for duty in Duty.objects.all():
        with together(system(), "duties.plan"):
            plan_duty(system(), duty.pk)


@pytest.mark.clause("ORG-07")
def test_whoever_is_made_head_finds_the_seven_ways_into_the_work(company: Company) -> None:
    company.hire("newcomer", "director", name="新主任")
    page = browser(company, "newcomer").get("/").content.decode()
    shown = re.findall(r'<nav class="ys-jobs".*?</nav>', page, re.DOTALL)[0]
    assert [name for name in SEVEN if f">{name}<" in shown] == SEVEN
    assert 'href="/customers/"' in shown and 'href="/articles/"' in shown
    found = browser(company, "newcomer").get("/duties/responsibilities/").content.decode()
    assert "营销中心负责人" in found and "新主任" in found and all(name in found for name in SEVEN)


@pytest.mark.clause("ORG-07")
def test_what_waits_is_counted_at_the_way_in(company: Company) -> None:
    entries = {e.title: e.waiting for e in entries_of(company.actor("director"), ["MTG-01", "REC-03", "MTG-03", "SVC-99"])}
    assert (entries["会议"], entries["催收"], entries["计划"]) == (2, 1, 0)


def test_every_bundle_names_clauses_that_there_are() -> None:
    assert [(b.code, code) for b in bundles() for line in b.items for code in (*b.clauses, *line.clauses) if clause(code) is None] == []
    assert {c for b in bundles() for c in b.clauses} == {f"ORG-{n:02d}" for n in (*range(7, 19), 21, 22, 23, 24, 26, 27, 35)}


@pytest.mark.clause("ORG-24")
def test_department_and_manager_stand_together_as_responsible(company: Company) -> None:
    made = company.act("organisation.create_unit", "admin", name="销售部", code="XS", parent_id=company.unit("company").pk)
    company.units["sales"] = Unit.objects.get(pk=made.id)
    company.hire("manager", "sales_department_manager", "sales", name="沈毅")
    item = DutyItem.model_validate({"code": "outposts", "title": "驻外经销点监督", "clauses": ["CHN-06"], "when": {"every": "month"},
                                    "who": {"posts": ["sales_department_manager"]}})
    with clock.at(datetime(2026, 5, 20, 9)):
        put(item, first=date(2026, 5, 1))
    with clock.at(datetime(2026, 6, 1, 9)):
        client = browser(company, "general_manager")
        page = client.get("/occurrences/?view=overdue").content.decode()
        assert "销售部 · 沈毅" in page
        pk = Occurrence._plain.get(period="2026-05").pk
        assert "销售部 · 沈毅" in client.get(f"/occurrences/{pk}/").content.decode()
        listed = client.get("/duties/responsibilities/?of=sales_department").content.decode()
        assert "驻外经销点监督" in listed and "逾期 1" in listed


@pytest.mark.clause("ORG-26")
def test_a_daily_report_not_given_before_closing_time_is_overdue(company: Company) -> None:
    item = next(d for d in library() if d.code == "quality_daily_report")
    with clock.at(datetime(2026, 6, 17, 8)):
        put(item, first=date(2026, 6, 17))

    def now(hour: int, minute: int) -> tuple[int, Any]:
        with clock.at(datetime(2026, 6, 17, hour, minute)):
            todo = browser(company, "billing_clerk").get("/occurrences/?view=to_do").content.decode()
            return todo.count("质量日报表</a>"), str(state_tag(Occurrence._plain.get(period="2026-06-17")).label)
    assert now(17, 30) == (1, "待办")
    assert now(17, 31) == (1, "已逾期")


@pytest.mark.clause("ORG-11", "ORG-26")
def test_the_bundles_of_clerk_and_manager_are_carried_by_duties_of_the_library() -> None:
    known = {code for d in library() for code in d.clauses}
    clerk, manager = (next(b for b in bundles() if b.code == code) for code in ("billing_clerk", "service_manager"))
    assert {c for line in clerk.items for c in line.clauses} - known == {"ORD-06"}
    assert {"MTG-06", "CUS-03", "REC-04"} <= {c for line in manager.items for c in line.clauses} & known
