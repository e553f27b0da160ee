"""The penalty after a complaint waits for the vice president, after one about quality for the general manager (SVC-09, SVC-10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.support.browsing import browser, page, words
from yingshu.approvals import services
from yingshu.approvals.errors import StillWaits
from yingshu.approvals.models import Approval, Request
from yingshu.rulebook.decisions import Refused
from yingshu.service import services as s
from yingshu.service.models import Case, Penalty
from yingshu.service.queries import appraisal_points
from yingshu.service.tests.support import quality, service_case

from .test_delivered_flows import agree, centre, drafted, publish

__all__ = ["centre"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def dealer(centre: Any) -> Iterator[Any]:
    """The dealers' rulebook is in force. Fines are off as delivered; the flow holds all the same."""
    publish(centre, drafted(centre, "dealer_sales"))
    yield centre


@pytest.fixture
def fines(dealer: Any) -> Any:
    dealer.parameters("rulebook.switches", fines=True)
    return dealer


def penalise(trade: Any, case: Case, yuan: int = 0, **more: Any) -> Any:
    return s.penalise(actor=trade.actor("director"), case_id=case.pk, person_id=trade.company.person("salesperson").pk, reason="接待怠慢",
                      fine_fen=yuan * 100, **more)


def verified(trade: Any, case: Case) -> Case:
    s.verify_case(actor=trade.actor("director"), case_id=case.pk, justified=True, conclusion="查实")
    return case


def asked() -> list[str]:
    return [task.person.name for task in Approval.objects.latest("id").tasks.select_related("person")]


@pytest.mark.clause("SVC-09")
def test_where_fines_are_off_a_criticism_waits_all_the_same(dealer: Any) -> None:
    case = verified(dealer, service_case(dealer))
    with pytest.raises(Refused, match="关闭"):
        penalise(dealer, case, 50)
    assert penalise(dealer, case).state == "pending"
    agree(dealer, "vice_president")
    assert list(Penalty.objects.values_list("criticism", "fine_fen")) == [(True, 0)]


@pytest.mark.clause("SVC-09")
def test_a_fine_is_recorded_once_the_vice_president_has_agreed(fines: Any) -> None:
    dealer, case = fines, service_case(fines)
    with pytest.raises(Refused, match="尚未查实"):
        penalise(dealer, case, 50)
    verified(dealer, case)
    with pytest.raises(Refused, match="超出每次"):
        penalise(dealer, case, 120)
    assert not Request.objects.exists(), "what the rule refuses is refused before anybody is asked"
    waiting = penalise(dealer, case, 50, dismissal=True)
    assert (waiting.kind, waiting.state, Penalty.objects.count()) == ("request", "pending", 0)
    assert asked() == [dealer.company.person("vice_president").name]
    assert ["处分种类", "通报批评、罚款、辞退"] in Request.objects.get().card["lines"]
    with pytest.raises(StillWaits):
        penalise(dealer, case, 60)
    agree(dealer, "vice_president")
    made = Penalty.objects.get()
    assert (made.case_id, made.fine_fen, made.criticism, made.dismissal, made.actor_name) == (
        case.pk, 5000, True, True, dealer.company.person("director").name)


@pytest.mark.clause("SVC-09")
def test_the_page_of_the_case_shows_the_penalty_that_waits_until_it_is_decided(fines: Any) -> None:
    case, client = verified(fines, service_case(fines)), browser(fines, "director")
    assert "待审批的处罚" not in page(client, f"/cases/{case.pk}/")
    penalise(fines, case, 50)
    shown, approval = page(client, f"/cases/{case.pk}/"), Approval.objects.latest("id")
    assert "待审批的处罚" in shown and f'href="/approvals/{approval.pk}/"' in shown
    assert fines.company.person("vice_president").name in words(shown)
    agree(fines, "vice_president")
    shown = page(client, f"/cases/{case.pk}/")
    assert "待审批的处罚" not in shown and "50.00" in words(shown)


@pytest.mark.clause("SVC-09")
def test_a_penalty_that_is_turned_down_leaves_nothing(fines: Any) -> None:
    penalise(fines, verified(fines, service_case(fines)), 50)
    services.refuse(actor=fines.actor("vice_president"), approval_id=Approval.objects.latest("id").pk, reason="先谈话")
    assert (Penalty.objects.count(), Request.objects.get().state) == (0, "refused")


@pytest.mark.clause("SVC-10")
def test_points_for_quality_are_taken_off_once_the_general_manager_has_agreed(fines: Any) -> None:
    dealer, case, june = fines, verified(fines, quality(fines)), (date(2026, 6, 1), date(2026, 6, 30))
    penalise(dealer, case)
    assert asked() == [dealer.company.person("general_manager").name]
    assert appraisal_points(dealer.company.person("salesperson").pk, *june) == 0
    agree(dealer, "general_manager")
    assert appraisal_points(dealer.company.person("salesperson").pk, *june) == 5
