"""What must always be true of cases."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q

from yingshu.kernel.invariants import invariant

from .models import AfterSales, Case, Filing

S = Case.State


@invariant("service.closing")
def closing() -> Iterator[tuple[str, str]]:
    """Closed cases say since when, open ones do not; only those that wait have a time since when."""
    closed = Q(state__in=[S.CLOSED, S.FILED, S.WITHDRAWN])
    everything = Case.objects.unscoped(reason="invariants look at all records")
    wrong = (closed & Q(closed_at=None)) | (~closed & ~Q(closed_at=None)) | (Q(state=S.WAITING) & Q(waiting_since=None)) | (
        ~Q(state=S.WAITING) & ~Q(waiting_since=None))
    for row in everything.filter(wrong):
        yield row.number, f"{row.state}, closed {row.closed_at}, waiting {row.waiting_since}"


@invariant("service.filing")
def filing() -> Iterator[tuple[str, str]]:
    """A form is filed as original and copy, with two holders."""
    for row in Filing.objects.values("case__number", "form").annotate(n=Count("id")).exclude(n=2):
        yield row["case__number"], f"{row['form']} filed {row['n']} times"


@invariant("service.returns")
def returns() -> Iterator[tuple[str, str]]:
    """A return or exchange that is done has its note."""
    done = AfterSales.objects.unscoped(reason="invariants look at all records").filter(state=AfterSales.State.DONE, return_number="")
    for row in done.filter(kind__in=[AfterSales.Kind.RETURN, AfterSales.Kind.EXCHANGE]):
        yield row.number, "done without a return note"
