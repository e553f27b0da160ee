"""Statistics of a register: how many, by state, by field, by month; sums; and what is missing of what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import spans
from yingshu.kernel.screens.cells import quantity
from yingshu.kernel.text import id_of

from .coverage import coverage
from .definition import VOID, FieldSpec, Kind
from .periods import period_of
from .queries import visible
from .registry import Live
from .screens.entries import tag_of
from .values import REFS

MOST_GROUPS = 30
COUNTED = (Kind.CHOICE, Kind.BOOL, Kind.PERSON, Kind.UNIT, Kind.RECORD)


class Row(NamedTuple):
    """A line of a table: its name, how many, its share, and the sums."""

    name: str
    number: int
    share: str
    sums: list[str]


class Sheet(NamedTuple):
    """A table of the page."""

    title: str
    rows: list[Row]


def page_of(actor: Actor, found: Live, query: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page shows, for the days asked for (this year without)."""
    first, last = days_of(query)
    rows = visible(actor, found).filter(day__range=(first, last)).exclude(state=VOID.code).order_by()
    summed = [f for f in found.definition.fields if f.total and f.code in found.slots]
    total = rows.aggregate(n=Count("id"), **{f.code: Sum(found.slots[f.code]) for f in summed})
    return {"first": first, "last": last, "found": found, "count": total["n"], "sums": [(f.title, _sum(f, total[f.code])) for f in summed],
            "heads": [f.title for f in summed], "sheets": list(_sheets(found, rows, summed, total["n"])),
            "gaps": [gap for e in found.definition.expects for gap in coverage(found, e, clock.today(), subject_of(query))],
            "each": _each(found), "each_of": _each_of(found), "subject": subject_of(query)}


def _each(found: Live) -> FieldSpec | None:
    """The field for each of whose values something is expected."""
    return next((found.definition.field(e.each) for e in found.definition.expects if e.each), None)


def _each_of(found: Live) -> str:
    """The screen of those values."""
    field = _each(found)
    return REFS.get(field.kind, field.of) if field else ""


def subject_of(query: Mapping[str, str]) -> int | None:
    """The person or record whose gaps are asked for."""
    return id_of(query.get("subject", "")) or None


def days_of(query: Mapping[str, str]) -> tuple[date, date]:
    """The days in an address; this year when they are none."""
    year = period_of("year", clock.today())
    return spans.asked(query, (year.first, year.last))


def _sum(field: FieldSpec, value: Any) -> str:
    if value is None:
        return "--"
    return money.show(int(value)) if field.shape == "money" else quantity(value)


def _sheets(found: Live, rows: QuerySet[Any], summed: list[FieldSpec], count: int) -> Iterator[Sheet]:
    sums = {f"sum_{f.code}": Sum(found.slots[f.code]) for f in summed}

    def grouped(by: str) -> list[dict[str, Any]]:
        return list(rows.values(by).annotate(n=Count("id"), **sums).order_by("-n")[:MOST_GROUPS])

    def drawn(by: str, name: Any) -> list[Row]:
        return [_row(name(g[by]), g, summed, count) for g in grouped(by)]
    if found.definition.states:
        yield Sheet(_("By state"), drawn("state", lambda code: str(tag_of(found, code).label)))
    for field in found.definition.fields:
        if field.filter and field.kind in COUNTED and field.code in found.slots:
            slot = found.slots[field.code]
            yield Sheet(field.title, drawn(slot, _namer(found, field, rows, slot)))
    months = rows.annotate(month=TruncMonth("day")).values("month").annotate(n=Count("id"), **sums).order_by("month")[:120]
    yield Sheet(_("By month"), [_row(f"{g['month']:%Y-%m}", g, summed, count) for g in months])


def _row(name: str, group: Mapping[str, Any], summed: list[FieldSpec], count: int) -> Row:
    share = f"{money.round_half_up(Decimal(group['n'] * 100) / count, 1)}%" if count else "--"
    return Row(name, group["n"], share, [_sum(f, group[f"sum_{f.code}"]) for f in summed])


def _namer(found: Live, field: FieldSpec, rows: QuerySet[Any], slot: str) -> Any:
    """Value of the typed column → words."""
    if field.kind == Kind.BOOL:
        return lambda v: _("Yes") if v == "yes" else _("No") if v == "no" else "--"
    if field.kind == Kind.CHOICE:
        return lambda v: v or "--"

    def label(pk: Any) -> str:
        if pk is None:
            return "--"
        values = rows.filter(**{slot: pk}).values_list("values", flat=True).first() or {}
        return str((values.get(field.code) or {}).get("label", f"#{pk}"))
    return label
