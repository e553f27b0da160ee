"""Signs of falsified answers, and what follows when they are proved (SAT-29). A sign is a reason to look, never a judgement."""

from __future__ import annotations

from datetime import time
from typing import Literal

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Params, Verdict, all_or_nothing, say

FAST, STRAIGHT, HOURS, STAFF, DEVICE, ADDRESS, WORDS = "fast", "straight", "hours", "staff", "device", "address", "words"
SIGNS = {FAST: N_("Answered too fast"), STRAIGHT: N_("One level throughout"), HOURS: N_("Out of hours"),
         STAFF: N_("From the staff's network"), DEVICE: N_("Many from one device"),
         ADDRESS: N_("Many from one address"), WORDS: N_("Identical words")}
Measure = Literal["fine", "demotion", "dismissal"]
MEASURES = {"fine": N_("Fine"), "demotion": N_("Demotion"), "dismissal": N_("Dismissal")}


class SignParams(Params):
    """From when on something is a sign."""

    seconds_per_item: int = Field(2, ge=0, le=60, title=N_("Seconds per question, at least"))
    opens: str = Field("06:00", pattern=r"^\d\d:\d\d$", title=N_("Answers are usual from"))
    closes: str = Field("23:00", pattern=r"^\d\d:\d\d$", title=N_("Answers are usual until"))
    same_device: int = Field(3, ge=2, le=1000, title=N_("Answers from one device"))
    same_address: int = Field(5, ge=2, le=1000, title=N_("Answers from one address"))
    same_words: int = Field(3, ge=2, le=1000, title=N_("Identical texts"))
    staff_networks: tuple[str, ...] = Field((), title=N_("Networks of the staff"))


def own_signs(params: SignParams, *, seconds: int, items: int, straight: bool, at: time, staff_network: bool, entered: bool) -> list[str]:
    """Signs that one response shows by itself. What staff entered from paper or phone took another time, from another place."""
    found = [STRAIGHT] if straight else []
    if not entered and seconds < params.seconds_per_item * items:
        found.append(FAST)
    if not entered and not time.fromisoformat(params.opens) <= at < time.fromisoformat(params.closes):
        found.append(HOURS)
    return [*found, STAFF] if staff_network and not entered else found


class FalsificationParams(Params):
    """What may be imposed on whoever is responsible."""

    measures: tuple[Measure, ...] = Field(("fine", "demotion", "dismissal"), title=N_("Measures"),
                                          json_schema_extra={"words": {**MEASURES}})


class FalsificationFacts(Facts):
    """A proved case: how many answers, who is responsible, which measure, and whether fines are switched on."""

    answers: int
    responsible: str
    measure: str
    proof: bool
    fines_on: bool


def may_impose(params: FalsificationParams, facts: FalsificationFacts) -> Verdict:
    """A measure of the rulebook, with proof, against a person; a fine only where fines are switched on (SAT-29)."""
    chosen = not facts.measure or facts.measure in params.measures
    fine = facts.measure != "fine" or facts.fines_on
    names = tuple(MEASURES[m] for m in params.measures)
    conditions = (
        Condition(N_("Answers concerned"), facts.answers > 0, say(N_("%(n)s answers are concerned."), n=facts.answers) if facts.answers else
                  say(N_("Choose the answers that are proved false.")), "SAT-29"),
        Condition(N_("Proof"), facts.proof, say(N_("The proof is written down.")) if facts.proof else
                  say(N_("Write down what proves the falsification.")), "SAT-29"),
        Condition(N_("Measure"), chosen, say(N_("The rulebook knows this measure.")) if chosen else
                  say(N_("The rulebook knows: %(measures)s."), measures=names), "SAT-29"),
        Condition(N_("Master switch"), fine, say(N_("No master switch stands against it.")) if fine else
                  say(N_("Fines are switched off in this company. Choose another measure, or have the master switch turned on.")),
                  "SAT-29"))
    return all_or_nothing(conditions, say(N_("%(n)s answers are voided; %(name)s is held responsible."), n=facts.answers,
                                          name=facts.responsible or "--"))
