"""Records as documents that flows decide on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import partial
from typing import Any

from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable, Card, FactChoices, yes_no
from yingshu.kernel.caches import Cached

from .definition import FieldSpec, Kind
from .models import Entry
from .registry import VERSION, Live, live, registers
from .services.entries import decided
from .values import known_value, words

LINES = 6
FACTS = frozenset({"number", "money", "percent", "choice", "bool"})  # what a condition can compare


def card(found: Live, pk: int) -> Card:
    """A record as an approver sees it before opening it. Its typed fields are the facts that conditions may ask."""
    entry = Entry._plain.get(pk=pk)
    own = live(found.code, entry.version)
    fields = [f for f in own.definition.fields if not f.private]
    plain = [f for f in fields if f.kind not in (Kind.TABLE, Kind.FILE)]
    lines = [(f.title, text) for f in plain if (text := words(f, entry.values.get(f.code)))]
    digest = hashlib.sha256(json.dumps(entry.values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    facts = {f.code: known_value(f, entry.values.get(f.code)) for f in plain}
    amount = next((entry.values.get(f.code) for f in plain if f.shape == "money"), None)
    return Card(entry.number, f"{found.title} {entry.headline}".strip(), f"/{found.screen}/{pk}/", entry.owner_id or 0, entry.unit_id,
                {**facts, **({"amount_fen": amount} if amount is not None else {})}, lines[:LINES], digest)


def _approvable(found: Live) -> Approvable:
    def agreed(actor: Actor, pk: int) -> None:
        decided(found, actor, pk, agreed=True)

    def refused(actor: Actor, pk: int, reason: str) -> None:
        decided(found, actor, pk, agreed=False, reason=reason)
    asked = [f for f in found.definition.fields if not f.private and f.shape in FACTS]
    closed: dict[str, FactChoices] = {f.code: partial(_choices, found, f) for f in asked if f.shape in ("choice", "bool")}
    facts, clause = {f.code: f.title for f in asked}, next(iter(found.definition.clauses), "")
    return Approvable(found.screen, found.title, clause, partial(card, found), agreed, refused, facts, fact_choices=closed)


def _choices(found: Live, field: FieldSpec) -> Iterable[tuple[str, Any]]:
    return yes_no() if field.shape == "bool" else ((text, text) for text in found.choices_of(field))


def _load(_key: object) -> dict[str, Approvable]:
    return {found.screen: _approvable(found) for found in registers().values() if found.definition.approval}


_approvables: Cached[dict[str, Approvable]] = Cached(VERSION, _load)


def approvables() -> dict[str, Approvable]:
    """Registers with approval, by the code of their screen."""
    return _approvables.get()
