"""What may occur once in a period: kept as keys under a unique constraint, so that two people at once cannot both succeed. And what
records may add up to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Sum

from yingshu.kernel import write

from .definition import VOID, Kind
from .errors import OccursOnce, RuleRefuses
from .forming import typed_value
from .models import Entry, Register, UniqueMark
from .parts import Limit
from .periods import period_of
from .registry import Live

SHEET = "sheet:"


def keep_marks(live: Live, entry_id: int, values: Mapping[str, Any], day: date, state: str) -> None:
    """Hold the keys of a record, letting go of those it held before. Raises OccursOnce when another record holds one."""
    if not live.definition.unique:
        return
    UniqueMark.objects.filter(entry_id=entry_id).exclude(key__startswith=SHEET).delete()
    for n, unique in enumerate(live.definition.unique):
        key = _key(n, [values.get(code) for code in unique.fields], unique.every, day)
        if not key or (unique.states and state not in unique.states):
            continue
        other = Entry._plain.filter(pk__in=UniqueMark.objects.filter(register_id=live.id, key=key).values("entry_id")).first()
        if other is not None:
            raise OccursOnce(field=unique.fields[0], says=unique.says, number=other.number, clause=next(iter(live.definition.clauses), ""))
        write.add_one(UniqueMark, register_id=live.id, entry_id=entry_id, key=key)


def _key(n: int, values: list[Any], every: str, day: date) -> str:
    """Empty when a value is missing: then nothing is claimed."""
    if any(v in (None, "", []) for v in values):
        return ""
    plain = "|".join(str(v["id"]) if isinstance(v, Mapping) else str(v) for v in values)
    digest = hashlib.sha256(plain.encode()).hexdigest()[:40]
    return f"{n}:{period_of(every, day).key}:{digest}"


def keep_limits(live: Live, values: Mapping[str, Any]) -> None:
    """Raise RuleRefuses when the records with the same values, this one among them, add up to more than they may."""
    limits = live.definition.limits
    if limits:
        write.lock(Register, live.id)  # two people at once add up one after the other
    for limit in limits:
        if _added_up(live, limit, values) > _most(live, limit):
            raise RuleRefuses(field=limit.total, says=limit.says, clause=limit.clause or next(iter(live.definition.clauses), ""))


def _added_up(live: Live, limit: Limit, values: Mapping[str, Any]) -> Any:
    same = {live.slots[f.code]: typed_value(f, values.get(f.code)) for f in live.definition.fields if f.code in limit.fields}
    rows = Entry._plain.filter(register_id=live.id, **same).exclude(state=VOID.code).order_by()
    rows = rows.filter(state__in=limit.states) if limit.states else rows
    return rows.aggregate(n=Sum(live.slots[limit.total]))["n"] or 0


def _most(live: Live, limit: Limit) -> Any:
    spec = live.definition.field(limit.total)
    return live.params[limit.most] * (100 if spec is not None and spec.shape == Kind.MONEY.value else 1)


def without_sheet(live: Live, occurrence_ids: Iterable[int]) -> list[int]:
    """The occurrences of a duty whose sheet is not there yet."""
    keys = {f"{SHEET}{pk}": pk for pk in occurrence_ids}
    there = set(UniqueMark.objects.filter(register_id=live.id, key__in=keys).values_list("key", flat=True))
    return [pk for key, pk in keys.items() if key not in there]


def keep_sheet(live: Live, entry_id: int, occurrence_id: int) -> None:
    """This record is the sheet for an occurrence; two workers cannot both make one."""
    write.add_one(UniqueMark, register_id=live.id, entry_id=entry_id, key=f"{SHEET}{occurrence_id}")
