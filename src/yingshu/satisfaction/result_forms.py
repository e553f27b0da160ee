"""Names, help and first values of the dialogs about results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import explain_parameters, initial, name_parameters

from .models import AnalysisReport
from .offers import reported_periods
from .queries.wanted import wanted
from .queries.writing import report_parts
from .rules.spans import span_holding
from .shown import PART_NAMES

name_parameters("satisfaction", {
    "satisfaction.record_briefing.to": N_("Presented to"), "satisfaction.record_briefing.on": N_("Presented on"),
    "important": N_("Important"),
    "parts": N_("Written parts"), "part": N_("Part"), "opinion": N_("Opinion"), "cause": N_("Cause"),
    "satisfaction.register_improvement.measure": N_("measure"), "satisfaction.register_improvement.owner_id": N_("responsible"),
    "satisfaction.register_improvement.owner": N_("responsible"), "satisfaction.register_improvement.about": N_("What is to be improved"),
    "target": N_("Target (points)"), "improvement_id": N_("Improvement"), "finding_id": N_("Conclusion"), "item_id": N_("Weak item"),
    "evidence": N_("Evidence"), "works": N_("It works"), "met": N_("The need is met"), "decision": N_("Decided"),
    "use": N_("Use made of it"),
    "person_id": N_("Receiver"), "satisfaction.pass_finding.person": N_("Receiver"),
    "customers": N_("Customers reached"), "satisfaction.record_contact.on": N_("Day"),
    "satisfaction.record_contact.kind": N_("Activity"), "satisfaction.pass_finding.text": N_("What was found"),
    "index": N_("Satisfaction index"),
    **{f"satisfaction.write_report.{code}": label for code, label in PART_NAMES.items()}})
explain_parameters("satisfaction", {
    "satisfaction.submit_report.important": N_("Important reports also go to the general manager."),
    "satisfaction.verify_improvement.works": N_("Only for improvements that no question of a survey belongs to."),
    "satisfaction.register_improvement.due_on": N_("Empty: after the days of the rulebook."),
    "satisfaction.register_improvement.about": N_("Empty: the question of the item, or the finding.")})


def _period(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    return {"initial": {"period": query.get("period") or span_holding(clock.today(), "H").name}, "choices": {"period": reported_periods()}}


def _improved(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The weak items that have no improvement yet are offered; another matter is said in words."""
    weak = [(f"{one.item_id}", f"{one.title} {one.mean}") for one in wanted()]
    offered = _period(actor, query)
    return {**offered, "choices": {**offered["choices"], "item_id": weak}}


def _parts(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    pk = query.get("report_id", "")
    row = AnalysisReport.objects.filter(pk=int(pk)).first() if pk.isdecimal() else None
    return {"initial": {"parts": [{"part": p["code"], "text": p["text"]} for p in report_parts(row)]}} if row else {}


def _today(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    return {"initial": {"on": f"{clock.today()}"}}


for _code in ("satisfaction.make_report", "satisfaction.pass_finding"):
    initial(_code, _period)
initial("satisfaction.register_improvement", _improved)
initial("satisfaction.write_report", _parts)
for _code in ("satisfaction.record_briefing", "satisfaction.record_contact"):
    initial(_code, _today)
