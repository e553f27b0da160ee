"""Which flow applies, which row of an authority table decides, and what the route of a document is: pure functions over facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Condition as Reason
from yingshu.kernel.controls import Facts, Outcome, Params, Verdict, say

from .definition import AuthorityItem, Condition, Op, Row, band, number, shown

Known = Mapping[str, Any]


def conditions_hold(conditions: Iterable[Condition], facts: Known) -> bool:
    """True when every condition holds."""
    return all(holds(c, facts) for c in conditions)


def holds(condition: Condition, facts: Known) -> bool:
    """One condition. A fact that is not known fulfils nothing but "is none of"."""
    fact = facts.get(condition.fact)
    if condition.op in (Op.IS, Op.IS_NOT):
        return _is_one_of(fact, condition.value) is (condition.op == Op.IS)
    have, limit = _as_number(fact), number(condition.value[0])
    return have is not None and limit is not None and _COMPARE[condition.op](have, limit)


_COMPARE = {Op.OVER: Decimal.__gt__, Op.FROM: Decimal.__ge__, Op.UNDER: Decimal.__lt__, Op.UPTO: Decimal.__le__}


def _is_one_of(fact: Any, values: Sequence[str]) -> bool:
    if isinstance(fact, bool):
        return ("true" if fact else "false") in values
    if isinstance(fact, (list, tuple, set, frozenset)):
        return bool({str(f) for f in fact} & set(values))
    have = _as_number(fact)
    return str(fact) in values or (have is not None and have in [number(v) for v in values])


def _as_number(fact: Any) -> Decimal | None:
    return None if fact is None or isinstance(fact, (bool, list, tuple)) else number(fact)


class Decided(NamedTuple):
    """The row of an authority table that decides, and its place (from 1)."""

    row: Row
    place: int
    value: Decimal


def deciding_row(table: AuthorityItem, facts: Known) -> Decided | None:
    """The row for these facts; None beyond the last band. The nearest unit wins, a group with conditions before one without."""
    value = _as_number(facts.get(table.fact))
    if value is None:
        return None
    units = list(facts.get("unit", ()))
    fitting = [(key, rows) for key, rows in table.groups().items() if (not key[0] or key[0] in units) and conditions_hold(key[1], facts)]
    if not fitting:
        return None
    best = max(fitting, key=lambda group: (units.index(group[0][0]) if group[0][0] else -1, bool(group[0][1])))
    row = next((r for r in best[1] if r.upto is None or value <= r.upto), None)
    return None if row is None else Decided(row, table.rows.index(row) + 1, value)


# ---- the decision that is kept on record ---------------------------------------------------------------------------------

class RouteParams(Params):
    """There is nothing to set: flows and tables are documents with versions of their own."""


class RouteFacts(Facts):
    """The flow and its version, the facts its conditions may ask, and the rows of authority tables that apply."""

    flow: str
    version: int
    known: dict[str, str]
    rows: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    beyond: str = ""
    clause: str = ""


def route(params: RouteParams, facts: RouteFacts) -> Verdict:
    """Through which steps a document goes, and by which row; beyond the last band nobody may allow it."""
    if facts.beyond:
        says = say(N_("%(beyond)s. Nobody may allow this; stay within the table, or have the table changed first."), beyond=facts.beyond)
        return Verdict(Outcome.REFUSE, says, (Reason(N_("Authority table"), False, says, facts.clause),))
    if not facts.steps:
        return Verdict(Outcome.ALLOW, say(N_("Within your own authority; no approval is needed.")), figures=_figures(facts))
    says = say(N_("%(flow)s V%(version)s: %(steps)s."), flow=facts.flow, version=facts.version, steps=" → ".join(facts.steps))
    rows = tuple(Reason(N_("Authority table"), True, say(N_("%(row)s"), row=row), facts.clause) for row in facts.rows)
    return Verdict(Outcome.ROUTE, says, rows, route_to=facts.steps[0], figures=_figures(facts))


def _figures(facts: RouteFacts) -> dict[str, Any]:
    return {"flow": facts.flow, "version": facts.version, **facts.known}


# ---- incompatible duties -----------------------------------------------------------------------------------------------------

class SeparationParams(Params):
    """The pairs themselves are documents with versions; there is nothing else to set."""


class SeparationFacts(Facts):
    """Who unites which two duties, and how: by rights, or on one document (``number``)."""

    person: str
    pair: str
    first: str
    second: str
    strict: bool
    number: str = ""


def keeps_apart(params: SeparationParams, facts: SeparationFacts) -> Verdict:
    """One person must not unite the two sides of a pair: refused, or allowed and listed in the monthly report."""
    args = {"person": facts.person, "pair": facts.pair, "first": facts.first, "second": facts.second, "number": facts.number}
    if facts.number:
        says = say(N_("%(person)s did “%(first)s” on %(number)s and may not also do “%(second)s” (%(pair)s). Let somebody else do it."),
                   **args)
    else:
        says = say(N_("%(person)s would hold “%(first)s” and “%(second)s” together (%(pair)s). Give one of them to somebody else."), **args)
    condition = Reason(N_("Incompatible duties"), False, says, "ORG-29")
    return Verdict(Outcome.REFUSE if facts.strict else Outcome.WARN, says, (condition,))


def row_says(table: AuthorityItem, version: int, decided: Decided) -> str:
    """The row that decided, as it is stored with the document: table, version, row, number and band."""
    return f"{table.title} V{version} · {decided.place} · {shown(table.fact, decided.value)} ({band(table.fact, decided.row)})"
