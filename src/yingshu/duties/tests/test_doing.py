"""What people do: confirm, ask for an excuse, decide on one; and what is missed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.company import Company

from yingshu.duties import errors
from yingshu.duties.models import Occurrence
from yingshu.duties.queries.rates import rates, total
from yingshu.duties.services.doing import ask_excuse, confirm, decide_excuse
from yingshu.duties.services.running import close_missed
from yingshu.kernel.errors import IllegalTransition, InvalidInput, NotFound
from yingshu.kernel.worklist import WORKLISTS
from yingshu.notifications.models import Message
from yingshu.organisation.services import register_absence

from .conftest import at, item, plan, put, seen


@pytest.fixture
def drills(company: Company) -> Company:
    """Each area manager makes a drill every month; planned on the first of June."""
    with at(1):
        put(item(code="drill", title="安全演练", clauses=["CNF-06"], when={"every": "month"}, who={"posts": ["region_manager"]},
                 told={"before_hours": [], "after_hours": [], "escalate_hours": None}))
        plan("drill")
    return company


def june(**more: Any) -> Occurrence:
    found: Occurrence = Occurrence._plain.get(period="2026-06", **more)
    return found


@pytest.mark.clause("CNF-06", "ORG-07")
def test_confirmed_in_time(drills: Company) -> None:
    with at(30, 23):
        with pytest.raises(InvalidInput) as refused:
            confirm(actor=drills.actor("region_manager"), occurrence_id=june().pk)
        assert list(refused.value.errors) == ["note"]
        done = confirm(actor=drills.actor("region_manager"), occurrence_id=june().pk, note="全员参加")
    assert (done.state, june().done_by, june().note) == ("done", "大区经理郭强", "全员参加")
    with at(30, 23), pytest.raises(IllegalTransition):
        confirm(actor=drills.actor("region_manager"), occurrence_id=june().pk, note="再来一次")


def test_late_and_not_somebody_elses(drills: Company) -> None:
    with at(2, month=7):
        with pytest.raises(errors.NotYourDuty):
            confirm(actor=drills.actor("director"), occurrence_id=june().pk, note="代办")
        with pytest.raises(NotFound):  # outside the salesperson's scope
            confirm(actor=drills.actor("salesperson_west"), occurrence_id=june().pk, note="代办")
        assert confirm(actor=drills.actor("region_manager"), occurrence_id=june().pk, note="补做").state == "late"


def test_not_before_its_time_and_not_what_a_record_does(company: Company) -> None:
    with at(1, 7):
        put(item(when={"every": "week", "weekdays": ["FR"], "at": "16:00", "opens_hours": 2}),
            item(code="files", done={"actions": ["customers.deliver_files"]}, when={"every": "month"}))
        plan()
        plan("files")
        friday, files = (Occurrence._plain.filter(duty__code=code).order_by("due_at")[0] for code in ("meeting", "files"))
        with pytest.raises(errors.NotOpenYet) as early:
            confirm(actor=company.actor("director"), occurrence_id=friday.pk, note="早")
        assert "2026-06-05 14:00" in early.value.text()
        with pytest.raises(errors.SeenByItself):
            confirm(actor=company.actor("director"), occurrence_id=files.pk, note="已报送")


def test_a_file_is_needed(company: Company) -> None:
    from yingshu.documents.services import attach

    with at(1):
        put(item(code="plan", when={"every": "month"}, done={"attachment_required": True}))
        plan("plan")
        director = company.actor("director")
        with pytest.raises(InvalidInput):
            confirm(actor=director, occurrence_id=june().pk, note="见附件")
        attach(actor=director, subject_kind="occurrence", subject_id=june().pk, name="计划.txt", content="六月计划".encode())
        assert confirm(actor=director, occurrence_id=june().pk, note="见附件").state == "done"


@pytest.mark.clause("ORG-25", "ORG-07")
def test_the_deputy_does_what_the_absent_head_must(company: Company) -> None:
    with at(1, 7):
        put(item(code="drill", when={"every": "month"}))
        plan("drill")
        director, assistant = company.actor("director"), company.actor("assistant")
        assert WORKLISTS["duties.to_do"].count(assistant) == 0
        register_absence(actor=director, deputy_id=assistant.id)
        assistant = company.actor("assistant")
        assert [t.clause for t in WORKLISTS["duties.to_do"].items(assistant, 9)] == ["MTG-01"]
        assert confirm(actor=assistant, occurrence_id=june().pk, note="代主任").state == "done"


@pytest.mark.clause("ORG-07")
def test_an_excuse_is_decided_by_the_superior_and_counted_apart(drills: Company) -> None:
    manager, director = drills.actor("region_manager"), drills.actor("director")
    with at(29):
        ask_excuse(actor=manager, occurrence_id=june().pk, reason="台风停工")
        with pytest.raises(InvalidInput):
            ask_excuse(actor=manager, occurrence_id=june().pk, reason="再问一次")
        assert Message.objects.filter(person_id=director.id, args__person="大区经理郭强").count() == 1
        assert [t.number for t in WORKLISTS["duties.excuses"].items(director, 9)] == ["2026-06"]
        for other in ("finance", "service_manager"):
            with pytest.raises((errors.NotSuperior, NotFound)):
                decide_excuse(actor=drills.actor(other).__class__(**{**_fields(drills.actor(other)), "rights": frozenset({
                    "duties.decide_excuse"})}), occurrence_id=june().pk, grant=True)
        with pytest.raises(InvalidInput):
            decide_excuse(actor=director, occurrence_id=june().pk, grant=False)
        decide_excuse(actor=director, occurrence_id=june().pk, grant=True, opinion="属实")
    assert (june().state, june().excuse, june().decided_by) == ("excused", "granted", "主任周正")
    with at(1, month=7):
        row = total(director, june().due_on, june().due_on)
        assert (row.due, row.excused, row.share) == (0, 1, None)


def _fields(actor: Any) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in actor.__slots__}


def test_a_refused_excuse_leaves_the_duty_open(drills: Company) -> None:
    with at(29):
        ask_excuse(actor=drills.actor("region_manager"), occurrence_id=june().pk, reason="忙")
        decide_excuse(actor=drills.actor("director"), occurrence_id=june().pk, grant=False, opinion="请安排代办")
        assert (june().state, june().excuse) == ("open", "refused")
        assert confirm(actor=drills.actor("region_manager"), occurrence_id=june().pk, note="已做").state == "done"


def test_missed_when_the_next_is_due_and_the_next_stays_clean(drills: Company) -> None:
    with at(31, month=7, hour=23):
        plan("drill")
        assert close_missed() == 0
    with at(1, month=8):
        assert close_missed() == 1
        assert seen("drill")[:3] == [("2026-06", "missed"), ("2026-07", "open"), ("2026-08", "open")]
        found = rates(drills.actor("director"), june().due_on, june().due_on)
        assert [(r.name, r.due, r.done, r.missed, r.percent) for r in found] == [("安全演练", 1, 0, 1, "0.0%")]


def test_several_times_are_needed(company: Company) -> None:
    with at(1):
        put(item(code="visits", when={"every": "month"}, done={"times": 2}))
        plan("visits")
    with at(10):
        assert confirm(actor=company.actor("director"), occurrence_id=june().pk, note="甲").state == "open"
        assert confirm(actor=company.actor("director"), occurrence_id=june().pk, note="乙").state == "done"
