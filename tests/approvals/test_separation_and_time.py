"""Incompatible duties at the grant, at the act and in the report; time limits; people who leave in the middle."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from yingshu.approvals import services
from yingshu.approvals.models import Approval, ApprovalEvent, ApprovalTask
from yingshu.approvals.queries import separation
from yingshu.approvals.tasks import run_checks
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.notifications.models import Message
from yingshu.orders.services import approve_order
from yingshu.organisation.models import Absence, Appointment, Delegation
from yingshu.organisation.services import appoint, change_person, delegate, end_appointment, register_absence
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord

from ..support.browsing import BACKEND
from ..support.flows import flow, post

pytestmark = pytest.mark.django_db


def pair(severity: str = "refuse", first: str = "receivables.record_receipt", second: str = "orders.send_instructions") -> None:
    services.save_separation(actor=system(), content={"code": "pair", "title": "收款与下达分离", "first": [first], "second": [second],
                                                      "severity": severity})


@pytest.mark.clause("ORG-29")
def test_a_grant_that_unites_a_pair_is_refused_or_kept_as_a_warning(trade: Any) -> None:
    company, gm = trade.company, trade.actor("general_manager")
    clerk = company.person("finance")
    pair()
    with pytest.raises(Refused) as refused:
        appoint(actor=gm, person_id=clerk.pk, post_id=company.posts["service_manager"].pk, unit_id=company.unit("east").pk)
    assert refused.value.text() == "财务孙莉将同时拥有“登记回款”和“发指令”（收款与下达分离）。请把其中一项交给他人。"
    assert Appointment.objects.filter(person=clerk).count() == 1
    pair("warn")
    appoint(actor=gm, person_id=clerk.pk, post_id=company.posts["service_manager"].pk, unit_id=company.unit("east").pk)
    assert list(DecisionRecord.objects.filter(control="approvals.separation").order_by("id").values_list("outcome", flat=True)) == [
        "refuse", "warn"]
    assert [row["person"].pk for row in separation.holders()] == [clerk.pk]


@pytest.mark.clause("ORG-29")
def test_a_grant_is_checked_for_the_day_it_begins_and_standing_in_is_one(trade: Any) -> None:
    """A post or a delegation from next month, a deputy: each would unite the pair, none is kept."""
    company, gm = trade.company, trade.actor("general_manager")
    clerk, manager, later = company.person("finance"), company.person("service_manager"), date(2026, 7, 1)
    pair()
    tried = (lambda: appoint(actor=gm, person_id=clerk.pk, post_id=company.posts["service_manager"].pk, unit_id=company.unit("east").pk,
                             since=later),
             lambda: delegate(actor=trade.actor("service_manager"), right="orders.send_instructions", receiver_id=clerk.pk, first_day=later,
                              last_day=date(2026, 7, 9), note="出差"),
             lambda: register_absence(actor=trade.actor("admin"), person_id=manager.pk, deputy_id=clerk.pk))
    trade.parameters("organisation.deputy", acting_role_on_absence=["finance"])
    for grant in tried:
        with pytest.raises(Refused) as refused:
            grant()
        assert refused.value.text() == "财务孙莉将同时拥有“登记回款”和“发指令”（收款与下达分离）。请把其中一项交给他人。"
    assert (Appointment.objects.filter(person=clerk).count(), Delegation.objects.count(), Absence.objects.count()) == (1, 0, 0)


@pytest.mark.clause("ORG-29")
def test_one_person_does_not_do_both_sides_of_one_document(trade: Any) -> None:
    pair(first="orders.submit", second="orders.send_instructions")
    manager = "service_manager"
    trade.parameters("orders.review", mode="at_once")
    order_id = trade.order(trade.customer(), trade.product(), by=manager, submit=False).id
    trade.company.act("orders.submit", manager, order_id=order_id)
    with pytest.raises(Refused) as refused:
        trade.instruct(order_id)
    assert refused.value.clause == "ORG-29"
    pair("warn", first="orders.submit", second="orders.send_instructions")
    trade.instruct(order_id)
    found = separation.acts(date(2026, 6, 1), date(2026, 6, 30))
    assert [(row["entry"].actor_name, row["actions"]) for row in found] == [("客服经理林晓", ["orders.send_instructions", "orders.submit"])]
    assert separation.acts(date(2026, 7, 1), date(2026, 7, 31)) == []
    with clock.at(datetime(2026, 7, 1, 8, 0)):
        run_checks()
        run_checks()
        told = Message.objects.get(person_id=trade.actor("admin").id, dedupe="separation:2026-06")
        assert (told.args["acts"], told.url) == (1, "/separation-report/?month=2026-06")
        client = Client()
        client.force_login(trade.company.person("admin"), backend=BACKEND)
        page = client.get(told.url).content.decode()
    assert f'<a href="/orders/{order_id}/">' in page and "收款与下达分离" in page and "客服经理林晓" in page
    with clock.at(datetime(2026, 7, 6, 8, 0)):
        run_checks()
    assert Message.objects.filter(dedupe__startswith="separation:", person_id=trade.actor("admin").id).count() == 1


def test_a_step_that_lies_is_reminded_then_escalated_and_never_agreed(trade: Any) -> None:
    flow("order", [post("head", "director", hours=4)], escalate_after=24)
    trade.order(trade.customer(), trade.product(), by="salesperson")
    found = Approval.objects.get()
    with clock.at(datetime(2026, 6, 1, 12, 59)):
        assert run_checks() == 0
    with clock.at(datetime(2026, 6, 1, 13, 1)):
        assert (run_checks(), run_checks()) == (1, 0)
    with clock.at(datetime(2026, 6, 2, 13, 1)):
        assert (run_checks(), run_checks()) == (1, 0)
    verbs = list(ApprovalEvent.objects.filter(approval=found).order_by("id").values_list("verb", flat=True))
    assert verbs == ["submit", "overdue", "escalate"]
    assert Message.objects.filter(person_id=trade.company.person("vice_president").pk, msgid__startswith="[Overdue]").count() == 1
    found.refresh_from_db()
    assert found.state == "running"


def test_an_approver_who_leaves_is_followed_by_the_superior_at_once(trade: Any) -> None:
    flow("order", [post("both", "director", "finance", mode="all")])
    trade.order(trade.customer(), trade.product(), by="salesperson")
    admin = trade.actor("admin")
    change_person(actor=admin, person_id=trade.company.person("finance").pk, is_active=False)
    assert sorted(ApprovalTask.objects.filter(outcome="open").values_list("person__username", flat=True)) == ["director", "general_manager"]
    held = Appointment.objects.get(person=trade.company.person("director"))
    end_appointment(actor=admin, appointment_id=held.pk)
    waiting = sorted(ApprovalTask.objects.filter(outcome="open").values_list("person__username", flat=True))
    assert waiting == ["general_manager", "vice_president"]
    for who in waiting:
        services.agree(actor=trade.actor(who), approval_id=Approval.objects.get().pk)
    assert Approval.objects.get().state == "agreed"


def test_approve_order_is_as_before_without_a_flow(trade: Any) -> None:
    trade.parameters("orders.review", mode="manager")
    order = trade.order(trade.customer(), trade.product(), by="salesperson")
    assert approve_order(actor=trade.actor("director"), order_id=order.id).state == "approved"
