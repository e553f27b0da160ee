"""Definitions in words, for people who do not read JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.services import ACTIONS
from yingshu.organisation.models import Unit
from yingshu.organisation.queries import post_names

from ..definition import OP_NAMES, Approvers, AuthorityItem, Condition, FlowItem, Row, SeparationItem, Severity, Step
from ..models import AuthorityVersion, FlowVersion, SeparationVersion, Version
from ..rules import shown
from .force import item_of
from .route import who_says

SCREENS: dict[type[Version], str] = {FlowVersion: "flows", AuthorityVersion: "authority_tables", SeparationVersion: "incompatible_duties"}
SAVES: dict[type[Version], str] = {FlowVersion: "approvals.define_flow", AuthorityVersion: "approvals.define_table",
                                   SeparationVersion: "approvals.define_separation"}
FACT_NAMES = {"unit": N_("unit"), "posts": N_("post of the initiator"), "amount": N_("amount (yuan)")}


def edit_url(row: Version) -> str:
    """Where a new version is made from the one in force."""
    return f"/act/{SAVES[type(row)]}/?{urlencode({'of': row.code})}"


def flow(row: FlowVersion) -> dict[str, Any]:
    """A flow: when it applies, its steps, its settings."""
    item: FlowItem = item_of(row)
    return {"when": conditions(item.kind, item.when), "steps": [_step(item, step) for step in item.steps], "item": item,
            "copies": post_names(item.copy_to), "administrators": post_names(item.administrators)}


def _step(item: FlowItem, step: Step) -> dict[str, Any]:
    who = who_says(step.who) + (f" · {where(step.who)}" if step.who.unit else "")
    ratio = _("%(share)s are enough") % {"share": shown("share", step.ratio)} if step.ratio != 1 else ""
    return {"title": step.title, "who": who, "mode": step.mode.label, "ratio": ratio, "when": conditions(item.kind, step.when),
            "hours": step.hours, "copies": post_names(step.copy_to), "clause": step.clause}


def where(who: Approvers) -> str:
    """In which unit posts are looked for."""
    if who.unit == "document":
        return _("in the document's unit or above")
    return str(Unit.objects.filter(code=who.unit).values_list("name", flat=True).first() or who.unit)


def conditions(kind: str, found: Iterable[Condition]) -> list[str]:
    """Conditions in words."""
    return [f"{fact_name(kind, c.fact)} {_(OP_NAMES[c.op])} {'、'.join(c.value)}" for c in found]


def fact_name(kind: str, fact: str) -> str:
    """A fact in words."""
    names = APPROVABLES[kind].fact_names if kind in APPROVABLES else {}
    return _(str(names.get(fact) or names.get(f"{fact}_fen") or FACT_NAMES.get(fact, fact)))


def table(row: AuthorityVersion) -> dict[str, Any]:
    """An authority table: a line for each row."""
    item: AuthorityItem = item_of(row)
    last = item.rows[-1].upto
    return {"fact": fact_name(item.matter, item.fact), "rows": [_row(item, n, r) for n, r in enumerate(item.rows, 1)],
            "beyond": shown(item.fact, last) if last is not None else ""}


def _row(item: AuthorityItem, n: int, row: Row) -> dict[str, Any]:
    low = shown(item.fact, row.above) if row.above is not None else "0"
    text = _("more than %(low)s") % {"low": low} if row.upto is None else _("more than %(low)s, up to %(high)s") % {
        "low": low, "high": shown(item.fact, row.upto)}
    return {"place": n, "band": text, "unit": row.unit, "when": conditions(item.matter, row.when), "title": row.title,
            "steps": [who_says(who) for who in row.steps] or [_("whoever asks decides alone")]}


def separation(row: SeparationVersion) -> dict[str, Any]:
    """Both sides of a pair."""
    item: SeparationItem = item_of(row)
    return {"first": right_names(item.first), "second": right_names(item.second), "why": item.why,
            "strict": item.severity == Severity.REFUSE}


def right_names(rights: Iterable[str]) -> list[str]:
    """Rights in words."""
    return [_(ACTIONS[r].title) if r in ACTIONS else r for r in rights]


def versions(row: Version) -> dict[str, Any]:
    """All versions of the same code, newest first."""
    found = type(row).objects.filter(code=row.code).order_by("-version")
    return {"versions": [{"row": v, "current": v.pk == row.pk, "url": reverse(f"screen:{SCREENS[type(row)]}.detail", args=[v.pk])}
                         for v in found[:50]]}
