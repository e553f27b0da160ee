"""Customers as records that a duty is done for: return visits, visits, follow-up (CUS-08, CUS-10, CUS-22), service by class (CUS-05);
and when the customer files are delivered (CUS-03)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from django.utils.translation import gettext_lazy as _

from yingshu.duties.rules import MIDNIGHT, Slot, end_of
from yingshu.duties.sources import SOURCES, Record, Rhythm, Source, declare
from yingshu.kernel import choices, clock
from yingshu.rulebook.decisions import params_of

from .controls import FILES
from .models import Customer
from .wordlists import LEVEL

KIND = "customer"


def _active(on: date, **of: str) -> Iterator[Record]:
    """Customers one trades with; days count from when the file was made."""
    rows = Customer.objects.unscoped(reason="duties are planned for all customers").filter(state=Customer.State.ACTIVE, **of).order_by("id")
    for pk, name, unit_id, owner_id, made in rows.values_list("id", "name", "unit_id", "owner_id", "created_at").iterator(2000):
        yield Record(pk, name, unit_id, owner_id, clock.local(made).date())


def _new(on: date) -> Iterator[Record]:
    """Customers, each naming the day on which the file was made (CUS-14)."""
    return (replace(record, due=record.since) for record in _active(on))


def _classes() -> dict[str, Source]:
    """The customers of each level that the company knows: ``customers.A``."""
    return {f"customers.{level}": Source(f"customers.{level}", _("active customers of level %(level)s") % {"level": level}, KIND,
                                         partial(_active, level=level)) for level in choices.words(LEVEL)}


def _span(day: date) -> tuple[str, date, date]:
    """Name, first and last day of the week, month or quarter whose end brings the files, as the parameter says on the day."""
    frequency = params_of(FILES, on=day).report_frequency
    if frequency == "week":
        year, week, weekday = day.isocalendar()
        return f"{year}-W{week:02}", day - timedelta(days=weekday - 1), day + timedelta(days=7 - weekday)
    if frequency == "quarter":
        return f"{day.year}Q{(day.month + 2) // 3}", *clock.quarter_bounds(day)
    return f"{day:%Y-%m}", *clock.month_bounds(day)


def _deliveries(first: date, last: date) -> Iterator[Slot]:
    """The end of each span, open from its first day; missed once the next one has ended too."""
    day = first
    while day <= last:
        name, opens, due_on = _span(day)
        day = due_on + timedelta(days=1)
        if due_on <= last:
            due = end_of(due_on)
            yield Slot(name, due_on, due, datetime.combine(opens, MIDNIGHT), due, due_on, due, end_of(_span(day)[2]))


def _delivered_every() -> str:
    return str({"week": _("each week"), "month": _("each month"), "quarter": _("each quarter")}[params_of(FILES).report_frequency])


declare(Rhythm("customers.files", _("Delivery of the customer files"), _deliveries, says=_delivered_every))
declare(Source("customers", _("active customers"), KIND, _active))
declare(Source("new_customers", _("new customers, on the day of their file"), KIND, _new, dated=True))
SOURCES.grow("customers.", _classes)
