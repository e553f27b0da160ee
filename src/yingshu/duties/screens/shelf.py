"""The library page: ready-made duties by clause, with what is in force already."""

from __future__ import annotations

from typing import Any

from yingshu.kernel import clock

from ..library import ready_made
from ..queries.versions import holding
from ..words import answering, counted, is_assumed, recurrence


def page_of() -> dict[str, Any]:
    """All that this installation can run."""
    held = {item.code for item in holding(clock.today())}
    rows = [{"code": item.code, "title": item.title, "clauses": item.clauses, "when": recurrence(item.when), "who": answering(item),
             "done": counted(item), "origin": "assumed" if is_assumed(item.assumed, "when") else "law",
             "held": item.code in held} for item in ready_made()]
    return {"rows": sorted(rows, key=lambda r: (r["clauses"], r["code"])), "today": clock.today()}
