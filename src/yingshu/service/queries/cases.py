"""Cases by person and period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.scoping import scope_filter

from ..models import Case
from ..models.case import OPEN_STATES

S = Case.State


def cases_of(actor: Actor) -> QuerySet[Case]:
    """What a person may see: their own and their units' cases, and those of customers they look after."""
    found: QuerySet[Case] = Case.objects.unscoped(reason="a salesperson reads along for own customers")
    reach = scope_filter(Case, actor)
    return found.filter(reach | Q(customer__owner_id=actor.id)) if reach else found


def open_cases(actor: Actor) -> QuerySet[Case]:
    """What the person has to handle, the most urgent first; what waits for the customer is left out."""
    return cases_of(actor).filter(owner_id=actor.id, state=S.ACCEPTED).order_by("resolve_by", "id")


def to_accept(actor: Actor) -> QuerySet[Case]:
    """New cases given to the person, or to nobody yet."""
    own = Q(owner_id=actor.id) | Q(owner=None)
    return cases_of(actor).filter(own, state=S.OPEN).order_by("accept_by", "id")


def received_in(first: date, last: date, kind: str = "") -> QuerySet[Case]:
    """Everything received in the days, but what was withdrawn."""
    start, end = clock.day_bounds(first, last)
    found: QuerySet[Case] = Case.objects.unscoped(reason="figures of the company").filter(received_at__gte=start, received_at__lt=end)
    return found.filter(kind=kind).exclude(state=S.WITHDRAWN) if kind else found.exclude(state=S.WITHDRAWN)


def complaints_in(first: date, last: date, *, units: Iterable[int] | None = None, products: Iterable[int] | None = None,
                  customers: Iterable[int] | None = None) -> int:
    """General complaints received in the days (SAT-16): each counts once, also when it proved unfounded; withdrawn ones do not."""
    found = received_in(first, last, Case.Kind.COMPLAINT)
    for name, ids in (("unit_id", units), ("product_id", products), ("customer_id", customers)):
        if ids is not None:
            found = found.filter(**{f"{name}__in": list(ids)})
    return found.count()


def count_cases(first: date, last: date, kind: str) -> int:
    """How many of a kind were received."""
    return received_in(first, last, kind).count()


def span_of(case: Case, frequency: str) -> tuple[date, date]:
    """The month or quarter in which a case was received."""
    day = clock.local(case.received_at).date()
    return clock.quarter_bounds(day) if frequency == "quarter" else clock.month_bounds(day)


def same_cause(case: Case, cause: str, frequency: str) -> int:
    """How often a cause came up among the complaints of the case's month or quarter, this one included."""
    return received_in(*span_of(case, frequency), Case.Kind.COMPLAINT).filter(cause=cause).exclude(pk=case.pk).count() + 1


def to_follow_up(actor: Actor) -> QuerySet[Case]:
    """Closed quality complaints of the person whose customer was not asked once more (SVC-05)."""
    return cases_of(actor).filter(owner_id=actor.id, state=S.CLOSED, area=Case.Area.QUALITY, followed_at=None).order_by("closed_at", "id")


def closed_before(day: date) -> QuerySet[Case]:
    """Closed or withdrawn on that day or before, not yet made anonymous."""
    _start, end = clock.day_bounds(day, day)
    found: QuerySet[Case] = Case.objects.unscoped(reason="personal data are forgotten everywhere")
    return found.exclude(state__in=OPEN_STATES).filter(closed_at__lt=end, forgotten_at=None)
