"""Definitions in words, for people who do not read JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from yingshu.organisation.queries import post_names
from yingshu.organisation.rights import right_names

from ..definition import AuthorityItem, Condition, FlowItem, Row, SeparationItem, Severity, Step, shown
from ..models import AuthorityVersion, FlowVersion, SeparationVersion, Version
from .choosing import choices, fact_name, step_says
from .force import item_of

SCREENS: dict[type[Version], str] = {FlowVersion: "flows", AuthorityVersion: "authority_tables", SeparationVersion: "incompatible_duties"}
SAVES: dict[type[Version], str] = {FlowVersion: "approvals.define_flow", AuthorityVersion: "approvals.define_table",
                                   SeparationVersion: "approvals.define_separation"}


def edit_url(row: Version) -> str:
    """Where a new version is made from the one in force."""
    about = {"kind": row.subject} if isinstance(row, FlowVersion) else {"matter": row.subject} if row.subject else {}
    return f"/act/{SAVES[type(row)]}/?{urlencode({'of': row.code, **about})}"


def flow(row: FlowVersion) -> dict[str, Any]:
    """A flow: when it applies, its steps, its settings."""
    item: FlowItem = item_of(row)
    return {"when": conditions(item.kind, item.when), "steps": [_step(item, step) for step in item.steps], "item": item,
            "copies": post_names(item.copy_to), "administrators": post_names(item.administrators)}


def _step(item: FlowItem, step: Step) -> dict[str, Any]:
    ratio = _("%(share)s are enough") % {"share": shown("share", step.ratio)} if step.ratio != 1 else ""
    return {"title": step.title, "who": step_says(step.who), "mode": step.mode.label, "ratio": ratio,
            "when": conditions(item.kind, step.when), "hours": step.hours, "copies": post_names(step.copy_to), "clause": step.clause}


def conditions(kind: str, found: Iterable[Condition]) -> list[str]:
    """Conditions in words."""
    return [f"{fact_name(kind, c.fact)} {c.op.label} {'、'.join(value_names(kind, c))}" for c in found]


def value_names(kind: str, condition: Condition) -> list[str]:
    """What a condition compares with, in words."""
    known = dict(choices(kind, condition.fact))
    return [known.get(value, value) for value in condition.value]


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
    unit = dict(choices(item.matter, "unit")).get(row.unit, row.unit) if row.unit else ""
    return {"place": n, "band": text, "unit": unit, "when": conditions(item.matter, row.when), "title": row.title,
            "steps": [step_says(who) for who in row.steps] or [_("whoever asks decides alone")]}


def separation(row: SeparationVersion) -> dict[str, Any]:
    """Both sides of a pair."""
    item: SeparationItem = item_of(row)
    return {"first": list(right_names(item.first).values()), "second": list(right_names(item.second).values()), "why": item.why,
            "strict": item.severity == Severity.REFUSE}


def versions(row: Version) -> dict[str, Any]:
    """All versions of the same code, newest first."""
    found = type(row).objects.filter(code=row.code).order_by("-version")
    return {"versions": [{"row": v, "current": v.pk == row.pk, "url": reverse(f"screen:{SCREENS[type(row)]}.detail", args=[v.pk])}
                         for v in found[:50]]}
