"""A post is left after the handover (ORG-28); a changed cost asks for a review of the price (PRC-10)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from yingshu.customers.models import Customer
from yingshu.customers.services import finish_handover, remind_of_handovers, sign_handover, start_handover
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.worklist import WORKLISTS
from yingshu.notifications.models import Message
from yingshu.organisation.models import Appointment, Person
from yingshu.organisation.services import change_person, end_appointment
from yingshu.registers.models import Entry
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(trade: Any) -> Any:
    with clock.at(datetime(2026, 6, 1, 9, 0)):
        yield trade


@pytest.mark.clause("ORG-28")
def test_a_post_cannot_be_left_before_the_handover_is_finished(centre: Any) -> None:
    buyer = centre.customer("甘泉农资", owner="salesperson")
    held, admin = Appointment.objects.get(person=centre.company.person("salesperson")), centre.actor("admin")
    with pytest.raises(Refused) as refused:
        end_appointment(actor=admin, appointment_id=held.pk)
    assert (refused.value.clause, refused.value.text()) == (
        "ORG-28", f"业务员张东名下还有 1 项未交接：{buyer.number} 甘泉农资。请先完成交接。")
    assert Appointment.objects.get(pk=held.pk).until is None
    leaver, follower = centre.actor("salesperson"), centre.actor("region_manager")
    pk = start_handover(actor=centre.actor("director"), giver_id=leaver.id, taker_id=follower.id).id
    for who in (leaver, follower):
        sign_handover(actor=who, handover_id=pk)
    finish_handover(actor=follower, handover_id=pk)
    end_appointment(actor=admin, appointment_id=held.pk)
    assert Appointment.objects.get(pk=held.pk).until == date(2026, 5, 31)
    assert Customer._plain.get(pk=buyer.pk).owner_id == follower.id


@pytest.mark.clause("ORG-28")
def test_who_keeps_another_post_may_leave_one(centre: Any) -> None:
    centre.customer("甘泉农资", owner="salesperson")
    person = centre.company.person("salesperson")
    held = Appointment.objects.get(person=person)
    Appointment.objects.create(person=person, post=centre.company.posts["assistant"], unit=held.unit, since=date(2026, 1, 1))
    end_appointment(actor=centre.actor("admin"), appointment_id=held.pk)
    assert DecisionRecord.objects.get(control="customers.leaving").outcome == "allow"


@pytest.mark.clause("ORG-28")
def test_a_person_is_not_stopped_before_the_handover_is_finished(centre: Any) -> None:
    buyer, admin = centre.customer("甘泉农资", owner="salesperson"), centre.actor("admin")
    leaver, follower = centre.actor("salesperson"), centre.actor("region_manager")
    change_person(actor=admin, person_id=leaver.id, phone="13800000001")
    with pytest.raises(Refused) as refused:
        change_person(actor=admin, person_id=leaver.id, is_active=False)
    assert (refused.value.clause, refused.value.text()) == (
        "ORG-28", f"业务员张东名下还有 1 项未交接：{buyer.number} 甘泉农资。请先完成交接。")
    assert Person.objects.get(pk=leaver.id).is_active
    pk = start_handover(actor=centre.actor("director"), giver_id=leaver.id, taker_id=follower.id).id
    for who in (leaver, follower):
        sign_handover(actor=who, handover_id=pk)
    finish_handover(actor=follower, handover_id=pk)
    change_person(actor=admin, person_id=leaver.id, is_active=False)
    assert not Person.objects.get(pk=leaver.id).is_active
    assert Customer._plain.get(pk=buyer.pk).owner_id == follower.id


def on_list(centre: Any, who: str) -> list[tuple[str, str, str]]:
    """The handovers of leavers as they stand on somebody's list: what, where it is done, until when."""
    return [(todo.title, todo.url, f"{clock.local(todo.due):%m-%d}") for todo in WORKLISTS["customers.leaving"].items(centre.actor(who), 9)
            if todo.due]


@pytest.mark.clause("ORG-28")
def test_an_appointment_that_ends_by_itself_asks_for_the_handover(centre: Any) -> None:
    """On the list of the superior from two weeks before until nothing is left; told once before and once after."""
    buyer = centre.customer("甘泉农资", owner="salesperson")
    leaver, follower = (centre.company.person(who) for who in ("salesperson", "region_manager"))
    Appointment.objects.filter(person=leaver).update(until=date(2026, 6, 20))
    told = Message.objects.filter(person_id=leaver.pk, clause="ORG-28").order_by("id")
    assert on_list(centre, "director") == [] and remind_of_handovers(actor=system()).data == {"reminded": 0}
    with clock.at(datetime(2026, 6, 10, 2)):
        here = f"/act/customers.start_handover/?giver_id={leaver.pk}"
        assert on_list(centre, "director") == [("业务员张东离任，还有 1 项未交接", here, "06-21")]
        for _night in range(2):
            remind_of_handovers(actor=system())
        assert [(m.args["items"], m.urgent) for m in told.all()] == [(f"{buyer.number} 甘泉农资", False)]
        pk = start_handover(actor=centre.actor("director"), giver_id=leaver.pk, taker_id=follower.pk).id
        assert on_list(centre, "director")[0][1] == f"/handovers/{pk}/"
        sign_handover(actor=centre.actor("salesperson"), handover_id=pk)
    with clock.at(datetime(2026, 6, 21, 2)):
        remind_of_handovers(actor=system())
        assert [m.urgent for m in told.all()] == [False, True]
        assert Message.objects.filter(person_id=follower.pk, clause="ORG-28", urgent=True).exists()
        assert WORKLISTS["customers.leaving"].count(centre.actor("director")) == 1
        sign_handover(actor=centre.actor("region_manager"), handover_id=pk)
        finish_handover(actor=centre.actor("region_manager"), handover_id=pk)
        assert on_list(centre, "director") == [] and remind_of_handovers(actor=system()).data == {"reminded": 0}


@pytest.mark.clause("ORG-28")
def test_who_stays_in_another_post_is_asked_for_nothing(centre: Any) -> None:
    centre.customer("甘泉农资", owner="salesperson")
    person = centre.company.person("salesperson")
    Appointment.objects.filter(person=person).update(until=date(2026, 6, 2))
    Appointment.objects.create(person=person, post=centre.company.posts["assistant"], unit=centre.company.unit("company"),
                               since=date(2026, 6, 3))
    assert on_list(centre, "director") == []


def published(trade: Any, pack: str) -> None:
    act = trade.company.act
    pk = act("rulebook.use_packs", "director", packs=[pack], code="ZX", title="管理制度").id
    act("rulebook.submit_version", "director", version_id=pk, leaders=[trade.company.person("vice_president").pk])
    act("rulebook.approve_version", "vice_president", version_id=pk)
    act("rulebook.publish_version", "director", version_id=pk, valid_from=date(2026, 6, 1))


def costs(trade: Any, cost: str) -> Any:
    product = trade.product("收割机", "1000", cost="100")
    return trade.company.act("products.change", "assistant", product_id=product.pk, cost=Decimal(cost))


@pytest.mark.clause("PRC-10")
@pytest.mark.parametrize(("pack", "cost", "reviews"), [
    ("garment_factory", "106", 1), ("garment_factory", "105", 1), ("garment_factory", "104", 0), ("garment_factory", "94", 1),
    ("scenic_area", "106", 0), ("small_centre_cod", "106", 0)])
def test_a_cost_that_rises_six_percent_makes_a_task_of_review(centre: Any, pack: str, cost: str, reviews: int) -> None:
    published(centre, pack)
    costs(centre, cost)
    found = list(Entry._plain.filter(register__code="price_reviews"))
    assert len(found) == reviews
    for entry in found:
        assert (entry.state, entry.handler_id) == ("open", centre.company.person("director").pk)
        done = centre.company.act("registers.move_entry", "director", register_code="price_reviews", entry_id=entry.pk, move="conclude",
                                  values={"conclusion": "维持原价", "basis": "竞品未动"})
        assert done.state == "done"
