"""The catalogue of clauses: number, title and requirement in our own words, read once from the package's data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_noop as N_

CHAPTERS = {
    "organisation": N_("Organisation and posts"), "planning-and-targets": N_("Plans and targets"),
    "market-research": N_("Market research"), "customers": N_("Customer management"), "pricing": N_("Price management"),
    "contracts": N_("Contract management"), "orders-and-dispatch": N_("Orders and shipment"),
    "logistics-and-stock": N_("Logistics and stock"), "receivables": N_("Receivables and receipts"),
    "brand-and-campaigns": N_("Brand and campaigns"), "service-and-complaints": N_("Service and complaints"),
    "satisfaction": N_("Satisfaction"), "training-and-team": N_("Training and team"),
    "performance-and-incentives": N_("Performance and incentives"), "budget-and-expenses": N_("Budget and expenses"),
    "meetings-and-reports": N_("Meetings and reports"), "risk": N_("Risk"), "confidentiality-and-safety": N_("Confidentiality and safety"),
    "channel-partners": N_("Channel partners"), "showroom": N_("Showroom and open days"),
    "products-and-samples": N_("Products and samples"), "operations": N_("Operations")}


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

    @property
    def readings(self) -> dict[str, dict[str, Any]]:
        """The values of each variant by its name."""
        return {one["name"]: one["values"] for one in self.variants}

    @property
    def own_reading(self) -> str:
        """The variant that the clause's own parameters spell out: they name it, or say the same as it does; empty when none."""
        own = self.parameters
        shared = {name: own.keys() & values.keys() for name, values in self.readings.items()}
        return next((name for name, both in shared.items()
                     if name in own.values() or (both and all(own[key] == self.readings[name][key] for key in both))), "")


@lru_cache(maxsize=1)
def clauses() -> dict[str, Clause]:
    """All clauses by id."""
    raw = json.loads(files("yingshu.rulebook").joinpath("catalogue.json").read_text("utf-8"))
    return {c["id"]: Clause(c["id"], c["title"], c["en"], c["requirement"], tuple(c["kind"]), c["chapter"],
                            c.get("parameters", {}), tuple(c.get("assumed", ())), tuple(c.get("variants", ())))
            for c in raw}


@lru_cache(maxsize=1)
def _terms() -> dict[str, str]:
    found: dict[str, str] = json.loads(files("yingshu.rulebook").joinpath("terms.json").read_text("utf-8"))
    return found


def term(name: str) -> str:
    """What a parameter of a clause is called in the reader's language."""
    plain = name.replace("_", " ")
    return plain if get_language() == "en" else _terms().get(name, plain)


def has_term(name: str) -> bool:
    """Is there a word for this name in the reader's language?"""
    return get_language() != "en" and name in _terms()


def clause(clause_id: str) -> Clause | None:
    """One clause, or None when the catalogue does not know it."""
    return clauses().get(clause_id)
