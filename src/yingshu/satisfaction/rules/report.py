"""The analysis report: what it must contain, where it goes, when it may be filed (SAT-19, 20, 21, 28), and what must precede the end of an
incident (SAT-34)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Verdict, all_or_nothing, say

EVENTS = {"quality": N_("Serious quality problem"), "media": N_("Media report")}
SECTIONS = {"items": N_("Results by item"), "notes": N_("Notes on special statistics"), "focus": N_("Focused analysis"),
            "conclusions": N_("Conclusions and suggestions")}
TRIGGERS = {"notice": N_("Notice of a supervising authority"), "media": N_("Media report"), "complaints": N_("Customers' complaints"),
            "returns": N_("Returned goods"), "opinions": N_("Customers' opinions and suggestions")}
FORMS = {"": N_("Report in writing"), "briefing": N_("Briefing in person")}
Trigger = Literal["notice", "media", "complaints", "returns", "opinions"]


class ReportParams(Params):
    """What the report must contain (SAT-19): its sections, and what, once it happened in the period, needs an analysis of its own."""

    sections: tuple[Literal["items", "notes", "focus", "conclusions"], ...] = Field(
        ("items", "notes", "focus", "conclusions"), min_length=1, title=N_("Sections"), json_schema_extra={"words": {**SECTIONS}})
    focus_triggers: tuple[Trigger, ...] = Field(("notice", "media", "complaints", "returns", "opinions"), title=N_("Needs an analysis"),
                                               json_schema_extra={"words": {**TRIGGERS}})
    combined: bool = Field(True, title=N_("All sources are reported together"))


class ReportFacts(Facts):
    """A report as it is handed in: what happened in the period, which parts people wrote, which sources it lacks."""

    number: str
    period: str
    happened: Mapping[str, int] = {}
    written: tuple[str, ...] = ()
    missing_sources: tuple[str, ...] = ()


def complete(params: ReportParams, facts: ReportFacts) -> Verdict:
    """Refused while a part that the records make necessary is missing."""
    conditions = [_focus(facts, code) for code in params.focus_triggers if facts.happened.get(code)]
    if "conclusions" in params.sections:
        conditions += [_part(facts, "conclusions", N_("Conclusions")), _part(facts, "suggestions", N_("Suggestions for improvement"))]
    if params.combined and facts.missing_sources:
        conditions.append(Condition(N_("Sources"), True, say(
            N_("Without %(sources)s: the report says so."), sources=facts.missing_sources), "SAT-21"))
    return all_or_nothing(tuple(conditions), say(N_("%(number)s is complete."), number=facts.number))


def _focus(facts: ReportFacts, code: str) -> Condition:
    ok, label = f"focus.{code}" in facts.written, TRIGGERS[code]
    words = (N_("%(what)s: %(n)s in the period, analysed.") if ok else
             N_("%(what)s: %(n)s in the period, but the report does not analyse them. Write this part."))
    return Condition(label, ok, say(words, what=label, n=facts.happened[code]), "SAT-19")


def _part(facts: ReportFacts, code: str, label: str) -> Condition:
    ok = code in facts.written
    words = N_("%(part)s are written.") if ok else N_("%(part)s are missing. Write this part.")
    return Condition(label, ok, say(words, part=label), "SAT-19")


# ---- where it goes: SAT-20

class RoutingParams(Params):
    """Who gets the report (SAT-20): who decides on it, who decides as well when it is important, who gets a copy. Posts.

    ``form`` briefing: the report is also presented in person, and the minutes are kept (SAT-28).
    """

    to: tuple[str, ...] = Field(("management_representative",), min_length=1, title=N_("Goes to"))
    important_to: tuple[str, ...] = Field(("general_manager",), title=N_("Important ones also go to"))
    cc: tuple[str, ...] = Field(("quality",), title=N_("Copy to"))
    form: Literal["", "briefing"] = Field("", title=N_("Presented as"), json_schema_extra={"words": {**FORMS}})


class RoutingFacts(Facts):
    """A report on its way."""

    number: str
    important: bool = False


def stations(params: RoutingParams, important: bool) -> list[tuple[str, ...]]:
    """Who decides, one after the other; posts of one station stand for each other."""
    return [params.to, *([params.important_to] if important and params.important_to and params.important_to != params.to else [])]


def route(params: RoutingParams, facts: RoutingFacts) -> Verdict:
    """Where the report goes."""
    way = stations(params, facts.important)
    words = (N_("%(number)s is important: it goes to %(first)s and then to %(last)s; copy to %(cc)s.") if len(way) > 1 else
             N_("%(number)s goes to %(first)s; copy to %(cc)s."))
    says = say(words, number=facts.number, first=way[0], last=way[-1], cc=params.cc or ("--",))
    return Verdict(Outcome.ROUTE, says, (Condition(N_("Route"), True, says, "SAT-20"),), route_to=way[0][0],
                   figures={"stations": ";".join("/".join(posts) for posts in way), "cc": "/".join(params.cc)})


# ---- filing: SAT-28

class FilingParams(Params):
    """May a report be filed without having been presented (SAT-28)? With the route "briefing" never."""

    always_present: bool = Field(False, title=N_("Every report is presented"))


class FilingFacts(Facts):
    """An approved report: how it is presented, and whether the minutes of that are there."""

    number: str
    form: str = ""
    presented: bool = False


def may_file(params: FilingParams, facts: FilingFacts) -> Verdict:
    """Refused while the presentation it needs has no record."""
    needed = params.always_present or facts.form == "briefing"
    ok = facts.presented or not needed
    words = (N_("%(number)s was presented.") if facts.presented else N_("%(number)s needs no presentation.") if ok else
             N_("%(number)s has no record of its presentation. Record the briefing, then file it."))
    return all_or_nothing((Condition(N_("Briefing"), ok, say(words, number=facts.number), "SAT-28"),),
                          say(N_("%(number)s may be filed."), number=facts.number))


# ---- the end of an incident: SAT-34

class SpecialParams(Params):
    """After which incidents those concerned are asked, and within how many days (SAT-34)."""

    triggers: tuple[Literal["quality", "media"], ...] = Field(("quality", "media"), title=N_("Events followed by a survey"),
                                                           json_schema_extra={"words": {**EVENTS}})
    due_days_after_event: int = Field(30, ge=1, le=365, title=N_("Days after the event"))


class IncidentFacts(Facts):
    """An incident that is to be closed: its kind, and the answers to the special survey about it."""

    number: str
    kind: str
    surveys: int = 0
    answers: int = 0


def may_end(params: SpecialParams, facts: IncidentFacts) -> Verdict:
    """Refused while those concerned have not been asked."""
    needed = facts.kind in params.triggers
    ok = not needed or facts.answers > 0
    words = (N_("%(number)s needs no special survey.") if not needed else
             N_("The special survey about %(number)s brought %(answers)s answers.") if ok else
             N_("The special survey about %(number)s has no valid answer yet.") if facts.surveys else
             N_("Those concerned by %(number)s have not been asked: start the special survey and wait for its answers."))
    return all_or_nothing((Condition(N_("Special survey"), ok, say(words, number=facts.number, answers=facts.answers), "SAT-34"),),
                          say(N_("%(number)s may be closed."), number=facts.number), exits=("satisfaction.plan_wave",))
