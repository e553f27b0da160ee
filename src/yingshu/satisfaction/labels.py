"""Names of parameters of the room's actions, and first values of forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import explain_parameters, initial, name_parameters

from .models import Item, ItemGroup, Wave

name_parameters("satisfaction", {
    "questionnaire_id": N_("Questionnaire"), "version_id": N_("Questionnaire"), "wave_id": N_("Survey"),
    "invitation_id": N_("Questionnaire handed out"),
    "response_id": N_("Answered questionnaire"), "response_ids": N_("Answers proved false"), "ready_made": N_("Ready-made questionnaire"),
    "audience": N_("Audience"), "product_kind": N_("Product kind"), "intro_zh": N_("Opening words"),
    "intro_en": N_("Opening words (English)"),
    "area": N_("Content area"), "weight": N_("weight"), "group": N_("Topic (code)"), "text_en": N_("Question (English)"),
    "title_en": N_("Title (English)"), "required": N_("Required"), "role": N_("Role"), "options": N_("Options, or rows of a matrix"),
    "zh": N_("Chinese"), "en": N_("English"), "low": N_("Words at the low end"), "low_en": N_("Words at the low end (English)"),
    "high": N_("Words at the high end"), "high_en": N_("Words at the high end (English)"), "counterpart": N_("What was got is asked by"),
    "shown_if_item": N_("Asked only after"), "shown_if_values": N_("… was answered with"), "place": N_("Place"), "period": N_("Period"),
    "agency": N_("Agency"), "contract": N_("Contract"), "fee": N_("Fee"), "measures": N_("Way of measuring"), "subjects": N_("Subjects"),
    "cities": N_("Cities"), "opens_on": N_("Opens on"), "closes_on": N_("Closes on"), "strata": N_("Strata"),
    "customer_class": N_("Customer class"), "population": N_("Population"), "sample": N_("Sample size"),
    "margin": N_("Margin (0.05 is ±5 points)"),
    "confidence": N_("Confidence (%)"), "rate": N_("Expected recovery rate"), "least": N_("At least in each stratum"),
    "count": N_("How many"),
    "stratum_id": N_("Stratum"), "rated_unit_id": N_("Department that is rated"), "task_id": N_("Share"), "outcome": N_("Outcome"),
    "proof": N_("Proof"), "responsible_id": N_("Held responsible"), "measure": N_("Measure"),
    "falsification_id": N_("Proved falsification"),
    "answers": N_("Answers"), "answered_on": N_("Answered on"), "visited_on": N_("Visited on"), "token": N_("Link"), "score": N_("Score"),
    "about_number": N_("About"), "satisfaction.change_item.text": N_("Question"), "satisfaction.add_item.text": N_("Question"),
    "satisfaction.plan_wave.owner_id": N_("In charge"), "satisfaction.change_wave.owner_id": N_("In charge"),
    "satisfaction.plan_wave.method": N_("Carried out as"),
    "satisfaction.plan_wave.source": N_("Source of the index"), "consent": N_("Privacy notice"), "person_ids": N_("People"),
})
explain_parameters("satisfaction", {
    "satisfaction.use_ready_made.ready_made": N_("direct, dealer, end_user, visitor, internal, handling or delivery"),
    "satisfaction.add_group.area": N_("quality, delivery, price or after_sales; empty for other topics"),
    "satisfaction.change_group.area": N_("quality, delivery, price or after_sales; empty for other topics"),
    "satisfaction.add_item.shown_if_values": N_("Values separated by commas; the first option of a choice is 1."),
    "satisfaction.change_item.shown_if_values": N_("Values separated by commas; the first option of a choice is 1."),
    "satisfaction.plan_wave.source": N_("survey, visit or quality; empty: not part of the index"),
    "satisfaction.plan_wave.period": N_("2026H1 for a half-year, 2026 for a year; empty: the half-year of its first day"),
    "satisfaction.record_falsification.score": N_("Only answers of the unit with this score, when they are not named one by one."),
})


def _item(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """The question as it is now."""
    found = Item.objects.filter(version_id=_number(query), code=query.get("code", "")).select_related("group").first()
    if found is None:
        return {"initial": {}}
    condition = found.shown_if or {}
    return {"initial": {
        "group": found.group.code, "kind": found.kind, "text": found.text_zh, "text_en": found.text_en, "required": found.required,
        "weight": found.weight, "role": found.role, "options": [{"zh": o["zh"], "en": o["en"]} for o in found.options or found.rows],
        "low": found.low_zh, "low_en": found.low_en, "high": found.high_zh, "high_en": found.high_en, "counterpart": found.counterpart,
        "shown_if_item": condition.get("item", ""), "place": found.place,
        "shown_if_values": ",".join(map(str, condition.get("values", ())))}}


def _group(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """The topic as it is now."""
    found = ItemGroup.objects.filter(version_id=_number(query), code=query.get("code", "")).first()
    return {"initial": {} if found is None else {
        "title": found.title_zh, "title_en": found.title_en, "area": found.area, "weight": found.weight, "position": found.position}}


def _wave(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """The plan as it is now."""
    found = Wave.objects.filter(pk=_number(query, "wave_id")).first()
    names = ("title", "measures", "opens_on", "closes_on", "owner_id", "agency", "contract", "fee_fen")
    return {"initial": {} if found is None else {**{n: getattr(found, n) for n in names}, "subjects": found.plan.get("subjects", ""),
                                                 "cities": found.plan.get("cities", "")}}


def _number(query: Mapping[str, str], name: str = "version_id") -> int:
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


initial("satisfaction.change_item", _item)
initial("satisfaction.change_group", _group)
initial("satisfaction.change_wave", _wave)
