"""Flows, tables and incompatible duties from a form: everything is chosen by its name; only titles and numbers are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Hidden, Input, LongText, Lookup, Needed, PostRef, Text, UnitRef
from yingshu.kernel.services import Done, service
from yingshu.organisation.models import Post, Unit

from ..definition import AfterReturn, AuthorityItem, Mode, Op, Severity
from ..models import AuthorityVersion, FlowVersion, SeparationVersion, Version
from ..queries.force import in_force
from ..words import approvers, conditions_of, fact_of, together
from .defining import Sort, checked, save

Ratio = Annotated[Decimal, Field(gt=0, le=100)]
Short = Annotated[Text, Field(max_length=60)]
OwnCode = Annotated[Short, Hidden()]
Word = Annotated[Needed, Field(max_length=200)]
Who = Annotated[Word, Lookup("approvers")]
Decider = Annotated[Word, Lookup("deciders")]
Right = Annotated[Word, Lookup("rights")]
Clause = Annotated[Word, Lookup("clauses")]
Place = Annotated[int, Field(ge=1, le=200), Lookup("approval_rows")]
T = TypeVar("T")


class StepRow(Input):
    """One step: who decides (posts, people, heads of units; a superior or an authority table alone) and how."""

    title: Annotated[Needed, Field(max_length=60)]
    who: Annotated[list[Who], Field(min_length=1, max_length=20)]
    mode: Mode = Mode.ANY
    percent: Ratio = Decimal(100)
    hours: Annotated[int, Field(ge=1, le=2000)] | None = None
    copy_to: list[PostRef] = []


class ConditionRow(Input):
    """A condition of the whole, or of the step or row that is chosen (its place, from 1). ``fact`` says its value too where it is no number
    (``order/method=credit``); a number is compared with ``value`` (5000, 12%)."""

    place: Place | None = None
    fact: Annotated[Word, Lookup("approval_facts")]
    op: Op = Op.IS
    value: Short = ""


class BandRow(Input):
    """One row of an authority table: up to and including this much is decided by these, one after the other."""

    upto: Short = ""
    unit_id: UnitRef | None = None
    deciders: Annotated[list[Decider], Field(max_length=6)] = []
    title: Short = ""


@service("approvals.define_flow", title=N_("Set the flow"), clause="ORG-29")
def define_flow(*, actor: Actor, kind: Needed, title: Annotated[Needed, Field(max_length=80)], steps: list[StepRow],
                conditions: list[ConditionRow] | None = None, code: OwnCode = "", copy_to: list[PostRef] | None = None,
                repeat_passes: bool = True, after_return: AfterReturn = AfterReturn.AGAIN, administrators: list[PostRef] | None = None,
                escalate_after: Annotated[int, Field(ge=1, le=2000)] = 24, clauses: list[Clause] | None = None,
                valid_from: date | None = None, unit_id: UnitRef | None = None, reason: Text = "") -> Done:
    """A new version of the flow of a kind of document. What is in approval keeps the version it started with."""
    asked = conditions or []
    _must_be_there(asked, len(steps), whole=True)
    when = _conditions(asked, None)
    _must_differ(code, kind, unit_id, when)
    content = {"code": code or _free(FlowVersion, kind), "title": title, "kind": kind, "copy_to": _posts(copy_to),
               "repeat_passes": repeat_passes, "when": when, "after_return": after_return.value,
               "administrators": _posts(administrators) or ["admin"], "escalate_after": escalate_after, "clauses": clauses or [],
               "steps": [_step(n, row, asked) for n, row in enumerate(steps)]}
    return _saved(lambda: save(actor, Sort.FLOW, content, valid_from, unit_id, reason))


def _step(n: int, row: StepRow, asked: Sequence[ConditionRow]) -> dict[str, Any]:
    return {"code": f"s{n + 1}", "title": row.title, "who": _told(f"steps.{n}.who", lambda: together(row.who)), "mode": row.mode.value,
            "hours": row.hours, "copy_to": _posts(row.copy_to), "ratio": row.percent / 100, "when": _conditions(asked, n + 1)}


@service("approvals.define_table", title=N_("Set the authority table"), clause="PRC-06")
def define_table(*, actor: Actor, matter: Needed, title: Annotated[Needed, Field(max_length=80)],
                 bands: Annotated[Word, Lookup("approval_numbers")], rows: list[BandRow], conditions: list[ConditionRow] | None = None,
                 code: OwnCode = "", clauses: list[Clause] | None = None, valid_from: date | None = None, unit_id: UnitRef | None = None,
                 reason: Text = "") -> Done:
    """A new version of an authority table. Each row begins where the one before it (of the same unit and condition) ends."""
    plain = fact_of(bands)[0]
    content = {"code": code or _free(AuthorityVersion, f"{matter}_{plain}"), "title": title, "matter": matter, "fact": plain,
               "clauses": clauses or [], "rows": _bands(rows, conditions or [])}
    return _saved(lambda: save(actor, Sort.TABLE, content, valid_from, unit_id, reason))


def with_rows(table: AuthorityItem, rows: Sequence[BandRow], conditions: Sequence[ConditionRow]) -> AuthorityItem:
    """A table with other rows, as they are filled in; nothing is saved. What could not be put in force is refused, told at the fields."""
    content = {**table.model_dump(mode="json"), "rows": _bands(rows, conditions)}
    return _saved(lambda: cast(AuthorityItem, checked(Sort.TABLE, content)))


def _bands(rows: Sequence[BandRow], asked: Sequence[ConditionRow]) -> list[dict[str, Any]]:
    _must_be_there(asked, len(rows), whole=False)
    ends: dict[str, str | None] = {}
    return [_band(n, row, asked, ends) for n, row in enumerate(rows)]


def _band(n: int, row: BandRow, asked: Sequence[ConditionRow], ends: dict[str, str | None]) -> dict[str, Any]:
    unit, when = _unit(row.unit_id), _conditions(asked, n + 1)
    group = f"{unit} {when}"
    above, ends[group] = ends.get(group), row.upto or None
    return {"above": above, "upto": row.upto or None, "unit": unit, "title": row.title, "when": when,
            "steps": _told(f"rows.{n}.deciders", lambda: [approvers(word) for word in row.deciders])}


@service("approvals.define_separation", title=N_("Set incompatible duties"), clause="ORG-29")
def define_separation(*, actor: Actor, title: Annotated[Needed, Field(max_length=80)], first: list[Right], second: list[Right],
                      severity: Severity = Severity.REFUSE, why: LongText = "", code: OwnCode = "", clauses: list[Clause] | None = None,
                      valid_from: date | None = None, reason: Text = "") -> Done:
    """Two duties that one person must not unite, each with its rights."""
    content = {"code": code or _free(SeparationVersion, "pair_1"), "title": title, "first": first, "second": second,
               "severity": severity.value, "why": why[:200], "clauses": clauses or []}
    return _saved(lambda: save(actor, Sort.SEPARATION, content, valid_from, None, reason))


# ---- from what was chosen to what is kept

def _conditions(asked: Iterable[ConditionRow], place: int | None) -> list[dict[str, Any]]:
    return conditions_of((row.fact, row.op, row.value) for row in asked if row.place == place)


def _must_be_there(asked: Iterable[ConditionRow], most: int, *, whole: bool) -> None:
    """A condition is about a step or row of the form."""
    wrong = {f"conditions.{n}.place": [_("There is no row with this number; there are %(most)s.") % {"most": most}]
             for n, row in enumerate(asked) if (row.place is None and not whole) or (row.place or 0) > most}
    if wrong:
        raise InvalidInput(wrong)


def _must_differ(code: str, kind: str, unit_id: int | None, when: list[dict[str, Any]]) -> None:
    """A second flow for the same documents would leave open which of them decides."""
    same = [row for row in in_force(FlowVersion) if row.subject == kind and row.unit_id == unit_id and row.content["when"] == when]
    if other := next((row for row in same if row.code != code), None):
        raise InvalidInput({"conditions": [_("“%(flow)s” is for the same documents already. Make a new version of it, or say by conditions"
                                             " which documents this one is for.") % {"flow": other.title}]})


def _posts(ids: Sequence[int] | None) -> list[str]:
    codes = dict(Post.objects.filter(pk__in=ids or ()).values_list("pk", "code"))
    if len(codes) < len(set(ids or ())):
        raise NotFound()
    return [codes[pk] for pk in ids or ()]


def _unit(pk: int | None) -> str:
    code = Unit.objects.filter(pk=pk).values_list("code", flat=True).first() if pk else ""
    if code is None:
        raise NotFound()
    return code


def _told(field: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except ValueError as problem:
        raise InvalidInput({field: [str(problem)]}) from None


def _saved(save_it: Callable[[], T]) -> T:
    """Mistakes of the definition are told at the fields of the form."""
    try:
        return save_it()
    except InvalidInput as problem:
        found: dict[str, list[str]] = {}
        for path, says in problem.errors.items():
            found.setdefault("conditions" if "when" in path.split(".") else path, []).extend(says)
        raise InvalidInput(found) from None


def _free(model: type[Version], wanted: str) -> str:
    """A code that no other definition has: that of the kind, then with a number."""
    base = wanted.replace(".", "_").replace("/", "_")[:36]
    taken = set(model.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := base if n == 1 else f"{base}_{n}") not in taken)
