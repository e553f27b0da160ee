"""Penalties after a verified complaint (SVC-09, SVC-10). Fines only where the master switch is on."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Params, Sum, Verdict, all_or_nothing, say

MEASURES = {"criticism": N_("Public criticism"), "fine": N_("Fine of money"), "dismissal": N_("Dismissal")}


class FineParams(Params):
    """Lower and upper bound of one fine, in yuan, and which measures there are."""

    fine_min_yuan: int = Field(20, ge=0, le=10_000, title=N_("Least fine (yuan)"))
    fine_max_yuan: int = Field(100, ge=0, le=10_000, title=N_("Highest fine (yuan)"))
    measures: tuple[Literal["criticism", "fine", "dismissal"], ...] = Field(
        ("criticism", "fine", "dismissal"), title=N_("Measures"), json_schema_extra={"words": {**MEASURES}})


class FineFacts(Facts):
    """The fine, whether the complaint was verified, whether fines are switched on at all; the measures that are taken."""

    fine_fen: int
    verified: bool
    switched_on: bool
    measures: tuple[str, ...] = ()


def may_fine(params: FineParams, facts: FineFacts) -> Verdict:
    """Only after a verified complaint, within the bounds, and only where fines are switched on (SVC-09)."""
    low, high = params.fine_min_yuan * 100, params.fine_max_yuan * 100
    within = facts.fine_fen == 0 or low <= facts.fine_fen <= high
    on = facts.fine_fen == 0 or facts.switched_on
    known = set(facts.measures) <= set(params.measures)
    return all_or_nothing((
        Condition(N_("Measures"), known, say(N_("The rulebook knows these measures.")) if known else
                  say(N_("The rulebook knows: %(measures)s."), measures=tuple(MEASURES[m] for m in params.measures)), "SVC-09"),
        Condition(N_("Verified"), facts.verified, say(N_("The complaint was verified.")) if facts.verified else
                  say(N_("The complaint has not been verified, so nobody may be penalised for it.")), "SVC-09"),
        Condition(N_("Amount"), within, say(N_("Within the bounds.")) if within else
                  say(N_("A fine of %(fine_fen)s yuan is outside %(low_fen)s to %(high_fen)s yuan each time."), fine_fen=facts.fine_fen,
                      low_fen=low, high_fen=high), "SVC-09"),
        Condition(N_("Master switch"), on, say(N_("Fines are allowed here.")) if on else
                  say(N_("Fines are switched off in this company. Criticise without a fine, or have the switch turned on.")), "SVC-09")),
        say(N_("The penalty may be recorded.")), sums=(Sum(N_("Fine (each time)"), facts.fine_fen, result=True),))


class PointsParams(Params):
    """How many appraisal points the scheme takes off."""

    appraisal_points: int = Field(5, ge=0, le=100, title=N_("Appraisal points taken off"))


class PointsFacts(Facts):
    """Whether the complaint was verified, and whether deductions are switched on at all."""

    verified: bool
    switched_on: bool


def points_off(params: PointsParams, facts: PointsFacts) -> Verdict:
    """Responsibility for quality takes the points of the scheme off the month's appraisal once the complaint is verified; where the
    master switch is off, only the criticism is left (SVC-10)."""
    points = params.appraisal_points if facts.switched_on else 0
    verified = say(N_("The complaint was verified.")) if facts.verified else say(
        N_("The complaint has not been verified, so nobody may be penalised for it."))
    taken = say(N_("%(points)s points are taken off the appraisal of this month."), points=points) if facts.switched_on else say(
        N_("Deductions are switched off in this company: criticism only."))
    return replace(all_or_nothing((Condition(N_("Verified"), facts.verified, verified, "SVC-10"),
                                   Condition(N_("Points off"), True, taken, "SVC-10")), taken), figures={"points": points})
