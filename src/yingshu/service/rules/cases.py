"""Intake with its limits, and what a case needs before it may close (SVC-01 to SVC-08, SVC-12, SVC-23)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Say, Verdict, all_or_nothing, say

SPAN = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"
GOODS = {"ticket": N_("receipt or slip"), "name": N_("name of the goods"), "spec": N_("specification"), "quantity": N_("quantity"),
         "grade": N_("grade"), "colour": N_("colour number"), "bought_on": N_("bought on")}
QUALITY, SERVICE = "quality", "service"
SEVERITIES = {"light": N_("Light"), "middle": N_("Middle"), "serious": N_("Serious")}
SPANS = {"month": N_("Month"), "quarter": N_("Quarter")}


def _met(name: str, ok: bool, yes: Say, no: Say, clause: str) -> Condition:
    return Condition(name, ok, yes if ok else no, clause)


# ---- SVC-01, SVC-02: limits --------------------------------------------------------------------------------------------

class IntakeParams(Params):
    """Limits of acceptance, first reply and solution. Acceptance counts office hours, replies count the hours of working days, the solution
    counts days."""

    accept_within_hours: int = Field(2, ge=1, le=100, title=N_("Accepted within (office hours)"))
    first_reply_hours: int = Field(24, ge=1, le=1000, title=N_("First reply within (hours of working days)"))
    reply_within_hours: int = Field(24, ge=1, le=1000, title=N_("Inquiry answered within (hours of working days)"))
    resolve_days: int = Field(7, ge=1, le=365, title=N_("Solved within (days)"))
    escalate_to: tuple[str, ...] = Field(("director",), min_length=1, title=N_("Told when a limit has passed"))
    office_hours: tuple[str, ...] = Field(("08:30-12:00", "13:30-18:00"), min_length=1, title=N_("Office hours"))
    ask_again_after_days: int = Field(14, ge=1, le=365, title=N_("Days to wait for a customer"))


# ---- SVC-03, 05, 06, 07, 08: closing -----------------------------------------------------------------------------------

class HandlingParams(Params):
    """Who handles complaints and who coordinates; posts by code or name."""

    handler: tuple[str, ...] = Field(("service_manager", "assistant"), min_length=1, title=N_("Handles complaints"))
    coordinator: tuple[str, ...] = Field(("director",), title=N_("Coordinates"))


class HandlingFacts(Facts):
    """Did the customer agree to the solution? Is a repeated cause followed by an improvement? Is it said what the complaint is about?"""

    number: str
    agreed: bool
    repeated: bool = False
    improved: bool = False
    classified: bool = True


def may_close(params: HandlingParams, facts: HandlingFacts) -> Verdict:
    """A complaint has a class, because that says which rules hold for it, and closes when the customer accepts the solution (SVC-03); a
    repeated one needs an improvement (SVC-12)."""
    conditions = [_met(N_("Class"), facts.classified, say(N_("The complaint is classified.")),
                       say(N_("%(number)s: it is not said yet what the complaint is about. Classify it first."), number=facts.number),
                       "SVC-03"),
                  _met(N_("Customer's agreement"), facts.agreed, say(N_("The customer has accepted the solution.")),
                       say(N_("%(number)s: the customer has not accepted a solution yet. Propose one and note the answer."),
                           number=facts.number), "SVC-03")]
    if facts.repeated:
        conditions.append(_met(N_("Improvement"), facts.improved, say(N_("An improvement is under way.")),
                               say(N_("The same cause came up repeatedly this month. Plan an improvement first.")), "SVC-12"))
    return all_or_nothing(tuple(conditions), say(N_("The complaint may be closed.")), 
                          exits=("service.classify", "service.propose", "service.agree"))


class QualityParams(Params):
    """The data and the persons that a quality complaint needs; posts by code or name."""

    fields: tuple[str, ...] = Field(tuple(GOODS), title=N_("Data of the goods"), json_schema_extra={"words": {**GOODS}})
    handlers: tuple[str, ...] = Field(("vice_president", "sales_director", "director"), min_length=1, title=N_("Handle it in person"))
    departments: tuple[str, ...] = Field(("workshop",), title=N_("Departments told at once"))


class QualityFacts(Facts):
    """What is missing; who handles it, whether that person holds such a post; what the posts are called."""

    missing: tuple[str, ...] = ()
    handler: str = ""
    leads: bool = False
    posts: tuple[str, ...] = ()


def may_take_in(params: QualityParams, facts: QualityFacts) -> Verdict:
    """All data of the goods, and a leader who handles it in person (SVC-04)."""
    fields = [name for name in params.fields if name in GOODS]
    conditions = [_met(GOODS[name], name not in facts.missing, say(N_("Filled in.")),
                       say(N_("“%(field)s” is missing. A quality complaint needs all its data."), field=GOODS[name]), "SVC-04")
                  for name in fields]
    conditions.append(_met(N_("Handled in person"), facts.leads, say(N_("%(name)s handles it in person."), name=facts.handler),
                           say(N_("A quality complaint is handled in person by %(posts)s; %(name)s is none of them."),
                               posts=list(facts.posts or params.handlers), name=facts.handler or "--"), "SVC-04"))
    return all_or_nothing(tuple(conditions), say(N_("The quality complaint is complete.")))


class FollowUpParams(Params):
    """When the customer is asked once more after the conclusion."""

    follow_up_after_days: int = Field(15, ge=0, le=365, title=N_("Followed up after (days)"))


class FollowUpFacts(Facts):
    """Step and what was done: grounds verified, concluded, followed up."""

    filing: bool
    verified: bool
    concluded: bool
    followed: bool


def may_conclude(params: FollowUpParams, facts: FollowUpFacts) -> Verdict:
    """Closed with verified grounds and a conclusion; filed after the follow-up (SVC-05)."""
    conditions = [
        _met(N_("Grounds"), facts.verified, say(N_("The grounds were verified.")),
             say(N_("It was not verified yet whether the complaint is justified.")), "SVC-05"),
        _met(N_("Conclusion"), facts.concluded, say(N_("There is a conclusion.")), say(N_("There is no conclusion yet.")), "SVC-05")]
    if facts.filing:
        conditions.append(_met(N_("Follow-up"), facts.followed, say(N_("The customer was asked once more.")),
                               say(N_("The customer was not asked once more after the conclusion. Follow up before filing.")), "SVC-05"))
    return all_or_nothing(tuple(conditions), say(N_("Verified, concluded and followed up as far as needed.")), exits=("service.follow_up",))


class ReportingParams(Params):
    """From which severity the office is told, and who that is."""

    office_report_severity: tuple[str, ...] = Field(("middle", "serious"), title=N_("Reported to the office from severity"),
                                                    json_schema_extra={"words": {**SEVERITIES}})
    leaders: tuple[str, ...] = Field(("vice_president", "sales_director", "director"), min_length=1, title=N_("Told of each one"))
    office: tuple[str, ...] = Field(("general_manager",), min_length=1, title=N_("Company office"))


class ReportingFacts(Facts):
    """Severity, whether the office got it with a proposal, whether the customer was told."""

    severity: str
    reported: bool
    told: bool


def may_close_service(params: ReportingParams, facts: ReportingFacts) -> Verdict:
    """The office knows of the severe ones, the customer knows the outcome (SVC-06)."""
    needed = facts.severity in params.office_report_severity
    return all_or_nothing((
        _met(N_("Office"), facts.reported or not needed, say(N_("Reported as far as needed.")),
             say(N_("The office has not been told with a proposal.")), "SVC-06"),
        _met(N_("Customer told"), facts.told, say(N_("The customer was told the outcome.")),
             say(N_("It is not noted that the customer was told the outcome. Tell the customer and note it.")), "SVC-06")),
        say(N_("Reported and told.")), exits=("service.tell_customer",))


class FormParams(Params):
    """Where original and copy of the form are kept; who may fill it in; which departments say something."""

    original_holder: str = Field(N_("Sales department"), title=N_("Original kept by"))
    copy_holder: str = Field(N_("Company office"), title=N_("Copy kept by"))
    departments: tuple[str, ...] = Field(("workshop",), title=N_("Departments that give an opinion"))


class FormFacts(Facts):
    """Whether the form was filled in, and which departments have not said anything."""

    filled: bool
    silent: tuple[str, ...] = ()


def form_complete(clause: str, missing: Say) -> Callable[[FormParams, FormFacts], Verdict]:
    """The rule of a form: filled in by the manager, with the opinion of every department asked (SVC-07, SVC-08)."""
    def rule(params: FormParams, facts: FormFacts) -> Verdict:
        opinions = [Condition(department, False, say(N_("%(department)s has not given its opinion on the form."), department=department),
                              clause) for department in facts.silent]
        filled = _met(N_("Form"), facts.filled, say(N_("The form is filled in.")), missing, clause)
        return all_or_nothing((filled, *opinions), say(N_("The form is complete.")),
                              exits=("service.give_opinion",) if facts.filled else ("service.fill_form",))
    return rule


quality_form_complete = form_complete("SVC-07", say(N_("The quality complaint form has not been filled in.")))
service_form_complete = form_complete("SVC-08", say(N_("The service complaint form has not been filled in.")))


# ---- SVC-12, SVC-23 ----------------------------------------------------------------------------------------------------

class RepeatParams(Params):
    """How often a cause may come up in a month."""

    frequency: Literal["month", "quarter"] = Field("month", title=N_("Analysed every"), json_schema_extra={"words": {**SPANS}})
    repeat_threshold: int = Field(3, ge=2, le=100, title=N_("Times that make a cause repeated"))


class RepeatFacts(Facts):
    """How often the cause came up in the month, this case included."""

    cause: str
    times: int


def is_repeated(params: RepeatParams, facts: RepeatFacts) -> Verdict:
    """The third complaint of one cause in a month is a repeated one, and an improvement is wanted (SVC-12)."""
    ok = facts.times < params.repeat_threshold
    words = (N_("“%(cause)s” came up %(times)s times this month; from %(limit)s times on it is a repeated complaint.")
             if params.frequency == "month" else
             N_("“%(cause)s” came up %(times)s times this quarter; from %(limit)s times on it is a repeated complaint."))
    says = say(words, cause=facts.cause, times=facts.times, limit=params.repeat_threshold)
    return Verdict(Outcome.ALLOW if ok else Outcome.WARN, says, (Condition(N_("Repetition"), ok, says, "SVC-12"),))


class SuggestionParams(Params):
    """Who answers suggestions, and by when."""

    reply_days: int = Field(7, ge=1, le=365, title=N_("Suggestion answered within (days)"))
    manager: tuple[str, ...] = Field(("director",), min_length=1, title=N_("Suggestions go to"))


class SuggestionFacts(Facts):
    """Whether it is noted if the suggestion was adopted."""

    decided: bool


def may_close_suggestion(params: SuggestionParams, facts: SuggestionFacts) -> Verdict:
    """A suggestion closes with the word adopted or not (SVC-23)."""
    return all_or_nothing((_met(N_("Outcome"), facts.decided, say(N_("It is noted whether it was adopted.")),
                                say(N_("Note first whether the suggestion is adopted.")), "SVC-23"),),
                          say(N_("The suggestion may be closed.")), exits=("service.decide_suggestion",))
