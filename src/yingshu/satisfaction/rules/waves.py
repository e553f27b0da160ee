"""When a survey may start, what it must have, when it may conclude (SAT-01, 07 to 11, 23 to 26)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Verdict, all_or_nothing, say

# ---- SAT-01, SAT-24: who does what ------------------------------------------------------------------------------------

CENTRE, AFTER_SALES = N_("Marketing centre"), N_("After-sales department")


class RolesParams(Params):
    """Units by name; those delivered are message ids. Those that are filled in appear on every survey; the marketing centre has surveys in
    hand as delivered."""

    organiser: tuple[str, ...] = Field((CENTRE,), title=N_("Organises"))
    participant: tuple[str, ...] = Field((AFTER_SALES,), title=N_("Takes part"))
    collect: tuple[str, ...] = Field((CENTRE,), title=N_("Collects"))
    analyst: str = Field(CENTRE, title=N_("Analyses"))
    report: str = Field(CENTRE, title=N_("Writes the report"))
    improve: tuple[str, ...] = Field((CENTRE, AFTER_SALES), title=N_("Improves"))
    arbitration: str = Field(N_("Quality department"), title=N_("Arbitrates"))
    manage: str = Field("", title=N_("Administers"))
    lead: str = Field("", title=N_("Leads"))
    supervise: str = Field("", title=N_("Supervises"))
    execute: str = Field("", title=N_("Carries out"))

    def shares(self) -> list[tuple[str, str]]:
        """Share (message id) and unit, of those that are filled in."""
        found = []
        for name, field in RolesParams.model_fields.items():
            value = getattr(self, name)
            units = value if isinstance(value, tuple) else (value,)
            found += [(str(field.title), unit) for unit in units if unit]
        return found


class LevelsOfWorkParams(Params):
    """Three levels of an own survey: who leads, who supervises, who carries it out."""

    lead: str = Field("", title=N_("Leads"), json_schema_extra={"of": "posts"})
    supervise: str = Field("", title=N_("Supervises"), json_schema_extra={"of": "posts"})
    execute: str = Field("", title=N_("Carries out"), json_schema_extra={"of": "posts"})


class SurveyorsParams(Params):
    """Which unit surveys which kind of product (SAT-10)."""

    mapping: dict[str, str] = Field({}, title=N_("Product kind and surveying unit"))


# ---- SAT-07: when -----------------------------------------------------------------------------------------------------

class Window(Params):
    """Months in which a formal survey may start, both included."""

    from_month: int = Field(ge=1, le=12)
    to_month: int = Field(ge=1, le=12)

    def holds(self, month: int) -> bool:
        """Is the month within? A window may run over the end of the year."""
        if self.from_month <= self.to_month:
            return self.from_month <= month <= self.to_month
        return month >= self.from_month or month <= self.to_month


Frequency = Literal["year", "half_year", "interval", "regular"]
FREQUENCIES = {"year": N_("Once a year"), "half_year": N_("Once in each half-year"), "interval": N_("At the planned interval"),
               "regular": N_("From time to time")}


class CycleParams(Params):
    """How often, and in which months. Without windows a formal survey may start in every month."""

    frequency: Frequency = Field("year", title=N_("How often"), json_schema_extra={"words": {**FREQUENCIES}})
    windows: tuple[Window, ...] = Field((), title=N_("Windows"))
    interval_days: int = Field(365, ge=30, le=1100, title=N_("Planned interval in days"))


class StartFacts(Facts):
    """The day, and whether the survey is a formal one. Visits and surveys after an incident know no windows."""

    on: date
    formal: bool


def may_start(params: CycleParams, facts: StartFacts) -> Verdict:
    """A formal survey starts within a window (SAT-07)."""
    inside = not facts.formal or not params.windows or any(w.holds(facts.on.month) for w in params.windows)
    shown = "、".join(f"{w.from_month}–{w.to_month}" for w in params.windows)
    words = (say(N_("This survey is bound to no window.")) if not facts.formal or not params.windows else
             say(N_("Started on %(day)s, within the window (months %(windows)s)."), day=facts.on.isoformat(), windows=shown) if inside else
             say(N_("A formal survey starts within its window (months %(windows)s); %(day)s lies outside. Visits may be recorded at any "
                    "time."), day=facts.on.isoformat(), windows=shown))
    return all_or_nothing((Condition(N_("Window"), inside, words, "SAT-07"),), words)


class CycleFacts(Facts):
    """The end of a month, and the formal surveys that were started in the cycle that ends then."""

    month: str
    started: int
    due: bool


def cycle_kept(params: CycleParams, facts: CycleFacts) -> Verdict:
    """A cycle that ends without a formal survey does not pass (SAT-07)."""
    ok = not facts.due or facts.started > 0
    words = (say(N_("%(n)s formal surveys were started in the cycle that ends with %(month)s."), n=facts.started, month=facts.month)
             if facts.due and ok else say(N_("No cycle of surveys ends with %(month)s."), month=facts.month) if ok else
             say(N_("No formal survey was carried out in the cycle that ends with %(month)s."), month=facts.month))
    return Verdict(Outcome.ALLOW if ok else Outcome.WARN, words, (Condition(N_("Survey carried out"), ok, words, "SAT-07"),),
                   figures={"started": facts.started})


def cycle_months(params: CycleParams, month: int) -> int:
    """How many months the cycle has that ends with this month; 0 when none ends."""
    if params.frequency == "year":
        return 12 if month == 12 else 0
    if params.frequency == "half_year":
        return 6 if month in (6, 12) else 0
    months = max(round(Decimal(params.interval_days) / 30), 1)
    return months if params.frequency == "interval" and month % min(months, 12) == 0 else 0


# ---- SAT-08 to 11: what a survey is ------------------------------------------------------------------------------------

AUDIENCES = {"direct": N_("Direct customers"), "dealer": N_("Dealers"), "end_user": N_("End users"), "potential": N_("Potential customers"),
             "visitor": N_("Showroom visitors"), "internal": N_("Internal customers")}


class PopulationParams(Params):
    """Who may be asked, and the words in a customer's file (nature) by which end users are known."""

    populations: tuple[str, ...] = Field(("direct", "dealer", "end_user", "potential"), title=N_("Who may be asked"),
                                         json_schema_extra={"words": {**AUDIENCES}})
    consumer_natures: tuple[str, ...] = Field((), title=N_("Nature of customers who are end users"))


PLAN_FIELDS = {"subjects": N_("Subjects"), "cities": N_("Cities"), "method": N_("Method"), "time": N_("Time"), "owner": N_("In charge")}


class PlanParams(Params):
    """What a plan says before it is approved."""

    fields: tuple[str, ...] = Field(("subjects", "cities", "method", "time", "owner"), title=N_("Contents of the plan"),
                                    json_schema_extra={"words": {**PLAN_FIELDS}})


class PlanFacts(Facts):
    """Which contents are missing, and whether the plan is approved."""

    missing: tuple[str, ...] = ()
    approved: bool


def plan_ready(params: PlanParams, facts: PlanFacts) -> Verdict:
    """Nothing is handed out without an approved plan (SAT-09)."""
    whole = say(N_("The plan is complete.")) if not facts.missing else say(N_("The plan does not say: %(missing)s."), missing=facts.missing)
    agreed = say(N_("The plan is approved.")) if facts.approved else say(N_("The plan of this survey is not approved. Complete it and "
                                                                            "hand it in."))
    return all_or_nothing((Condition(N_("Contents of the plan"), not facts.missing, whole, "SAT-09"),
                           Condition(N_("Approval of the plan"), facts.approved, agreed, "SAT-09")), agreed)


AREAS = {"quality": N_("Product quality"), "delivery": N_("Delivery on time"), "price": N_("Price and value"),
         "after_sales": N_("After-sales service")}
ASPECTS = {"function": N_("function"), "performance": N_("performance"), "look": N_("look")}


class ContentParams(Params):
    """The areas a questionnaire for customers covers; the aspects of product quality."""

    areas: tuple[str, ...] = Field(("quality", "delivery", "price", "after_sales"), title=N_("Content areas"),
                                   json_schema_extra={"words": {**AREAS}})
    quality_items: tuple[str, ...] = Field(tuple(ASPECTS), title=N_("Aspects of product quality"),
                                           json_schema_extra={"words": {**ASPECTS}})


class ContentFacts(Facts):
    """The areas that have a question, whether this questionnaire must cover them, how many questions there are, and the aspects of product
    quality that they speak of."""

    covered: tuple[str, ...]
    bound: bool
    items: int
    aspects: tuple[str, ...] = ()


def covers(params: ContentParams, facts: ContentFacts) -> Verdict:
    """A questionnaire without one of the areas is not published; aspects of quality that no question speaks of are told (SAT-11)."""
    missing = tuple(AREAS.get(a, a) for a in params.areas if facts.bound and a not in facts.covered)
    whole = (say(N_("Every area has a question.")) if not missing else
             say(N_("No question about: %(areas)s. Add one, and name its area."), areas=missing))
    some = say(N_("%(n)s questions."), n=facts.items) if facts.items else say(N_("There is no question yet."))
    found = all_or_nothing((Condition(N_("Questions"), facts.items > 0, some, "SAT-11"),
                            Condition(N_("Content areas"), not missing, whole, "SAT-11")), whole)
    return found if not facts.bound or found.outcome == Outcome.REFUSE else _aspects(params, facts, found)


def _aspects(params: ContentParams, facts: ContentFacts, found: Verdict) -> Verdict:
    silent = tuple(ASPECTS.get(name, name) for name in params.quality_items if name not in facts.aspects)
    says = (say(N_("No question about product quality speaks of: %(aspects)s."), aspects=silent) if silent else
            say(N_("Every aspect of product quality is asked for.")))
    conditions = (*found.conditions, Condition(N_("Aspects of product quality"), not silent, says, "SAT-11"))
    return Verdict(Outcome.WARN if silent else Outcome.ALLOW, says if silent else found.says, conditions)


class CallingParams(Params):
    """When and how often those who have not answered are reminded."""

    remind_after_days: int = Field(7, ge=1, le=90, title=N_("Remind after days"))
    most_reminders: int = Field(2, ge=0, le=10, title=N_("Reminders, at most"))


# ---- SAT-25, SAT-26 ----------------------------------------------------------------------------------------------------

class NoParams(Params):
    """Nothing to choose."""


class AgencyFacts(Facts):
    """Whether a third party carries the survey out, and what is known of it."""

    third_party: bool
    agency: str
    contract: str


def agency_known(params: NoParams, facts: AgencyFacts) -> Verdict:
    """A third party's survey names the agency and its contract (SAT-25)."""
    named = not facts.third_party or bool(facts.agency)
    bound = not facts.third_party or bool(facts.contract)
    one = (say(N_("Carried out by the company itself.")) if not facts.third_party else
           say(N_("By %(agency)s."), agency=facts.agency) if named else
           say(N_("The survey is carried out by a third party, but no agency is named. Register agency, contract and fee.")))
    two = say(N_("The contract is registered.")) if bound else say(N_("The contract with the agency is not registered."))
    return all_or_nothing((Condition(N_("Agency"), named, one, "SAT-25"), Condition(N_("Contract"), bound, two, "SAT-25")), one)


class VersionFacts(Facts):
    """Which version of which questionnaire, and whether it is approved."""

    title: str
    number: int
    approved: bool


def version_approved(params: NoParams, facts: VersionFacts) -> Verdict:
    """Only an approved questionnaire is handed out (SAT-26)."""
    words = (say(N_("“%(title)s” V%(number)s is approved."), title=facts.title, number=facts.number) if facts.approved else
             say(N_("“%(title)s” V%(number)s is not approved. Hand it in for approval first."), title=facts.title, number=facts.number))
    return all_or_nothing((Condition(N_("Approved questionnaire"), facts.approved, words, "SAT-26"),), words)
