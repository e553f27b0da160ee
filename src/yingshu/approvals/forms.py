"""First values of the dialogs: the steps a document can be sent back to, definitions as they are in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel import forms
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES
from yingshu.organisation.queries import post_names

from .definition import AuthorityItem, FlowItem, SeparationItem, Step
from .engine import State
from .models import AuthorityVersion, FlowVersion, SeparationVersion
from .queries.force import item_of, version_of
from .queries.mine import visible
from .rules import shown
from .services.describing import By, fact_words
from .wording import write_conditions


def send_back(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The earlier steps by code and title, and the initiator where the kind allows it."""
    number = query.get("approval_id", "")
    row = visible(actor).filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 18 else None
    if row is None:
        return {}
    state = State.model_validate(row.engine)
    targets = [(n.step.code, n.step.title) for n in state.nodes[:state.at]]
    if row.kind in APPROVABLES and APPROVABLES[row.kind].returned is not None:
        targets.insert(0, ("", _("Initiator %(name)s") % {"name": row.owner.name}))
    return {"context": {"targets": targets}}


def kinds() -> list[tuple[str, str]]:
    """Kinds of documents that flows can be made for."""
    return sorted(((kind, _(str(a.title))) for kind, a in APPROVABLES.items()), key=lambda pair: pair[1])


def define_flow(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The flow as it is in force, when its code is given as ``of``."""
    row = version_of(FlowVersion, query.get("of", ""))
    if row is None:
        return {"context": {"kinds": kinds(), "kind_field": "kind"}}
    item: FlowItem = item_of(row)
    names = fact_words(item.kind)
    first = {"kind": item.kind, "title": item.title, "code": item.code, "applies_when": write_conditions(item.when, names),
             "copy_to": _line(item.copy_to), "repeat_passes": item.repeat_passes, "after_return": item.after_return,
             "administrators": _line(post_names(item.administrators)), "escalate_after": item.escalate_after,
             "clauses": _line(item.clauses),
             "unit_id": row.unit_id, "steps": [_step(s, names) for s in item.steps]}
    return {"initial": first, "context": {"kinds": kinds(), "kind_field": "kind", "chosen": item.kind}}


def _step(s: Step, names: Mapping[str, str]) -> dict[str, Any]:
    by = next(b for b in By if getattr(s.who, b.value))
    who = tuple(post_names(s.who.posts)) if by == By.POSTS else getattr(s.who, by.value)
    return {"title": s.title, "by": by, "who": _line(who) if isinstance(who, tuple) else who, "in_unit": s.who.unit,
            "mode": s.mode, "percent": s.ratio * 100, "hours": s.hours,
            "when": write_conditions(s.when, names), "copy_to": _line(s.copy_to)}


def define_table(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The table as it is in force, when its code is given as ``of``."""
    row = version_of(AuthorityVersion, query.get("of", ""))
    if row is None:
        return {"context": {"kinds": kinds(), "kind_field": "matter"}}
    item: AuthorityItem = item_of(row)
    names = fact_words(item.matter)
    rows = [{"upto": "" if r.upto is None else shown(item.fact, r.upto), "in_unit": r.unit, "when": write_conditions(r.when, names),
             "deciders": " → ".join(_line(post_names(who.posts)) for who in r.steps), "title": r.title} for r in item.rows]
    first = {"matter": item.matter, "title": item.title, "code": item.code, "fact": item.fact, "rows": rows, "unit_id": row.unit_id,
             "clauses": _line(item.clauses)}
    return {"initial": first, "context": {"kinds": kinds(), "kind_field": "matter", "chosen": item.matter}}


def define_separation(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The pair as it is in force, when its code is given as ``of``."""
    row = version_of(SeparationVersion, query.get("of", ""))
    if row is None:
        return {}
    item: SeparationItem = item_of(row)
    return {"initial": {"code": item.code, "title": item.title, "first": _line(item.first), "second": _line(item.second),
                        "severity": item.severity, "why": item.why, "clauses": _line(item.clauses)}}


def _line(words: Iterable[str]) -> str:
    return "、".join(words)


forms.initial("approvals.send_back", send_back)
forms.initial("approvals.define_flow", define_flow)
forms.initial("approvals.define_table", define_table)
forms.initial("approvals.define_separation", define_separation)
