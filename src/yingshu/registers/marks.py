"""What may occur once in a period: kept as keys under a unique constraint, so that two people at once cannot both succeed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from yingshu.kernel import write

from .errors import OccursOnce
from .models import Entry, UniqueMark
from .periods import period_of
from .registry import Live


def keep_marks(live: Live, entry_id: int, values: Mapping[str, Any], day: date) -> None:
    """Hold the keys of a record, letting go of those it held before. Raises OccursOnce when another record holds one."""
    if not live.definition.unique:
        return
    UniqueMark.objects.filter(entry_id=entry_id).delete()
    for n, unique in enumerate(live.definition.unique):
        key = _key(n, [values.get(code) for code in unique.fields], unique.every, day)
        if not key:
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
