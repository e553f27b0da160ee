"""Figures about meetings and reports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.metrics import Metric, declare

from .models import Meeting, WorkReport
from .queries import late_arrivals, visible
from .queries.meetings import visible_items


def _held(first: date, last: date, actor: Actor) -> int:
    start, end = clock.day_bounds(first, last)
    return visible(actor).filter(planned_at__gte=start, planned_at__lt=end, state=Meeting.State.CLOSED).count()


def _late(first: date, last: date, actor: Actor) -> int:
    return late_arrivals(first, last).filter(meeting__in=visible(actor)).count()


def _items(first: date, last: date, actor: Actor) -> Decimal | None:
    due = visible_items(actor).filter(due_on__gte=first, due_on__lte=min(last, clock.today())).exclude(state="dropped")
    rows = list(due.values_list("due_on", "closed_at"))
    kept = sum(closed is not None and clock.local(closed).date() <= day for day, closed in rows if day)
    return money.ratio(kept, len(rows))


def _reports(first: date, last: date, actor: Actor) -> Decimal | None:
    start, end = clock.day_bounds(first, last)
    words = list(WorkReport.objects.visible_to(actor).filter(reported_at__gte=start, reported_at__lt=end).values_list("timing", flat=True))
    return money.ratio(sum(w != WorkReport.Timing.LATE for w in words), len(words))


declare(Metric("meetings.held", _("Meetings held"), "count", _("Closed meetings that began in the period."), _held, "MTG-01"))
declare(Metric("meetings.late_arrivals", _("Late arrivals"), "count", _("Check-ins a minute or more after the beginning."), _late,
               "MTG-01"))
declare(Metric("meetings.items_on_time", _("Action items on time"), "rate",
               _("Action items due in the period that were done by their day, of all that were due; dropped ones are left out."), _items,
               "MTG-05"))
declare(Metric("meetings.reports_on_time", _("Work reports on time"), "rate",
               _("Reports given in the period that were not late, of all that were given."), _reports, "MTG-10"))
