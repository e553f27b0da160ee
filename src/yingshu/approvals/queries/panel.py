"""What the panel and the page of an approval show: the route, the history with how long it lay, what the reader may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, shown_name
from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.links import record_url
from yingshu.kernel.services import ACTIONS

from .. import engine
from ..controls import ROUTE
from ..engine import Answer, Node, State
from ..models import Approval, ApprovalEvent
from .force import ever_governed, governed
from .people import Organisation, names_of, stands_in_for
from .route import Route, route_for, who_says

S = Approval.State
TAGS = {S.RUNNING: "run", S.RETURNED: "warn", S.AGREED: "done", S.REFUSED: "danger", S.WITHDRAWN: "void", S.STOPPED: "danger"}
VERBS = {"submit": N_("handed in"), "resubmit": N_("handed in again"), "restart": N_("content changed, begun anew"), "agree": N_("agreed"),
         "refuse": N_("refused"), "return": N_("sent back"), "transfer": N_("handed over"), "add_before": N_("added a signer before"),
         "add_after": N_("added a signer after"), "withdraw": N_("withdrew"), "stop": N_("stopped the flow"),
         "reassign": N_("gave to somebody else"), "remind": N_("reminded"), "comment": N_("commented"), "copy": N_("sent a copy"),
         "ask_stop": N_("asked for a stop"), "repeat": N_("passed by, agreed to the step before"),
         "left": N_("stands in, the approver left"),
         "own": N_("decides, the initiator may not"), "vacant": N_("decides, the post is vacant"), "leave": N_("an approver left"),
         "overdue": N_("reminded by the system"), "escalate": N_("the superior was told")}
DECIDING = ("approvals.agree", "approvals.refuse", "approvals.send_back", "approvals.transfer", "approvals.add_signer")
SHOWN = 2
BAD = ("refuse", "return", "stop", "withdraw", "ask_stop")


def latest(kind: str, pk: int) -> Approval | None:
    """The newest approval of a document."""
    return Approval.objects.filter(kind=kind, subject_id=pk).select_related("flow", "owner", "unit").order_by("-id").first()


def panel(actor: Actor, kind: str, pk: int) -> Mapping[str, Any] | None:
    """Context of ``approvals/panel.html``: the running or last approval, else the route it would take; None without either."""
    found = latest(kind, pk) if kind in ever_governed() else None
    if found is not None:
        return {"approval": shown(actor, found), "preview": None}
    if kind not in governed():
        return None
    route = route_for(kind, APPROVABLES[kind].card(pk))
    return None if route is None else {"approval": None, "preview": preview(route, APPROVABLES[kind].card(pk).owner_id, None)}


def shown(actor: Actor, approval: Approval) -> dict[str, Any]:
    """One approval as a reader sees it."""
    state = State.model_validate(approval.engine)
    events = list(ApprovalEvent.objects.filter(approval=approval).order_by("-id")[:200])
    nodes = nodes_of(state)
    return {"row": approval, "kind": _(str(APPROVABLES[approval.kind].title)) if approval.kind in APPROVABLES else approval.kind,
            "tag": {"weight": TAGS[S(approval.state)], "label": approval.get_state_display()}, "url": record_url("approvals", approval.pk),
            "waits": span(clock.now() - approval.since) if approval.state == S.RUNNING else "", "flow": str(approval.flow),
            "nodes": nodes, "rail": rail(nodes, approval.owner.name), "events": [_event(e) for e in events], "rows": approval.rows,
            "acts": acts(actor, approval, state), "due": approval.due_at, "why": why_url(approval) if actor.may("decisions.view") else ""}


def why_url(approval: Approval) -> str:
    """The decisions about the route of this document: facts, flow, row."""
    return "/decisions/?" + urlencode({"control": ROUTE.code, "subject_number": approval.number})


# ---- the route -------------------------------------------------------------------------------------------------------------

def nodes_of(state: State) -> list[dict[str, Any]]:
    """The steps with the people asked and what they said; a step to come with who will be asked."""
    names = names_of(p for n in state.nodes for s in n.seats for p in (s.person, s.by))
    return [_node(state, i, node, names) for i, node in enumerate(state.nodes)]


def _node(state: State, i: int, node: Node, names: Mapping[int, str]) -> dict[str, Any]:
    now = state.node is node
    status = "done" if node.passed else "run" if now else _stopped_at(state, i)
    return {"title": node.step.title, "row": node.row, "mode": node.step.mode.label if len(node.seats) > 1 else "", "status": status,
            "clause": node.step.clause, "seats": [_seat(s, names) for s in node.seats],
            "expected": "" if node.seats else who_says(node.step.who)}


def _stopped_at(state: State, i: int) -> str:
    return "danger" if i == state.at and state.status in (engine.Status.REFUSED, engine.Status.STOPPED) else "wait"


def _seat(seat: engine.Seat, names: Mapping[int, str]) -> dict[str, Any]:
    weight = {Answer.AGREE: "done", Answer.REFUSE: "danger", Answer.GONE: "void", Answer.OPEN: "wait"}[seat.answer]
    by = names.get(seat.by, "") if seat.by and seat.by != seat.person else ""
    return {"name": names.get(seat.person, ""), "by": by, "weight": weight, "added": bool(seat.root), "auto": seat.auto}


RAIL = {"done": "ok", "run": "now", "danger": "stop", "wait": ""}


def rail(nodes: Iterable[Mapping[str, Any]], owner: str) -> list[dict[str, str]]:
    """The steps for the rail component, each with its people."""
    steps = [{"title": n["title"], "state": RAIL[n["status"]], "sub": "、".join(s["name"] for s in n["seats"][:SHOWN]) or n["expected"]}
             for n in nodes]
    return [{"title": _("Handed in"), "state": "ok", "sub": owner}, *steps]


def preview(route: Route, owner_id: int, unit_id: int | None) -> dict[str, Any]:
    """The whole way before anything is handed in: who, by which rule."""
    people = Organisation(owner_id, unit_id, route.item.administrators)
    steps = []
    for node in route.nodes:
        ids = list(dict.fromkeys(people.approvers(node.step)))
        steps.append({"title": node.step.title, "row": node.row, "people": list(names_of(ids).values()), "clause": node.step.clause,
                      "mode": node.step.mode.label if len(ids) > 1 else ""})
    return {"flow": str(route.flow), "steps": steps, "rows": [r["says"] for r in route.rows], "beyond": route.beyond}


# ---- the history -----------------------------------------------------------------------------------------------------------

def _event(e: ApprovalEvent) -> dict[str, Any]:
    who = shown_name(e.actor_name)
    who = _("%(who)s for %(instead)s") % {"who": who, "instead": e.instead_name} if e.instead_name else who
    what = _(VERBS.get(e.verb, e.verb)) + (f" → {e.target_name}" if e.target_name else "")
    waited = _("waited %(span)s") % {"span": span(timedelta(seconds=e.waited))} if e.waited else ""
    return {"who": who, "what": what, "when": e.at, "detail": e.says, "step": e.step_title, "waited": waited,
            "tone": "no" if e.verb in BAD else "ok" if e.verb == "agree" else "", "icon": _icon(e.verb)}


def _icon(verb: str) -> str:
    return {"agree": "check", "refuse": "x", "return": "arrow-back-up", "stop": "hand-stop", "remind": "bell", "comment": "message",
            "copy": "copy", "transfer": "arrow-right", "submit": "send", "resubmit": "send"}.get(verb, "point")


def span(length: timedelta) -> str:
    """How long something lay: the two largest units, in words."""
    minutes = max(int(length.total_seconds()), 0) // 60
    if minutes >= 1440:
        return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
    if minutes >= 60:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


# ---- what the reader may do ------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Deed:
    """A button of the panel."""

    code: str
    title: str
    url: str
    weight: str = ""


def acts(actor: Actor, approval: Approval, state: State) -> dict[str, list[Deed]]:
    """Buttons: ``main`` are those of the decision, ``more`` the rest."""
    codes = _deciding(actor, approval, state)
    more = [*_around(actor, approval, state)]
    return {"main": [_deed(approval, c) for c in codes[:3] if actor.may(c)],
            "more": [_deed(approval, c) for c in [*codes[3:], *more] if actor.may(c)]}


def _deciding(actor: Actor, approval: Approval, state: State) -> list[str]:
    if actor.id == approval.owner_id:
        return []
    seats = engine.open_seats(state)
    own = any(s.person == actor.id for s in seats)
    if not own and not {s.person for s in seats} & set(stands_in_for(actor, APPROVABLES[approval.kind].right)):
        return []
    return list(DECIDING)


def _around(actor: Actor, approval: Approval, state: State) -> list[str]:
    live = approval.state in (S.RUNNING, S.RETURNED)
    own = actor.id == approval.owner_id
    found = []
    if own and live:
        found.append("approvals.ask_to_stop" if state.acted else "approvals.withdraw")
    if approval.state == S.RUNNING:
        found.append("approvals.remind")
    found += ["approvals.comment", "approvals.copy"]
    if live and actor.id in Organisation(approval.owner_id, approval.unit_id, _admin_posts(approval)).administrators():
        found += ["approvals.reassign", "approvals.stop"]
    return found


def _admin_posts(approval: Approval) -> Sequence[str]:
    posts: Sequence[str] = approval.flow.content.get("administrators", ())
    return posts


def _deed(approval: Approval, code: str) -> Deed:
    weight = {"approvals.agree": "primary", "approvals.refuse": "danger"}.get(code, "")
    then = {"next": _next_page()} if code in DECIDING else {}
    return Deed(code, _(ACTIONS[code].title), f"/act/{code}/?{urlencode({'approval_id': approval.pk, **then})}", weight)


def _next_page() -> str:
    """Where the next thing to do opens (处理下一条)."""
    try:
        return reverse("next")
    except NoReverseMatch:
        return ""
