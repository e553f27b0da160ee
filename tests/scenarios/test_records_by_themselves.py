"""Records of registers that other rooms bring about or pass on: feedback after an order is closed, what a leaver holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from yingshu.customers.services import finish_handover, sign_handover, start_handover
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.worklist import WORKLISTS
from yingshu.orders.services import close_order, record_receipt_note
from yingshu.organisation.models import Appointment
from yingshu.organisation.services import end_appointment
from yingshu.registers.models import Entry
from yingshu.registers.section import library, with_needed
from yingshu.registers.services import add_entry, define, move_entry
from yingshu.rulebook.decisions import Refused
from yingshu.service import services as cases
from yingshu.service.models import Case
from yingshu.service.models.case import Step

pytestmark = pytest.mark.django_db


def keep(*codes: str) -> None:
    """Put registers of the library in force, with those they need."""
    for d in with_needed([d for d in library() if d.code in codes]):
        define(actor=system(), definition=d.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def add(trade: Any, who: str, register: str, **values: Any) -> Entry:
    return Entry._plain.get(pk=add_entry(actor=trade.actor(who), register_code=register, values=values).id)


def closed(trade: Any) -> int:
    """An order of the salesperson's customer, delivered, paid and closed by the service manager."""
    buyer = trade.customer(limit=1_000_000, investigated=True, owner="salesperson")
    order_id, slip = trade.shipped(buyer, trade.product(price="100"), "10")
    trade.arrived(slip)
    trade.paid(order_id, 100_000)
    desk = trade.actor("service_manager")
    record_receipt_note(actor=desk, order_id=order_id, receipt_note="SH-1", customer_opinion="满意")
    close_order(actor=desk, order_id=order_id)
    return int(order_id)


def due(trade: Any, who: str, day: int) -> list[str]:
    """What stands on a person's list of records whose day has come."""
    with clock.at(datetime(2026, 6, day, 9)):
        return [todo.title.rpartition("　")[2] for todo in WORKLISTS["registers.due"].items(trade.actor(who), 9)]


@pytest.mark.clause("ORG-15")
def test_a_closed_order_asks_the_salesperson_for_the_feedback_on_the_fourth_day(trade: Any) -> None:
    keep("handovers")
    seller = trade.actor("salesperson")
    with clock.at(datetime(2026, 6, 1, 9)):
        order_id = closed(trade)
    entry = Entry._plain.get(register__code="handovers")
    assert (entry.state, entry.owner_id, entry.unit_id, entry.values["closed_on"], entry.values["order"]["id"]) == (
        "open", seller.id, seller.unit_id, "2026-06-01", order_id)
    assert [due(trade, who, day) for who in ("salesperson", "region_manager") for day in (4, 5)] == [
        [], ["客户反馈逾期未移交"], [], ["客户反馈逾期未移交"]]


@pytest.mark.clause("ORG-15")
def test_without_the_register_an_order_is_closed_as_ever(trade: Any) -> None:
    with clock.at(datetime(2026, 6, 1, 9)):
        closed(trade)
    assert Entry._plain.count() == 0


@pytest.mark.clause("ORG-28")
def test_a_guarantee_that_is_not_handed_over_keeps_the_leaver(trade: Any) -> None:
    """The guarantee is named; signed by both, dealer and guarantee go to who follows, and what they say stays."""
    keep("guarantees")
    manager, follower = trade.company.person("region_manager"), trade.company.person("salesperson")
    with clock.at(datetime(2026, 6, 1, 9)):
        dealer = add(trade, "region_manager", "dealer_points", name="东关经销点", kind="经销商", region=trade.company.unit("east").pk,
                     since="2026-01-01")
        given = add(trade, "region_manager", "guarantees", dealer=dealer.pk, amount="300")
        held, admin = Appointment.objects.get(person=manager), trade.actor("admin")
        with pytest.raises(Refused) as refused:
            end_appointment(actor=admin, appointment_id=held.pk)
        assert refused.value.clause == "ORG-28" and f"经销商资金担保 {given.number}" in refused.value.text()
        pk = start_handover(actor=trade.actor("director"), giver_id=manager.pk, taker_id=follower.pk).id
        for who in ("region_manager", "salesperson"):
            sign_handover(actor=trade.actor(who), handover_id=pk)
        finish_handover(actor=trade.actor("salesperson"), handover_id=pk)
        end_appointment(actor=admin, appointment_id=held.pk)
    rows = {e.register.code: (e.owner_id, e.handler_id, e.values) for e in Entry._plain.select_related("register")}
    assert rows == {"dealer_points": (follower.pk, None, dealer.values), "guarantees": (follower.pk, follower.pk, given.values)}
    assert Appointment.objects.get(pk=held.pk).until == date(2026, 5, 31)


@pytest.mark.clause("LOG-12")
def test_a_complaint_about_delivery_goes_to_logistics_and_the_result_back_to_it(trade: Any) -> None:
    """Recorded as such, or classified so later; other complaints stay where they are. Nothing comes twice."""
    keep("field_problems")
    desk, carrier = trade.actor("service_manager"), trade.actor("logistics_clerk")
    given = {"kind": Case.Kind.COMPLAINT, "channel": Case.Channel.PHONE, "contact": "张三", "phone": "13800005678"}
    with clock.at(datetime(2026, 6, 1, 9)):
        buyer = trade.customer(owner="salesperson")
        made = cases.register_case(actor=desk, area=Case.Area.DELIVERY, content="破包三袋", customer_id=buyer.pk, **given).id
        later = cases.register_case(actor=desk, area=Case.Area.SERVICE, content="晚到两天", **given).id
        assert [e.values["case"]["id"] for e in Entry._plain.all()] == [made]
        for _twice in range(2):
            cases.classify(actor=desk, case_id=later, area=Case.Area.DELIVERY)
        first, second = Entry._plain.order_by("id")
        assert [(e.handler_id, e.owner_id, e.values["kind"], e.values["case"]["id"]) for e in (first, second)] == [
            (carrier.id, desk.id, "货运", made), (carrier.id, desk.id, "货运", later)]
        assert (first.values["customer"]["id"], first.values["content"]) == (buyer.pk, "破包三袋")
        move_entry(actor=carrier, register_code="field_problems", entry_id=first.pk, move="finish", values={"result": "补发三袋"})
    notes = {case: [(s.kind, s.text) for s in Step.objects.filter(case_id=case, kind="note")] for case in (made, later)}
    assert notes == {made: [("note", "补发三袋")], later: []}
