"""Registers in the matrix of compliance: which clauses they carry out, and the records kept for each in each month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count as Counted
from django.db.models import Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.enforcement import Asked, Count, Record, Source, Way, declare

from .definition import VOID
from .models import Entry
from .registry import Live, registers

OVERDUE = 0


def _by_clause() -> Iterator[tuple[str, Live]]:
    for found in registers().values():
        for clause in found.definition.clauses:
            yield clause, found


def ways() -> dict[str, Way]:
    """A register with gates or refusing rules carries its clauses out as a gate, the others as records."""
    found: dict[str, Way] = {}
    for clause, live in _by_clause():
        firm = bool(live.definition.gates) or any(r.level == "refuse" for r in live.definition.rules)
        found[clause] = Way.GATE if firm else found.get(clause, Way.RECORD)
    return found


def _rows(asked: Asked, ids: Iterable[int]) -> Any:
    rows = Entry._plain.filter(register_id__in=list(ids), day__range=(asked.first, asked.last)).exclude(state=VOID.code)
    if asked.units is not None:
        rows = rows.filter(unit_id__in=asked.units)
    return rows.filter(Q(owner_id=asked.person_id) | Q(handler_id=asked.person_id)) if asked.person_id else rows


def counts(asked: Asked) -> Iterator[Count]:
    """Records by clause and month, in one statement."""
    pairs = [(clause, live) for clause, live in _by_clause() if asked.clauses is None or clause in asked.clauses]
    if not pairs:
        return
    found: dict[tuple[int, date], int] = {}
    grouped = _rows(asked, {live.id for _c, live in pairs}).annotate(month=TruncMonth("day")).order_by().values("register_id", "month")
    for row in grouped.annotate(n=Counted("id")):
        found[row["register_id"], row["month"]] = row["n"]
    for clause, live in pairs:
        for (register, month), n in found.items():
            if register == live.id:
                yield Count(clause, month, evidence=n)


def records(clause: str, asked: Asked, limit: int) -> Iterator[Record]:
    """The records behind a figure, newest first."""
    ids = {live.id: live for c, live in _by_clause() if c == clause}
    for entry in _rows(asked, ids).select_related("owner").order_by("-day", "-id")[:limit]:
        live = ids[entry.register_id]
        yield Record(entry.day, entry.number, f"{live.title} {entry.headline}".strip(), entry.owner.name if entry.owner else "",
                     f"/{live.screen}/{entry.pk}/", {"state": entry.state, "version": entry.version, "values": entry.values})


def url(clause: str, asked: Asked) -> str:
    """The list of the register, when one alone carries the clause out."""
    screens = [live.screen for c, live in _by_clause() if c == clause]
    return f"/{screens[0]}/?day_from={asked.first}&day_to={asked.last}" if len(screens) == 1 else ""


SOURCE = declare(Source("registers", _("Registers"), ways, counts, records, url))
