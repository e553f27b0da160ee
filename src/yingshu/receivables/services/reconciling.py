"""对账: the ledger against finance once a month, against customers as often as the company says (REC-04)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.directory import people_in_posts
from yingshu.kernel.inputs import CustomerRef, Fen, LongText, Text
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import RECONCILE
from ..inputs import ReconciliationRef
from ..models import Reconciliation
from ..queries.reconciling import ledger_on
from ..rules import ReconcileFacts, ReconcileParams
from ..transitions import RECONCILIATION

KIND = "reconciliation"
Kinds = Reconciliation.Kind


@service("receivables.start_reconciliations", title=N_("Start the month's reconciliation"), clause="REC-04")
def start_reconciliations(*, actor: Actor, on: date | None = None) -> Done:
    """On the day of the clause: the reconciliation with finance for the month, given to the clerk and to finance (REC-04).

    Nothing before the day; made once a month, also when the worker comes later.
    """
    day, params = on or clock.today(), params_of(RECONCILE)
    due = _due(params, day)
    if due is None or day < due or Reconciliation._plain.filter(kind=Kinds.FINANCE, period=f"{day:%Y-%m}").exists():
        return Done(KIND, 0, state="nothing", data={"made": 0})
    clerk = next(iter(people_in_posts([params.owner])), None)
    done = _start(actor, Kinds.FINANCE, due, owner_id=clerk)
    tell(people_in_posts([params.owner, params.finance]), N_("The ledger of %(period)s is to be held against finance by %(day)s."),
         args={"period": done.data["period"], "day": due.isoformat()}, url=record_url("reconciliations", done.id), clause="REC-04",
         dedupe=f"reconcile:{done.id}")
    return done


def _due(params: ReconcileParams, day: date) -> date | None:
    """The day of the clause in the month of a day; the last one where the month is shorter."""
    if params.finance_reconcile_day is None:
        return None
    last = (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day.replace(day=min(params.finance_reconcile_day, last.day))


@service("receivables.start_customer_reconciliation", title=N_("Reconcile with a customer"), clause="REC-04")
def start_customer_reconciliation(*, actor: Actor, customer_id: CustomerRef, as_of: date | None = None) -> Done:
    """Hold a customer's account on a day against what the customer says. One a month for each customer."""
    customer: Any = Customer.objects.visible_to(actor).one(pk=customer_id)
    return _start(actor, Kinds.CUSTOMER, min(as_of or clock.today(), clock.today()), customer_id=customer_id,
                  owner_id=actor.id or customer.owner_id, unit_id=customer.unit_id)


def _start(actor: Actor, kind: str, as_of: date, **fields: Any) -> Done:
    number, ledger, period = next_number(KIND, clock.today()), ledger_on(as_of, fields.get("customer_id")), f"{as_of:%Y-%m}"
    pk = write.add_one(Reconciliation, number=number, kind=kind, period=period, as_of=as_of, ledger_fen=ledger, made_at=clock.now(),
                       **fields)
    return Done(KIND, pk, number, Reconciliation.State.OPEN.value, data={"kind": str(kind), "period": period, "ledger": money.plain(ledger),
                                                                         "made": 1},
                after={"period": period, "ledger_fen": ledger})


@service("receivables.enter_other_side", title=N_("Enter the other side"), clause="REC-04")
def enter_other_side(*, actor: Actor, reconciliation_id: ReconciliationRef, amount: Fen, note: Text = "") -> Done:
    """What finance, or the customer, says is owed on the day. The ledger is read again, so the difference is the present one."""
    row: Reconciliation = RECONCILIATION.move(Reconciliation, reconciliation_id, "enter", actor=actor, set={
        "other_fen": amount, "other_by": actor.name})
    ledger = _read_again(row)
    write.change(Reconciliation, where={"id": row.pk}, set={"explanation": note or row.explanation})
    return _told(row, ledger, amount, Reconciliation.State.OPEN, note)


@service("receivables.complete_reconciliation", title=N_("Complete the reconciliation"), clause="REC-04")
def complete_reconciliation(*, actor: Actor, reconciliation_id: ReconciliationRef, explanation: LongText = "") -> Done:
    """Complete a reconciliation: both sides agree, or the difference is explained; else it is refused (REC-04).

    The ledger is read again: what was corrected meanwhile (a return that was entered late) counts.
    """
    row: Reconciliation = RECONCILIATION.move(Reconciliation, reconciliation_id, "complete", actor=actor, set={
        "completed_at": clock.now(), "completed_by": actor.name})
    ledger, words = _read_again(row), explanation[:500] or row.explanation
    decide(RECONCILE, ReconcileFacts(number=row.number, ledger_fen=ledger, other_fen=row.other_fen, explained=bool(words)),
           Subject(KIND, row.pk, row.number, row.unit_id))
    write.change(Reconciliation, where={"id": row.pk}, set={"explanation": words})
    return _told(row, ledger, row.other_fen or 0, Reconciliation.State.COMPLETED, words)


def _read_again(row: Reconciliation) -> int:
    ledger = ledger_on(row.as_of, row.customer_id)
    if ledger != row.ledger_fen:
        write.change(Reconciliation, where={"id": row.pk}, set={"ledger_fen": ledger})
    return ledger


def _told(row: Reconciliation, ledger: int, other: int, state: Reconciliation.State, reason: str) -> Done:
    return Done(KIND, row.pk, row.number, state.value, reason=reason, data={
        "kind": row.kind, "period": row.period, "customer_id": row.customer_id, "ledger": money.plain(ledger), "other": money.plain(other),
        "difference": money.plain(ledger - other)}, before={"ledger_fen": row.ledger_fen, "other_fen": row.other_fen},
        after={"ledger_fen": ledger, "other_fen": other, "state": state.value})
