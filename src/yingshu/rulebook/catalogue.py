"""The catalogue of clauses: number, title and requirement in our own words, read once from the package's data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Clause:
    """One requirement of the rulebook."""

    id: str
    title: str
    en: str
    requirement: str
    kind: tuple[str, ...]
    chapter: str
    parameters: dict[str, Any] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    variants: tuple[dict[str, Any], ...] = ()

    def __str__(self) -> str:
        return f"{self.id} {self.title}"


@lru_cache(maxsize=1)
def clauses() -> dict[str, Clause]:
    """All clauses by id."""
    raw = json.loads(files("yingshu.rulebook").joinpath("catalogue.json").read_text("utf-8"))
    return {c["id"]: Clause(c["id"], c["title"], c["en"], c["requirement"], tuple(c["kind"]), c["chapter"],
                            c.get("parameters", {}), tuple(c.get("assumed", ())), tuple(c.get("variants", ())))
            for c in raw}


def clause(clause_id: str) -> Clause | None:
    """One clause, or None when the catalogue does not know it."""
    return clauses().get(clause_id)
