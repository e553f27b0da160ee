"""Flows, tables and incompatible duties from a form: plain fields and rows, for people who do not write data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.inputs import Input, LongText, Needed, Text, UnitRef
from yingshu.kernel.services import Done, service

from ..definition import AfterReturn, Mode, Severity
from ..wording import read_conditions, read_line_of_posts
from .defining import Sort, save

FACT_NAMES = {"unit": N_("unit"), "posts": N_("post of the initiator")}
Ratio = Annotated[Decimal, Field(gt=0, le=100)]
Short = Annotated[Text, Field(max_length=60)]


class By(StrEnum):
    """By what the approvers of a step are named."""

    POSTS = "posts"
    SUPERIOR = "superior"
    PEOPLE = "people"
    HEADS = "heads"
    TABLE = "table"

    @property
    def label(self) -> str:
        """In words."""
        return _({"posts": N_("Posts"), "superior": N_("Superior, level"), "people": N_("Login names"), "heads": N_("Heads of units"),
                  "table": N_("Authority table")}[self.value])


class StepRow(Input):
    """One step: by what the approvers are named, and which (posts, levels above the initiator, login names, units, a table)."""

    title: Annotated[Needed, Field(max_length=60)]
    by: By = By.POSTS
    who: Needed
    in_unit: Annotated[Text, Field(max_length=20)] = ""
    mode: Mode = Mode.ANY
    percent: Ratio = Decimal(100)
    when: Text = ""
    hours: Annotated[int, Field(ge=1, le=2000)] | None = None
    copy_to: Text = ""


class BandRow(Input):
    """One row of an authority table: up to and including this much is decided by these posts, one after the other."""

    upto: Short = ""
    in_unit: Annotated[Text, Field(max_length=20)] = ""
    when: Text = ""
    deciders: Text = ""
    title: Short = ""


@service("approvals.define_flow", title=N_("Set the flow"), clause="ORG-29")
def define_flow(*, actor: Actor, kind: Needed, title: Annotated[Needed, Field(max_length=80)], steps: list[StepRow],
                applies_when: Text = "", code: Short = "", copy_to: Text = "", repeat_passes: bool = True,
                after_return: AfterReturn = AfterReturn.AGAIN,
                administrators: Text = "admin", escalate_after: Annotated[int, Field(ge=1, le=2000)] = 24,
                clauses: Text = "", valid_from: date | None = None, unit_id: UnitRef | None = None, reason: Text = "") -> Done:
    """A new version of the flow of a kind of document. What is in approval keeps the version it started with."""
    names = fact_words(kind)
    content = {"code": code or _code_of(kind), "title": title, "kind": kind, "copy_to": copy_to, "repeat_passes": repeat_passes,
               "when": _told("applies_when", lambda: read_conditions(applies_when, names)), "after_return": after_return.value,
               "administrators": administrators, "escalate_after": escalate_after, "clauses": _clauses(clauses),
               "steps": [_step(n, row, names) for n, row in enumerate(steps)]}
    return save(actor, Sort.FLOW, content, valid_from, unit_id, reason)


def _step(n: int, row: StepRow, names: Mapping[str, str]) -> dict[str, Any]:
    who = {row.by.value: row.who, "unit": row.in_unit}
    return {"code": f"s{n + 1}", "title": row.title, "who": who, "mode": row.mode.value, "hours": row.hours, "copy_to": row.copy_to,
            "ratio": row.percent / 100, "when": _told(f"steps.{n}.when", lambda: read_conditions(row.when, names))}


@service("approvals.define_table", title=N_("Set the authority table"), clause="PRC-06")
def define_table(*, actor: Actor, matter: Needed, title: Annotated[Needed, Field(max_length=80)], code: Short, fact: Short,
                 rows: list[BandRow], clauses: Text = "", valid_from: date | None = None, unit_id: UnitRef | None = None,
                 reason: Text = "") -> Done:
    """A new version of an authority table. Each row begins where the one before it (of the same unit and condition) ends."""
    names = fact_words(matter)
    ends: dict[tuple[str, str], str | None] = {}
    content = {"code": code, "title": title, "matter": matter, "fact": fact, "clauses": _clauses(clauses),
               "rows": [_band(n, row, names, ends) for n, row in enumerate(rows)]}
    return save(actor, Sort.TABLE, content, valid_from, unit_id, reason)


def _band(n: int, row: BandRow, names: Mapping[str, str], ends: dict[tuple[str, str], str | None]) -> dict[str, Any]:
    group = (row.in_unit, row.when)
    above, ends[group] = ends.get(group), row.upto or None
    return {"above": above, "upto": row.upto or None, "unit": row.in_unit, "title": row.title, "steps": read_line_of_posts(row.deciders),
            "when": _told(f"rows.{n}.when", lambda: read_conditions(row.when, names))}


@service("approvals.define_separation", title=N_("Set incompatible duties"), clause="ORG-29")
def define_separation(*, actor: Actor, code: Short, title: Annotated[Needed, Field(max_length=80)], first: Text, second: Text,
                      severity: Severity = Severity.REFUSE, why: LongText = "", clauses: Text = "", valid_from: date | None = None,
                      reason: Text = "") -> Done:
    """Two duties that one person must not unite: rights by their codes, several separated by commas, patterns like ``orders.*``."""
    content = {"code": code, "title": title, "first": first, "second": second, "severity": severity.value, "why": why[:200],
               "clauses": _clauses(clauses)}
    return save(actor, Sort.SEPARATION, content, valid_from, None, reason)


def fact_words(kind: str) -> dict[str, str]:
    """The facts of a kind of document in words, by their codes."""
    names = APPROVABLES[kind].fact_names if kind in APPROVABLES else {}
    return {code.removesuffix("_fen"): _(str(words)) for code, words in {**FACT_NAMES, **names}.items()}


def _told(field: str, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except ValueError as problem:
        raise InvalidInput({field: [str(problem)]}) from None


def _code_of(kind: str) -> str:
    return kind.replace(".", "_")


def _clauses(text: str) -> list[str]:
    return [part.strip() for part in text.replace("、", ",").replace("，", ",").split(",") if part.strip()]
