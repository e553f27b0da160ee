"""The library page: ready-made duties by clause, with what is in force already."""

from __future__ import annotations

from typing import Any

from yingshu.kernel import clock

from ..library import ready_made
from ..queries.versions import in_force, released
from ..words import answering, counted, is_assumed, recurrence


def page_of() -> dict[str, Any]:
    """All that this installation can run."""
    holding = codes_in_force()
    rows = [{"code": item.code, "title": item.title, "clauses": item.clauses, "when": recurrence(item.when), "who": answering(item),
             "done": counted(item), "law": not is_assumed(item.assumed, "when"), "held": item.code in holding} for item in ready_made()]
    return {"rows": sorted(rows, key=lambda r: (r["clauses"], r["code"])), "today": clock.today()}


def codes_in_force() -> set[str]:
    """The duties that hold today, anywhere."""
    by_duty: dict[str, list[Any]] = {}
    for version in released():
        by_duty.setdefault(version.duty.code, []).append(version)
    return {code for code, versions in by_duty.items() if in_force(versions, clock.today())}
