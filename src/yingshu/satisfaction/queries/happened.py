"""What happened in a period that the index deducts and the report must speak about (SAT-16, SAT-19), and customers being lost (SAT-12)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Value

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.metrics import METRICS
from yingshu.logistics.models import DispatchException, ReturnNote, Shipment
from yingshu.rulebook.decisions import params_of
from yingshu.sales.queries import sales_by

from ..controls import METHODS
from ..models import Remark
from ..rules.conclusion import Loss, Turnover, lost
from ..rules.spans import Span

# figures of the room of service, by what the report calls them
SERVED = {"complaints": "service.complaints", "exposures": "service.exposures", "notice": "service.notices", "media": "service.media",
          "opinions": "service.suggestions"}


def _count(code: str, first: date, last: date) -> int:
    metric = METRICS.get(SERVED[code])
    return int(metric.value(first, last, system("satisfaction")) or 0) if metric else 0


def happened(span: Span) -> dict[str, int]:
    """Complaints, exposed accidents, notices, media reports, opinions of a period; what was delivered, what went wrong, what came back."""
    start, end = clock.day_bounds(span.first, span.last)
    found = {code: _count(code, span.first, span.last) for code in SERVED} | _delivered(span)
    found["opinions"] += Remark.objects.filter(response__submitted_at__gte=start, response__submitted_at__lt=end,
                                               response__voided_at=None).exclude(text="").count()
    return found


def _delivered(span: Span) -> dict[str, int]:
    """The quality of deliveries (SAT-12), counted by one statement."""
    start, end = clock.day_bounds(span.first, span.last)
    counted: dict[str, QuerySet[Any]] = {
        "returns": ReturnNote.objects.unscoped(reason="the whole company's figure").filter(on__gte=span.first, on__lte=span.last),
        "deliveries": Shipment.objects.unscoped(reason="the whole company's figure").filter(arrived_at__gte=start, arrived_at__lt=end),
        "trouble": DispatchException.objects.unscoped(reason="the whole company's figure").filter(opened_at__gte=start, opened_at__lt=end)}
    first, *others = (rows.order_by().annotate(what=Value(code)).values("what").annotate(n=Count("pk")).values_list("what", "n")
                      for code, rows in counted.items())
    return dict.fromkeys(counted, 0) | dict(first.union(*others, all=True))


def complaints_before(span: Span) -> int:
    """Complaints of the year before the period began."""
    new_year = date(span.first.year, 1, 1)
    return _count("complaints", new_year, date.fromordinal(span.first.toordinal() - 1)) if span.first > new_year else 0


def lost_customers(span: Span) -> list[Loss]:
    """Customers that bought much less than in the period before, from the sales ledger (SAT-12)."""
    before = span.before
    everyone = system("satisfaction")
    then, now = ({row.keys[0].id: (row.keys[0].name, row.sums.gross_fen) for row in sales_by(everyone, s.first, s.last, ["customer"]).rows}
                 for s in (before, span))
    rows = [Turnover(pk, name, fen, now.get(pk, ("", 0))[1]) for pk, (name, fen) in then.items() if pk is not None]
    return lost(params_of(METHODS, on=span.last), rows)
