"""First values of the dialogs: the steps a document can be sent back to, definitions as they are in force."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel import forms
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.text import id_of
from yingshu.organisation.models import Post, Unit

from .definition import AfterReturn, AuthorityItem, Condition, FlowItem, Op, SeparationItem, Step, number, shown
from .engine import State
from .models import AuthorityVersion, FlowVersion, SeparationVersion, Version
from .queries.choosing import closed_facts
from .queries.force import in_force, item_of, version_of
from .queries.mine import visible
from .words import fact_words, word_of, words_of


def send_back(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The earlier steps by code and title, and the initiator where the kind allows it."""
    row = visible(actor).filter(pk=id_of(query.get("approval_id", ""))).first()
    if row is None:
        return {}
    state = State.model_validate(row.engine)
    targets = [(n.step.code, n.step.title) for n in state.nodes[:state.at]]
    if row.kind in APPROVABLES and APPROVABLES[row.kind].returned is not None:
        targets.insert(0, ("", _("Initiator %(name)s") % {"name": row.owner.name}))
    after = [("true", AfterReturn.DIRECT.label), ("false", AfterReturn.AGAIN.label)]
    return {"context": {"targets": targets}, "choices": {"direct": after}}


def define_flow(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The flow as it is in force, when its code is given as ``of``."""
    row, about = version_of(FlowVersion, query.get("of", "")), _about(FlowVersion, "kind", query)
    if row is None:
        return {"initial": {"steps": [{}], "administrators": _posts(("admin",))}, "context": about}
    item: FlowItem = item_of(row)
    first = {"title": item.title, "code": item.code, "copy_to": _posts(item.copy_to), "repeat_passes": item.repeat_passes,
             "after_return": item.after_return, "administrators": _posts(item.administrators), "escalate_after": item.escalate_after,
             "clauses": item.clauses, "unit_id": row.unit_id, "steps": [_step(s) for s in item.steps],
             "conditions": list(_conditions(item.kind, [(None, item.when), *((n, s.when) for n, s in enumerate(item.steps, 1))]))}
    return {"initial": first, "context": about}


def _step(s: Step) -> dict[str, Any]:
    return {"title": s.title, "who": words_of(s.who), "mode": s.mode, "percent": s.ratio * 100, "hours": s.hours,
            "copy_to": _posts(s.copy_to)}


def define_table(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The table as it is in force, when its code is given as ``of``; with ``rows`` those that a rehearsal tried."""
    row, about = version_of(AuthorityVersion, query.get("of", "")), _about(AuthorityVersion, "matter", query)
    if row is None:
        return {"context": about}
    item = _tried(item_of(row), query.get("rows", ""))
    first = {"title": item.title, "code": item.code, "bands": f"{item.matter}/{item.fact}", "unit_id": row.unit_id,
             "clauses": item.clauses, **rows_of(item)}
    return {"initial": first, "context": about}


def _tried(item: AuthorityItem, rows: str) -> AuthorityItem:
    """The table with the rows of the address; what is no series of bands is left out."""
    try:
        return AuthorityItem.model_validate({**item.model_dump(mode="json"), "rows": json.loads(rows)}) if rows else item
    except (ValueError, RecursionError):
        return item


def rows_of(item: AuthorityItem) -> dict[str, Any]:
    """The rows of a table and their conditions, as the form shows them."""
    units = dict(Unit.objects.filter(code__in=[r.unit for r in item.rows if r.unit]).values_list("code", "pk"))
    rows = [{"upto": "" if r.upto is None else shown(item.fact, r.upto), "unit_id": units.get(r.unit), "title": r.title,
             "deciders": [word_of(who) for who in r.steps]} for r in item.rows]
    return {"rows": rows, "conditions": list(_conditions(item.matter, [(n, r.when) for n, r in enumerate(item.rows, 1)]))}


def define_separation(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The pair as it is in force, when its code is given as ``of``."""
    row = version_of(SeparationVersion, query.get("of", ""))
    if row is None:
        return {}
    item: SeparationItem = item_of(row)
    return {"initial": {"code": item.code, "title": item.title, "first": item.first, "second": item.second, "severity": item.severity,
                        "why": item.why, "clauses": item.clauses}}


def _about(model: type[Version], field: str, query: Mapping[str, str]) -> dict[str, Any]:
    """The kind of document the definition is for; while it is not chosen, all kinds with what is in force for them."""
    kind = query.get(field, "")
    if kind in APPROVABLES:
        return {"kind_title": _(str(APPROVABLES[kind].title)), "kind_field": field}
    titles = sorted((_(str(a.title)), code) for code, a in APPROVABLES.everything().items())
    known: dict[str, list[Version]] = {}
    for row in in_force(model):
        known.setdefault(row.subject, []).append(row)
    return {"kinds": [(code, title, known.get(code, [])) for title, code in titles], "kind_field": field}


def _conditions(kind: str, places: Iterable[tuple[int | None, Iterable[Condition]]]) -> Iterator[dict[str, Any]]:
    closed = closed_facts(kind)
    for place, found in places:
        for c in found:
            value = "" if c.fact in closed else _number(c)
            yield from ({"place": place, "fact": word, "op": c.op, "value": value} for word in fact_words(kind, c, closed))


def _number(c: Condition) -> str:
    """A number as people write it."""
    found = number(c.value[0])
    return shown(c.fact, found) if found is not None and c.op not in (Op.IS, Op.IS_NOT) else "、".join(c.value)


def _posts(words: Iterable[str]) -> list[int]:
    """Ids of posts that a definition names by code or by name, in its order."""
    rows = Post.objects.values_list("pk", "code", "name")
    ids = {word: pk for pk, code, name in rows for word in (name, code)}
    return [ids[word] for word in words if word in ids]


forms.initial("approvals.send_back", send_back)
forms.initial("approvals.define_flow", define_flow)
forms.initial("approvals.define_table", define_table)
forms.initial("approvals.define_separation", define_separation)
