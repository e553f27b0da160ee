"""Penalties after verified complaints: fines, points off the appraisal, the list and the statement of a month (SVC-09, SVC-10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.browsing import browser, page, words

from yingshu.kernel.actor import system
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.metrics import METRICS
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord
from yingshu.service import services as s
from yingshu.service.models import Case, Penalty
from yingshu.service.queries import appraisal_points, by_person, fines_of

from .support import LEADER, parameters, quality, service_case

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


@pytest.fixture
def fines(june: Any) -> Any:
    parameters("rulebook.switches", fines=True)
    return june


def verified(june: Any) -> Case:
    case = service_case(june)
    s.verify_case(actor=june.actor("director"), case_id=case.pk, justified=True, conclusion="属实")
    return case


def penalise(june: Any, case: Case, yuan: int, **more: Any) -> Any:
    return s.penalise(actor=june.actor("director"), case_id=case.pk, person_id=june.company.person("salesperson").pk, reason="态度生硬",
                      fine_fen=yuan * 100, **more)


@pytest.mark.clause("SVC-09")
@pytest.mark.parametrize(("yuan", "allowed"), [(19, False), (20, True), (100, True), (101, False), (120, False), (10, False), (0, True)])
def test_fines_lie_within_their_bounds(fines: Any, yuan: int, allowed: bool) -> None:
    case = verified(fines)
    if allowed:
        penalise(fines, case, yuan)
    else:
        with pytest.raises(Refused, match="超出"):
            penalise(fines, case, yuan)
    assert Penalty.objects.count() == int(allowed)


@pytest.mark.clause("SVC-09")
def test_only_measures_of_the_book(fines: Any) -> None:
    parameters("service.fines", measures=("criticism", "fine"))
    case = verified(fines)
    with pytest.raises(Refused, match="公开批评|通报批评"):
        penalise(fines, case, 50, dismissal=True)
    penalise(fines, case, 50)
    assert Penalty.objects.get().dismissal is False


@pytest.mark.clause("SVC-09")
def test_no_penalty_before_the_complaint_is_verified(fines: Any) -> None:
    case = service_case(fines)
    with pytest.raises(Refused, match="尚未查实"):
        penalise(fines, case, 50)
    s.verify_case(actor=fines.actor("director"), case_id=case.pk, justified=False, conclusion="不属实")
    with pytest.raises(Refused, match="尚未查实"):
        penalise(fines, case, 50)


@pytest.mark.clause("SVC-09")
def test_two_fines_add_up_with_two_criticisms(fines: Any) -> None:
    for _n in range(2):
        penalise(fines, verified(fines), 50)
    assert fines_of(*JUNE) == (10000, 2)
    assert fines_of(*JUNE, fines.company.person("salesperson").pk) == (10000, 2)
    assert fines_of(*JUNE, fines.company.person("finance").pk) == (0, 0)


@pytest.mark.clause("SVC-09")
def test_where_fines_are_off_only_criticism_is_left(june: Any) -> None:
    case = verified(june)
    with pytest.raises(Refused, match="关闭"):
        penalise(june, case, 50)
    penalise(june, case, 0)
    assert fines_of(*JUNE) == (0, 1)


def responsible(june: Any, **more: Any) -> tuple[Case, dict[str, Any]]:
    """A verified quality complaint, and the penalty that follows for the workshop's head."""
    case = quality(june)
    s.accept(actor=june.actor(LEADER), case_id=case.pk)
    person = june.company.person("workshop").pk
    return case, {"actor": june.actor("director"), "case_id": case.pk, "person_id": person, "reason": "封口不严", **more}


@pytest.mark.clause("SVC-10")
def test_responsibility_for_quality_takes_five_points_off_the_months_appraisal(fines: Any) -> None:
    case, give = responsible(fines)
    with pytest.raises(Refused, match="尚未查实"):
        s.penalise(**give)
    s.verify_case(actor=fines.actor(LEADER), case_id=case.pk, justified=True, conclusion="属实")
    assert s.penalise(**give).data["points"] == 5
    person, july = give["person_id"], (date(2026, 7, 1), date(2026, 7, 31))
    assert (appraisal_points(person, *JUNE), appraisal_points(person, *july)) == (5, 0)
    assert [(x.person_id, x.criticisms, x.points, bool(x.department)) for x in by_person(*JUNE)] == [(person, 1, 5, True)]
    assert METRICS["service.points"].value(*JUNE, system()) == 5 and by_person(*july) == []
    record = DecisionRecord.objects.filter(control="service.points").latest("id")
    assert (record.outcome, record.verdict["figures"], record.subject_id) == ("allow", {"points": "5"}, case.pk)
    with pytest.raises(InvalidInput):
        s.penalise(**give, fine_fen=5000)


@pytest.mark.clause("SVC-10")
@pytest.mark.parametrize(("scheme", "on", "points"), [(5, True, 5), (8, True, 8), (0, True, 0), (5, False, 0)])
def test_the_scheme_says_how_many_and_the_switch_whether(june: Any, scheme: int, on: bool, points: int) -> None:
    parameters("rulebook.switches", fines=on)
    parameters("service.points", appraisal_points=scheme)
    case, give = responsible(june)
    s.verify_case(actor=june.actor(LEADER), case_id=case.pk, justified=True, conclusion="属实")
    s.penalise(**give, dismissal=True)
    row = Penalty.objects.get()
    assert (row.points, row.criticism, row.fine_fen, row.dismissal, row.person_name) == (points, True, 0, True, "车间主任赵铁")


@pytest.mark.clause("SVC-10")
def test_the_list_and_the_statement_of_a_month_for_the_appraisal(fines: Any, query_budget: Any) -> None:
    case, give = responsible(fines)
    s.verify_case(actor=fines.actor(LEADER), case_id=case.pk, justified=True, conclusion="属实")
    s.penalise(**give)
    penalise(fines, verified(fines), 50)
    client = browser(fines, "director")
    page(client, "/penalties/")
    with query_budget("service.penalties"):
        listed = words(page(client, "/penalties/?view=all"))
    assert all(text in listed for text in ("车间主任赵铁", case.number, "50.00", "封口不严"))
    with query_budget("service.points"):
        shown = words(page(client, "/service/points/?month=2026-06"))
    assert all(text in shown for text in ("车间主任赵铁", "50.00", "业务员张东")) and "已关闭" not in shown
    assert "该月没有人受到处罚" in words(page(client, "/service/points/?month=2026-05"))
    assert "业务员张东" in words(page(client, "/service/points/?month=99")), "what is no month is this month"
    assert browser(fines, "salesperson").get("/service/points/").status_code == 403
