"""A duty is prepared by one person and released by another; the library; the form in the browser."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.support.company import Company

from yingshu.duties import errors
from yingshu.duties.library import delivered, library, ready_made
from yingshu.duties.models import Duty, DutyVersion, Occurrence
from yingshu.duties.queries.versions import in_force, released
from yingshu.duties.services.changing import adopt, prepare_change, release_change, withdraw_change
from yingshu.duties.services.defining import stored
from yingshu.kernel.errors import InvalidInput, NotAllowed
from yingshu.rulebook.catalogue import clauses
from yingshu.rulebook.sections import SECTIONS, delivered_for

from .conftest import at, item, put, seen

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def raw(**given: Any) -> dict[str, Any]:
    return stored(item(**given))


@pytest.mark.clause("ORG-31")
def test_two_people_and_planned_at_once(company: Company) -> None:
    director, leader = company.actor("director"), company.actor("vice_president")
    with at(1, 7):
        made = prepare_change(actor=director, item=raw(), reason="试行")
        assert (Occurrence._plain.count(), made.state) == (0, "prepared")
        with pytest.raises(errors.SamePerson):
            release_change(actor=director, version_id=made.id)
        with pytest.raises(NotAllowed):
            release_change(actor=company.actor("finance"), version_id=made.id)
        assert release_change(actor=leader, version_id=made.id).data["planned"] == 6
        with pytest.raises(InvalidInput):
            release_change(actor=leader, version_id=made.id)
        later = prepare_change(actor=director, item=raw(when={"every": "week", "weekdays": ["WE"]}), valid_from=date(2026, 6, 20))
        withdraw_change(actor=director, version_id=later.id)
        ends = prepare_change(actor=director, item=raw(active=False), valid_from=date(2026, 6, 15))
        release_change(actor=leader, version_id=ends.id)
    assert seen() == [("2026-W23", "open"), ("2026-W24", "open")]


def test_bad_terms_and_past_days_are_told_by_field(company: Company) -> None:
    director = company.actor("director")
    with at(1):
        with pytest.raises(InvalidInput) as wrong:
            prepare_change(actor=director, item={**raw(), "when": {"every": "week"}, "title": ""})
        assert set(wrong.value.errors) == {"when", "title"}
        with pytest.raises(InvalidInput):
            prepare_change(actor=director, item=raw(), valid_from=date(2026, 5, 31))
        with pytest.raises(errors.UnknownPart) as unknown:
            prepare_change(actor=director, item=raw(done={"actions": ["orders.registr"]}))
        assert "orders.register" in unknown.value.text()


def test_two_rulebooks_and_the_companys_own_word(company: Company) -> None:
    """Each source says its latest word; the one that began last decides; ending one lets the other speak again."""
    with at(1):
        put(item(), book="a")
        put(item(title="乙例会"), book="b", first=date(2026, 2, 1))
        assert in_force(released(), date(2026, 6, 1))[None].terms.title == "乙例会"
        put(book="b", version=2, first=date(2026, 6, 1))
        assert in_force(released(), date(2026, 6, 1))[None].terms.title == "周例会"


def test_a_region_overrides_headquarters(company: Company) -> None:
    with at(1, 7):
        put(item(code="report", when={"every": "month", "days": [28]}, who={"posts": ["salesperson"], "per": "person"}))
        put(item(code="report", when={"every": "month", "days": [20]}, who={"posts": ["salesperson"], "per": "person"}), book="west",
            unit_id=company.unit("west").pk)
        from .conftest import plan
        plan("report")
    june = Occurrence._plain.filter(period="2026-06").order_by("due_on").values_list("subject_name", "due_on__day")
    assert list(june) == [("业务员李西", 20), ("业务员张东", 28)]


# ---- the library ------------------------------------------------------------------------------------------------------

def test_the_library_is_whole() -> None:
    codes = [i.code for i in library()]
    assert len(codes) == len(set(codes)) and len({i.code for i in ready_made()}) == len(ready_made()) >= 75
    known = clauses()
    assert [(i.code, c) for i in library() for c in i.clauses if c not in known] == []
    assert {i.code for i in delivered()} <= set(codes)
    assert SECTIONS["duties"].model.model_json_schema()["title"] == "DutyItem"
    assert "training_plan" in [i.code for i in delivered_for(SECTIONS["duties"], ["TRN-01"])]


@pytest.mark.clause("CUS-04", "RSK-01", "SHW-11", "SVC-22", "TRN-03", "BUD-05", "BRD-08", "CNF-06", "MTG-02", "TRN-07", "TRN-18")
def test_what_stays_undone_is_overdue_and_told(company: Company) -> None:
    """季末未做 → 逾期待办: every ready-made duty of months and more comes up, is overdue when nobody does it, and is told."""
    from yingshu.duties.services.running import run_duties
    from yingshu.kernel import clock
    from yingshu.kernel.actor import system
    from yingshu.notifications.models import Message

    own = [i for i in ready_made() if i.who.per != "record" and i.when.every not in (None, "day", "week")]
    with at(1, month=1):
        put(*own)
        run_duties(system())
    for month in range(2, 13, 2):
        with at(1, month=month):
            run_duties(system())
    with clock.at(__import__("datetime").datetime(2027, 2, 3, 9)):
        run_duties(system())
        asked = {o.duty.code for o in Occurrence._plain.filter(late_at__lte=clock.now()).select_related("duty")}
        told = set(Message.objects.filter(urgent=True).values_list("args__title", flat=True))
    assert {i.code for i in own} - asked == set()
    assert {i.title for i in own if i.told.after_hours} - told == set()


def test_taking_over_from_the_library(company: Company) -> None:
    with at(1):
        done = adopt(actor=company.actor("admin"), codes=["training_plan", "team_activity"])
        with pytest.raises(InvalidInput):
            adopt(actor=company.actor("admin"), codes=["nothing"])
        for version_id in done.data["prepared"]:
            release_change(actor=company.actor("director"), version_id=version_id)
    assert set(Duty.objects.values_list("code", flat=True)) == {"training_plan", "team_activity"}


# ---- the form ---------------------------------------------------------------------------------------------------------

def browser(company: Company, key: str) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(company.person(key), backend=BACKEND)
    return client


FILLED = {"code": "shelf_check", "title": "陈列检查", "clauses": "CHN-04，CHN-06", "help": "查陈列", "when-every": "week",
          "when-weekdays": ["FR", "MO"],
          "when-at": "17:30", "when-shift": "skip", "who-posts": ["assistant"], "who-per": "company", "done-times": "1",
          "told-before_hours": ["24", ""], "told-escalate_hours": "48", "active": "true", "idempotency_key": "k1"}


def test_an_own_duty_in_the_browser(company: Company) -> None:
    client = browser(company, "director")
    assert client.get("/duties/new/").status_code == 200
    wrong = client.post("/duties/new/", {**FILLED, "when-weekdays": [], "when-at": "25:99"})
    assert wrong.status_code == 400 and 'value="陈列检查"' in wrong.content.decode()
    made = client.post("/duties/new/", FILLED)
    version = DutyVersion.objects.get()
    assert (made.status_code, made.headers["Location"]) == (302, f"/duty_versions/{version.pk}/")
    assert (version.terms.clauses, version.terms.when.at and f"{version.terms.when.at:%H:%M}", version.terms.when.weekdays,
            version.terms.told.after_hours, version.terms.done.note_required) == (("CHN-04", "CHN-06"), "17:30", ("FR", "MO"), (1,), False)
    assert client.post("/duties/new/", FILLED).status_code == 302 and DutyVersion.objects.count() == 1  # sent twice, kept once


def test_changing_in_the_browser_keeps_what_the_form_does_not_show(company: Company) -> None:
    with at(1, 7):
        put(next(i for i in library() if i.code == "monthly_sales_report"))
    duty, client = Duty.objects.get(), browser(company, "director")
    page = client.get(f"/duties/{duty.pk}/edit/").content.decode()
    assert "此义务的日期取自控制点参数" in page
    client.post(f"/duties/{duty.pk}/edit/", {
        "title": "月销量报表", "clauses": "MTG-06", "who-posts": ["service_manager"], "who-per": "company",
        "done-actions": "insight.submit_report", "done-times": "1", "active": "true"})
    terms = DutyVersion.objects.get(number=2).terms
    assert (terms.title, terms.when.rhythm, terms.done.data, terms.done.period) == (
        "月销量报表", "insight.monthly_sales", {"report": "monthly_sales"}, "period")


def test_pages_of_the_library(company: Company) -> None:
    client = browser(company, "director")
    assert "年度培训计划" in client.get("/duties/library/").content.decode()
    assert client.post("/duties/library/", {"codes": ["training_plan"]}).headers["Location"] == "/duty_versions/?view=waiting"
    assert client.post("/duties/library/", {"codes": ["nothing"]}).status_code == 400
    assert browser(company, "finance").get("/duties/library/").status_code == 403
