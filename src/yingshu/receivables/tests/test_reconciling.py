"""对账: once a month with finance, at any time with a customer (REC-04)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from yingshu.duties.library import library
from yingshu.duties.models import Occurrence
from yingshu.duties.services.defining import put_in_force
from yingshu.duties.services.running import run_duties
from yingshu.duties.sources import RHYTHMS
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import AlreadyExists, IllegalTransition
from yingshu.kernel.services import together
from yingshu.kernel.worklist import WORKLISTS
from yingshu.notifications.models import Message
from yingshu.receivables import services
from yingshu.receivables.models import Reconciliation
from yingshu.receivables.tests.books import returned, shipped
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.sections import Origin

ME = system("test")


def at(day: int, hour: int = 9) -> Any:
    return clock.at(datetime(2026, 6, day, hour))


def started(day: int = 25) -> Any:
    return services.start_reconciliations(actor=ME, on=date(2026, 6, day))


def row(pk: int) -> Reconciliation:
    return Reconciliation._plain.get(pk=pk)


@pytest.mark.clause("REC-04")
def test_on_the_25th_it_is_given_to_clerk_and_finance(trade: Any) -> None:
    with at(24):
        assert started(24).state == "nothing"
    with at(25):
        made = started()
        assert (made.state, made.data["period"], row(made.id).as_of, row(made.id).owner.username) == (
            "open", "2026-06", date(2026, 6, 25), "billing_clerk")
        assert started().state == "nothing"
        told = set(Message.objects.filter(clause="REC-04").values_list("person_id", flat=True))
        assert told == {trade.company.person(key).pk for key in ("billing_clerk", "finance")}
    with at(30):
        assert started(30).state == "nothing"


def test_a_worker_that_comes_later_makes_it_for_the_25th(trade: Any) -> None:
    with at(29):
        assert row(started(29).id).as_of == date(2026, 6, 25)


@pytest.mark.clause("REC-04")
def test_an_unexplained_difference_keeps_it_open(trade: Any) -> None:
    shipped(trade.actor("finance"), trade.customer(), 100_000, on=date(2026, 6, 2))
    with at(25):
        pk = started().id
        with pytest.raises(Refused) as refused:
            services.complete_reconciliation(actor=trade.actor("finance"), reconciliation_id=pk)
        assert refused.value.clause == "REC-04"
        services.enter_other_side(actor=trade.actor("finance"), reconciliation_id=pk, amount=70_000)
        with pytest.raises(Refused) as refused:
            services.complete_reconciliation(actor=trade.actor("finance"), reconciliation_id=pk)
        assert refused.value.text() == "台账 1,000.00 元，对方 700.00 元，差额 300.00 元未说明。请更正台账或说明差额。"
        assert row(pk).state == "open"
        done = services.complete_reconciliation(actor=trade.actor("finance"), reconciliation_id=pk, explanation="在途汇款")
        assert (done.state, done.data["difference"], row(pk).explanation) == ("completed", "300.00", "在途汇款")
        with pytest.raises(IllegalTransition):
            services.enter_other_side(actor=trade.actor("finance"), reconciliation_id=pk, amount=1)


@pytest.mark.clause("REC-04")
def test_scenario_s9_a_return_entered_late_makes_both_sides_agree(trade: Any) -> None:
    shipped(trade.actor("finance"), trade.customer(), 35_600_000, on=date(2026, 6, 2))
    with at(25):
        pk = started().id
        said = services.enter_other_side(actor=trade.actor("finance"), reconciliation_id=pk, amount=35_540_000)
        assert said.data["difference"] == "600.00"
        with pytest.raises(Refused):
            services.complete_reconciliation(actor=trade.actor("finance"), reconciliation_id=pk)
        returned(trade.actor("finance"), 60_000, on=date(2026, 6, 25))
        done = services.complete_reconciliation(actor=trade.actor("finance"), reconciliation_id=pk)
    assert (done.state, done.data["ledger"], done.data["difference"]) == ("completed", "355400.00", "0.00")


@pytest.mark.clause("REC-04")
def test_with_a_customer_at_any_time_once_a_month(trade: Any) -> None:
    customer = trade.customer()
    shipped(trade.actor("finance"), customer, 100_000, on=date(2026, 6, 2))
    with at(10):
        made = services.start_customer_reconciliation(actor=trade.actor("finance"), customer_id=customer.pk)
        assert (made.data["ledger"], made.data["kind"]) == ("1000.00", "customer")
        services.enter_other_side(actor=trade.actor("finance"), reconciliation_id=made.id, amount=100_000)
        assert services.complete_reconciliation(actor=trade.actor("finance"), reconciliation_id=made.id).state == "completed"
        with pytest.raises(AlreadyExists):
            services.start_customer_reconciliation(actor=trade.actor("finance"), customer_id=customer.pk)
    trade.parameters("receivables.reconcile", finance_reconcile_day=None)
    with at(25):
        assert started().state == "nothing"


def in_force(day: int, *codes: str) -> dict[tuple[str, str, str], tuple[str, date]]:
    """Occurrences of these duties of the library, put in force on a day: duty, for whom, by whom → state and due day."""
    with at(day):
        with together(system(), "rulebook.publish"):
            put_in_force(system(), Origin("trial", 1, date(2026, 6, 1), None), [d for d in library() if d.code in codes])
        run_duties(system())
        rows = Occurrence._plain.filter(opens_at__lte=clock.now(), due_on__gte=date(2026, 6, 1)).order_by("id")
        return {(o.duty.code, o.subject_name, o.person_name): (o.state, o.due_on) for o in rows.select_related("duty")}


@pytest.mark.clause("REC-04")
def test_day_and_people_of_the_duty_are_those_of_the_clause(trade: Any) -> None:
    trade.parameters("receivables.reconcile", finance_reconcile_day=20, owner="service_manager")
    clerk, finance = (trade.company.person(key) for key in ("service_manager", "finance"))
    planned = in_force(18, "finance_reconciliation")
    assert planned == {("finance_reconciliation", "", clerk.name): ("open", date(2026, 6, 20))}
    duty = Occurrence._plain.get(due_on=date(2026, 6, 20))
    assert set(duty.assignees.values_list("person_id", flat=True)) == {clerk.pk, finance.pk}
    with at(20):
        made = started(20)
        assert (made.state, row(made.id).owner_id, row(made.id).as_of) == ("open", clerk.pk, date(2026, 6, 20))
        services.enter_other_side(actor=trade.actor("finance"), reconciliation_id=made.id, amount=0)
        services.complete_reconciliation(actor=trade.actor("finance"), reconciliation_id=made.id)
    duty.refresh_from_db()
    assert (duty.state, duty.done_number) == ("done", made.number)


@pytest.mark.clause("REC-04")
def test_by_the_variant_each_customer_who_owes_is_reconciled_every_month(trade: Any) -> None:
    """经常性与客户: the service manager reconciles with those who owe; the day with finance stays the clause's."""
    trade.parameters("receivables.reconcile", variant="经常性与客户")
    owing, clerk = trade.customer(), trade.company.person("service_manager")
    trade.customer("无欠款户")
    shipped(trade.actor("finance"), owing, 100_000, on=date(2026, 6, 2))
    planned = in_force(10, "finance_reconciliation", "customer_reconciliation")
    assert planned == {("customer_reconciliation", "甘泉农资", clerk.name): ("open", date(2026, 6, 30)),
                       ("finance_reconciliation", "", clerk.name): ("open", date(2026, 6, 25))}
    duty = Occurrence._plain.get(subject_id=owing.pk, due_on=date(2026, 6, 30))
    rhythm = RHYTHMS["receivables.with_customers"]
    assert rhythm.links([duty])[duty.pk][0] == f"/act/receivables.start_customer_reconciliation/?customer_id={owing.pk}"
    with at(12):
        made = services.start_customer_reconciliation(actor=trade.actor("service_manager"), customer_id=owing.pk)
        assert rhythm.links([duty])[duty.pk][1] == made.number
        assert WORKLISTS["receivables.reconciling"].count(trade.actor("service_manager")) == 0
        services.enter_other_side(actor=trade.actor("finance"), reconciliation_id=made.id, amount=100_000)
        services.complete_reconciliation(actor=trade.actor("finance"), reconciliation_id=made.id)
    duty.refresh_from_db()
    assert (duty.state, duty.done_number) == ("done", made.number)


@pytest.mark.clause("REC-04")
def test_this_months_reconciliation_stands_once_on_the_list(trade: Any) -> None:
    """As the duty while one is in force, else as the open reconciliation; older ones that were left open stay."""
    def listed() -> int:
        return WORKLISTS["receivables.reconciling"].count(trade.actor("finance"))
    with clock.at(datetime(2026, 6, 25, 9)):
        services.start_reconciliations(actor=ME, on=date(2026, 6, 25))
        assert listed() == 1
        with together(system(), "rulebook.publish"):
            put_in_force(system(), Origin("trial", 1, date(2026, 1, 1), None), [next(d for d in library() if "REC-04" in d.clauses)])
        assert listed() == 0
    with clock.at(datetime(2026, 7, 24, 9)):
        assert listed() == 1
