"""Whom to ask for money: overdue by customer and bucket (REC-03), and promises not kept (REC-05)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from yingshu.customers.models import Customer
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.rulebook.decisions import params_of

from ..controls import AGEING
from ..models import DunningNote
from ..rules import Promise, Span, promise_broken
from .ageing import ageing


class DunningTask(NamedTuple):
    """A customer with overdue money in one bucket."""

    customer_id: int
    customer: str
    owner: str
    span: Span
    fen: int
    oldest_days: int


def dunning_tasks(actor: Actor, as_of: date) -> list[DunningTask]:
    """One task per customer and bucket with overdue money (REC-03), longest overdue first.

    Not for customers asked within the last days (parameter) or with a promise still running.
    """
    table = ageing(actor, as_of, "customer", "due")
    asked = _asked_lately(as_of)
    tasks = [DunningTask(row.id or 0, row.name, row.owner, span, fen, row.oldest_days)
             for row in table.rows if row.kind == "customer" and row.id not in asked
             for span, fen in zip(table.buckets[1:], row.amounts[1:], strict=True) if fen > 0]
    return sorted(tasks, key=lambda t: (-(t.span.first or 0), -t.fen, t.customer))


def _asked_lately(as_of: date) -> set[int]:
    since = clock.moment(as_of - timedelta(days=params_of(AGEING).dun_again_after_days - 1))
    notes = DunningNote.objects.filter(Q(at__gte=since, at__lt=clock.moment(as_of + timedelta(days=1)), promised_on=None)
                                       | Q(promised_on__gte=as_of))
    return set(notes.values_list("customer_id", flat=True))


class BrokenPromise(NamedTuple):
    """A promise whose day is over and whose money did not come."""

    note: DunningNote
    promise: Promise


def broken_promises(actor: Actor, today: date) -> list[BrokenPromise]:
    """Promises not kept (REC-05), oldest first, as long as nobody asked again and something is still open."""
    later = DunningNote.objects.filter(customer=OuterRef("customer"), id__gt=OuterRef("id"))
    asked_again = Exists(later.filter(Q(item=OuterRef("item")) | Q(item=None))) | (Q(item=None) & Exists(later))
    notes = list(DunningNote.objects.filter(promised_on__lt=today, customer__in=Customer.objects.visible_to(actor).values("id"))
                 .exclude(asked_again).select_related("customer", "item").order_by("promised_on", "id"))
    received = _received_since(notes)
    found = [BrokenPromise(n, Promise(n.promised_on or today, n.promised_fen or 0, received[n.pk])) for n in notes if n.pk in received]
    return [b for b in found if promise_broken(b.promise, today)]


_SINCE = """SELECT n.id, CASE WHEN n.item_id IS NULL THEN
 (SELECT SUM(r.amount_fen) FROM receivables_receipt r WHERE r.customer_id = n.customer_id AND r.confirmed_at >= n.at) ELSE
 (SELECT -SUM(e.amount_fen) FROM receivables_receivableentry e
  WHERE e.item_id = n.item_id AND e.at >= n.at AND e.receipt_id IS NOT NULL) END
 FROM receivables_dunningnote n WHERE n.id IN ({ids}) AND EXISTS (SELECT 1 FROM receivables_receivableitem i
 WHERE i.customer_id = n.customer_id AND i.settled_on IS NULL AND i.open_fen > 0 AND (n.item_id IS NULL OR i.id = n.item_id))"""


def _received_since(notes: list[DunningNote]) -> dict[int, int]:
    """What came since each note was written; notes about what is not open any more are left out."""
    if not notes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SINCE.format(ids=", ".join(["%s"] * len(notes))), [n.pk for n in notes])
        return {pk: int(fen or 0) for pk, fen in cursor.fetchall()}


def latest_dunning(customer_ids: Iterable[int]) -> dict[int, DunningNote]:
    """The last note of each customer."""
    notes = DunningNote.objects.filter(customer_id__in=list(customer_ids)).order_by("id")
    return {n.customer_id: n for n in notes}
