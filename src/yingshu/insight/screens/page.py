"""The page of one report: the paper in the middle, who has it and how it came about at the side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yingshu.kernel import approving, clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import ACTIONS
from yingshu.organisation.models import Post
from yingshu.rulebook.decisions import Decision
from yingshu.rulebook.models import DecisionRecord
from yingshu.rulebook.panels import panel
from yingshu.rulebook.queries import control_in_force
from yingshu.sales.models import SalesEntry

from .. import paper
from ..links import MAKE, act_url, report_url
from ..models import Delivery, Report
from ..queries.handing_in import CONTROL_OF, days_of, preview
from ..queries.ledger import between
from ..queries.reports import state_tag, unit_named, visible
from .whys import of_strip

SUBMIT = "insight.submit_report"


def page_of(report: Report, actor: Actor) -> Mapping[str, Any]:
    """Everything the template draws."""
    deliveries, gate, content = list(report.deliveries.order_by("id")), _gate(report, actor), report.content
    acts = [act for act in acts_of(report, actor, deliveries) if not (gate and gate["state"] == "refuse" and act["code"] == SUBMIT)]
    figures = paper.figures(report.kind, content)
    return {
        "report": report, "title": title_of(report), "tag": state_tag(report), "unit": unit_named(report.unit_id),
        "through": content["through"] if content["through"] != content["last"] else "", "first": content["first"], "last": content["last"],
        "figures": figures, "whys": _whys(report, figures, gate), "sheets": paper.sheets(report.kind, content),
        "flow": approving.panel(actor, "report", report.pk),
        "changes": paper.changes(report.kind, content), "later": _later(report), "gate": gate,
        "deliveries": _deliveries(deliveries), "versions": _versions(report, actor), "acts": acts,
        "print_url": reverse("report-print", args=[report.pk]), "ledger_url": ledger_url(report)}


def title_of(report: Report) -> str:
    """``Monthly sales report 2026-06``"""
    return f"{report.get_kind_display()} {report.period}"


def ledger_url(report: Report) -> str:
    """The sales ledger of the same days, with the same total; empty for statistics of one unit, which is a narrower view."""
    from .drill import ledger_page

    return "" if report.unit_id else ledger_page(*days_of(report))


def _whys(report: Report, figures: list[paper.Figure], gate: dict[str, Any] | None) -> list[dict[str, Any]]:
    """为什么 of its figures; the parameters are those by which it was handed in, of a draft those in force."""
    control = CONTROL_OF[report.kind]
    params = gate["why"]["params"] if gate else control_in_force(control.code).rows
    clause = control.clauses[0]
    return of_strip(figures, [clause] * len(figures), ledger_url(report), {clause: params})


def _later(report: Report) -> int:
    """Ledger lines of the period written after a draft was made: it no longer says what the records say."""
    if report.state != Report.State.DRAFT:
        return 0
    return SalesEntry.objects.filter(at__gt=report.made_at, **between(*days_of(report))).count()


def _gate(report: Report, actor: Actor) -> dict[str, Any] | None:
    """What stands against handing the draft in, or what was decided when it was."""
    if report.state == Report.State.DRAFT:
        return _narrow(panel(live_row(preview(actor, report), actor), actor=actor))
    decided = DecisionRecord.objects.filter(subject_kind="report", subject_id=report.pk, control=CONTROL_OF[report.kind].code)
    record = decided.exclude(outcome="refuse").order_by("-id").first()
    return _narrow(panel(record.__dict__, number=record.number, actor=actor)) if record else None


def _narrow(gate: dict[str, Any]) -> dict[str, Any]:
    """Beside the paper there is room for one clause: the conditions do not repeat it."""
    return {**gate, "conditions": [{**c, "clause": "" if c["clause"] == gate["clause"] else c["clause"]} for c in gate["conditions"]]}


def live_row(decision: Decision, actor: Actor) -> Mapping[str, Any]:
    """A decision that nobody took yet, in the form of its record."""
    return {"control": decision.control.code, "clause": decision.clause, "verdict": decision.verdict.as_json(),
            "outcome": decision.outcome.value, "params": decision.in_force.params.model_dump(mode="json"),
            "version": decision.in_force.version, "subject_kind": decision.subject.kind, "subject_id": decision.subject.id,
            "actor_name": actor.name, "at": clock.now()}


def _deliveries(deliveries: list[Delivery]) -> list[dict[str, Any]]:
    posts = dict(Post.objects.filter(code__in=[d.post for d in deliveries]).values_list("code", "name")) if deliveries else {}
    return [{"name": d.person_name, "post": posts.get(d.post, d.post), "at": d.delivered_at, "read": d.read_at} for d in deliveries]


def _versions(report: Report, actor: Actor) -> list[dict[str, Any]]:
    """All versions of the same report, newest first."""
    rows = visible(actor).filter(kind=report.kind, period=report.period, unit_id=report.unit_id).order_by("-version").distinct()
    return [{"version": r.version, "tag": state_tag(r), "url": report_url(r.pk), "current": r.pk == report.pk, "author": r.author_name,
             "at": r.submitted_at or r.made_at, "note": r.note} for r in rows]


def acts_of(report: Report, actor: Actor, deliveries: list[Delivery]) -> list[dict[str, Any]]:
    """The buttons of who looks; the first one is the primary one."""
    found = [{"code": code, "title": _("Make again") if n and report.state == Report.State.DRAFT else _(ACTIONS[code].title),
              "url": act_url(code, **fixed)} for n, (code, fixed) in enumerate(_possible(report, actor, deliveries)) if actor.may(code)]
    return [{**act, "primary": n == 0} for n, act in enumerate(found)]


def _possible(report: Report, actor: Actor, deliveries: list[Delivery]) -> list[tuple[str, dict[str, object]]]:
    if report.state == Report.State.DRAFT:
        return [(SUBMIT, {"report_id": report.pk}), again(report)]
    this: dict[str, object] = {"report_id": report.pk}
    if report.state == Report.State.REVIEWING:
        return []
    unread = any(d.person_id == actor.id and d.read_at is None for d in deliveries)
    newest = not report.corrections.filter(state=Report.State.SUBMITTED).exists()
    offered = [("insight.acknowledge_report", this)] if unread else []
    return [*offered, ("insight.correct_report", this)] if newest else offered


def again(report: Report) -> tuple[str, dict[str, object]]:
    """The action that makes a draft anew from the records."""
    if report.correction_of_id:
        return "insight.correct_report", {"report_id": report.correction_of_id}
    code, name = MAKE[Report.Kind(report.kind)]
    return code, {name: report.period, **({"unit_id": report.unit_id} if report.unit_id and name == "period" else {})}
