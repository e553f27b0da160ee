"""From a card and a flow to the route: the steps that apply, and the rows of authority tables that name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.approving import Card
from yingshu.organisation.models import Person, Unit
from yingshu.organisation.principal import held_posts
from yingshu.organisation.queries import post_names

from ..definition import Approvers, AuthorityItem, FlowItem, Step, shown
from ..engine import Node
from ..models import AuthorityVersion, FlowVersion
from ..rules import RouteFacts, conditions_hold, deciding_row, row_says
from .force import flows_for, item_of, unit_line, version_of


class Route(NamedTuple):
    """The way of one document: its flow, the nodes, the rows that decided, and why it is beyond every row."""

    flow: FlowVersion
    item: FlowItem
    nodes: tuple[Node, ...]
    rows: tuple[dict[str, Any], ...]
    beyond: str
    known: Mapping[str, Any]

    def facts(self, clause: str) -> RouteFacts:
        """What the control of the route is told; the clause is that of the step that asked a table, else ``clause``."""
        clause = next((step.clause for step in self.item.steps if step.who.table and step.clause), clause)
        known = {k: _text(v) for k, v in sorted(self.known.items())}
        return RouteFacts(flow=self.flow.title, version=self.flow.version, known=known, rows=tuple(r["says"] for r in self.rows),
                          steps=tuple(n.step.title for n in self.nodes), beyond=self.beyond, clause=clause)


def _text(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def known_facts(card: Card) -> dict[str, Any]:
    """What conditions may ask: amounts in yuan, the unit with everything above it, the initiator's posts."""
    facts = {k.removesuffix("_fen"): Decimal(v).scaleb(-2) if k.endswith("_fen") and v is not None else v for k, v in card.facts.items()}
    posts = tuple(a.post.code for a in held_posts(card.owner_id, clock.now())) if card.owner_id else ()
    return {"unit": unit_line(card.unit_id)[1], "posts": posts, **facts}


def route_for(kind: str, card: Card) -> Route | None:
    """The route of a document by the flow in force whose conditions hold; None when no flow applies."""
    known = known_facts(card)
    for flow in flows_for(kind, unit_line(card.unit_id)[0]):
        item: FlowItem = item_of(flow)
        if conditions_hold(item.when, known):
            return route_by(flow, known)
    return None


def route_by(flow: FlowVersion, known: Mapping[str, Any], instead: Mapping[str, AuthorityItem] = MappingProxyType({})) -> Route:
    """The route by one version of a flow; ``instead`` are tables that are asked in place of those in force."""
    item: FlowItem = item_of(flow)
    nodes: list[Node] = []
    rows: list[dict[str, Any]] = []
    beyond = ""
    for step in item.steps:
        if not conditions_hold(step.when, known):
            continue
        if not step.who.table:
            nodes.append(Node(step=step))
            continue
        more, row, beyond = _by_table(step, known, instead)
        nodes += more
        rows += row
        if beyond:
            break
    return Route(flow, item, tuple(nodes), tuple(rows), beyond, known)


def _by_table(step: Step, known: Mapping[str, Any], instead: Mapping[str, AuthorityItem]) -> tuple[
        list[Node], list[dict[str, Any]], str]:
    version = version_of(AuthorityVersion, step.who.table)
    if version is None:
        return [], [], _("The authority table “%(table)s” is not in force") % {"table": step.who.table}
    table: AuthorityItem = instead.get(step.who.table) or item_of(version)
    decided = deciding_row(table, known)
    if decided is None:
        return [], [], _beyond(table, known)
    says = row_says(table, version.version, decided)
    row = {"table": version.code, "version": version.version, "row": decided.place, "says": says}
    return [_node(step, n, who, says, decided.row.title) for n, who in enumerate(decided.row.steps, 1)], [row], ""


def _beyond(table: AuthorityItem, known: Mapping[str, Any]) -> str:
    value = known.get(table.fact)
    told = shown(table.fact, value) if isinstance(value, Decimal) else str(value if value is not None else "--")
    return _("%(table)s: %(value)s is in no row") % {"table": table.title, "value": told}


def _node(step: Step, n: int, who: Approvers, says: str, title: str) -> Node:
    """A step that a row names; it keeps mode, time limit and copies of the step that asked the table."""
    own = step.model_copy(update={"code": f"{step.code}_{n}", "title": title or who_says(who) or step.title, "who": who, "when": ()})
    return Node(step=own, row=says)


def who_says(who: Approvers) -> str:
    """Who decides, in words."""
    if who.posts:
        return "、".join(post_names(who.posts))
    if who.superior:
        return _("Superior") if who.superior == 1 else _("Superior, level %(n)s") % {"n": who.superior}
    if who.heads:
        return _("Heads of %(units)s") % {"units": "、".join(_named(Unit, "code", "name", who.heads))}
    if who.table:
        found = version_of(AuthorityVersion, who.table)
        return _("Authority table %(table)s") % {"table": found.title if found else who.table}
    return "、".join(_named(Person, "username", "name", who.people))


def _named(model: Any, key: str, name: str, words: Sequence[str]) -> list[str]:
    names = dict(model.objects.filter(**{f"{key}__in": words}).values_list(key, name))
    return [names.get(word, word) for word in words]
