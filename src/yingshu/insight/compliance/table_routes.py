"""Authority tables in a rehearsal: recorded routes worked out anew by other tables, from the facts that each route was made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yingshu.approvals.controls import ROUTE
from yingshu.approvals.definition import AuthorityItem, FlowItem, band
from yingshu.approvals.models import AuthorityVersion, FlowVersion
from yingshu.approvals.queries.force import item_of, version_of
from yingshu.approvals.queries.route import route_by, who_says
from yingshu.approvals.rules import RouteFacts, RouteParams
from yingshu.kernel import money
from yingshu.kernel.controls import Outcome

from .replay import Changed, Keep, Tally, chunks

SEVERAL = ("unit", "posts")
PLAIN: Mapping[str, Any] = {"True": True, "False": False, "None": None}


def overlays_of(items: Iterable[AuthorityItem]) -> list[dict[str, Any]]:
    """What a draft changes of the tables that hold today."""
    found = []
    for item in items:
        held = version_of(AuthorityVersion, item.code)
        content = item.model_dump(mode="json")
        if held is not None and held.content != content:
            found.append({"table": item.code, "title": item.title, "clause": next(iter(item.clauses), ""), "old": held.content,
                          "content": content})
    return found


def has_version(overlay: Mapping[str, Any]) -> bool:
    """Is what was rehearsed a version of the table, or rows that were only tried?"""
    return overlay["content"] in AuthorityVersion.objects.filter(code=overlay["table"]).values_list("content", flat=True)


def words_of(content: Mapping[str, Any]) -> str:
    """The bands of a table and who decides in each."""
    item = AuthorityItem.model_validate(content)
    return "；".join(f"{band(item.fact, row)} {' → '.join(map(who_says, row.steps)) or _('on one’s own')}" for row in item.rows)


def replay_tables(overlays: Iterable[Mapping[str, Any]], first: date, last: date, keep: Keep, say: Callable[[int], None]) -> list[Tally]:
    """The recorded routes of the flows that ask one of these tables; what goes another way is kept, chunk by chunk."""
    tables = {o["table"]: AuthorityItem.model_validate(o["content"]) for o in overlays}
    if not tables:
        return []
    judge = TableJudge(tables)
    for chunk in chunks(ROUTE.code, first, last):
        keep([found for row in chunk if (found := judge(*row)) is not None])
        say(judge.tally.decisions)
    return [judge.tally]


class TableJudge:
    """Judges recorded routes by other tables; routes of flows that ask none of them are left alone."""

    def __init__(self, tables: Mapping[str, AuthorityItem]) -> None:
        self.tables, self.tally = tables, Tally(ROUTE.code)
        self.flows: dict[tuple[str, int], FlowVersion] = {
            (flow.title, flow.version): flow for flow in FlowVersion.objects.all() if self.asks(flow)}

    def asks(self, flow: FlowVersion) -> bool:
        """Does a step of the flow ask one of the tables?"""
        item: FlowItem = item_of(flow)
        return any(step.who.table in self.tables for step in item.steps)

    def __call__(self, pk: int, facts: str, outcome: str, _route: str | None, _version: int, _unit: int | None,
                 _amount: int | None) -> Changed | None:
        """The route by the other tables; answers it when the document goes another way."""
        then = RouteFacts.model_validate(json.loads(facts))
        flow = self.flows.get((then.flow, then.version))
        if flow is None:
            return None
        now = route_by(flow, {name: fact_of(name, text) for name, text in then.known.items()}, self.tables).facts(then.clause)
        new = ROUTE.rule(RouteParams(), now).outcome.value
        self.count(outcome, new, then, now)
        if (new, now.steps) == (outcome, then.steps):
            return None
        fen = amount_of(then.known)
        self.tally.changed += 1
        self.tally.amount_fen += fen
        self.tally.money[outcome, new] += fen
        return Changed(pk, ROUTE.code, outcome, new, way(then.steps), way(now.steps), fen)

    def count(self, outcome: str, new: str, then: RouteFacts, now: RouteFacts) -> None:
        """One more decision, its outcomes, and the routes taken."""
        self.tally.decisions += 1
        self.tally.outcomes[outcome, new] += 1
        if outcome == Outcome.ROUTE:
            self.tally.routes_then[way(then.steps)] += 1
        if new == Outcome.ROUTE:
            self.tally.routes_now[way(now.steps)] += 1


def way(steps: Iterable[str]) -> str:
    """The steps as one word."""
    return " → ".join(steps)[:60]


def fact_of(name: str, text: str) -> Any:
    """A fact as conditions ask it, from the text that was kept."""
    return tuple(text.split("、")) if name in SEVERAL else PLAIN.get(text, text)


def amount_of(known: Mapping[str, str]) -> int:
    """The money a route was about, where its facts know it."""
    try:
        return money.to_fen(known.get("amount", "0"))
    except ArithmeticError:
        return 0
