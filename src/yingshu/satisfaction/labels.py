"""Names of parameters of the room's actions, and the lines below them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import explain_parameters, name_parameters

name_parameters("satisfaction", {
    "questionnaire_id": N_("questionnaire"), "version_id": N_("questionnaire"), "wave_id": N_("Survey"),
    "invitation_id": N_("Questionnaire handed out"),
    "response_id": N_("Answered questionnaire"), "response_ids": N_("Answers proved false"), "ready_made": N_("Ready-made questionnaire"),
    "audience": N_("Audience"), "product_kind": N_("Product kind"), "intro_zh": N_("Opening words"),
    "intro_en": N_("Opening words (English)"),
    "area": N_("Content area"), "weight": N_("weight"), "group": N_("Topic of the questions"), "text_en": N_("Question (English)"),
    "title_en": N_("Title (English)"), "required": N_("Required"), "role": N_("Counts as"), "options": N_("Options, or rows of a matrix"),
    "zh": N_("Chinese"), "en": N_("English words"), "low": N_("Words at the low end"), "low_en": N_("Words at the low end (English)"),
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
    "incident_id": N_("Serious event"), "item": N_("Question"), "poster": N_("Poster with one code"),
    "satisfaction.change_item.text": N_("Question"), "satisfaction.add_item.text": N_("Question"),
    "satisfaction.plan_wave.owner_id": N_("In charge"), "satisfaction.change_wave.owner_id": N_("In charge"),
    "satisfaction.plan_wave.method": N_("Carried out as"),
    "satisfaction.plan_wave.source": N_("Source of the index"), "consent": N_("Privacy notice"), "person_ids": N_("People"),
})
explain_parameters("satisfaction", {
    "satisfaction.period": "",
    "satisfaction.add_item.shown_if_values": N_("Values separated by commas; the first option of a choice is 1."),
    "satisfaction.change_item.shown_if_values": N_("Values separated by commas; the first option of a choice is 1."),
    "satisfaction.plan_wave.source": N_("Empty: formal surveys count as customer survey, visits as visits, all others not at all."),
    "satisfaction.plan_wave.incident_id": N_("For a special survey: its customers are asked."),
    "satisfaction.create_questionnaire.code": N_("Empty: a number of its own."),
    "satisfaction.use_ready_made.code": N_("Empty: a number of its own."),
    "satisfaction.add_group.code": N_("Empty: a number of its own."), "satisfaction.add_item.code": N_("Empty: a number of its own."),
    "satisfaction.record_falsification.score": N_("Only answers of the unit with this score, when they are not named one by one."),
})
