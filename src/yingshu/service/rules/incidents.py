"""Serious quality and media events (SVC-24); knowledge that may be public (SVC-21)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Params, Verdict, all_or_nothing, say

KINDS = {"quality": N_("Serious quality problem"), "media": N_("Complaint in the media"), "special": N_("Special circumstances")}


class IncidentParams(Params):
    """Which events count, how soon they are told, to whom, and who investigates; posts by code or name."""

    trigger: tuple[str, ...] = Field(("quality", "media", "special"), min_length=1, title=N_("Kinds of events"),
                                     json_schema_extra={"words": {**KINDS}})
    report_within_hours: int = Field(24, ge=1, le=1000, title=N_("Reported within (hours)"))
    tell: tuple[str, ...] = Field(("general_manager", "vice_president", "director"), min_length=1, title=N_("Told at once"))
    investigator: tuple[str, ...] = Field(("quality",), min_length=1, title=N_("Investigated by"))


class IncidentFacts(Facts):
    """The step, and what lies before it."""

    step: str
    reviewed: bool
    verified: bool


def may_go_on(params: IncidentParams, facts: IncidentFacts) -> Verdict:
    """No measures without a review; no closing without their verification (SVC-24)."""
    conditions = [Condition(N_("Review of the event"), facts.reviewed, say(N_("The event was reviewed.")) if facts.reviewed else
                            say(N_("The event has not been reviewed. Hold the review before measures are ordered.")), "SVC-24")]
    if facts.step == "close":
        conditions.append(Condition(N_("Verification"), facts.verified, say(N_("The measures were verified.")) if facts.verified else
                                    say(N_("It has not been verified that the measures work.")), "SVC-24"))
    return all_or_nothing(tuple(conditions), say(N_("The next step may be taken.")))


class KnowledgeParams(Params):
    """Whether an entry needs a review before it becomes public."""

    review_needed: bool = Field(True, title=N_("Reviewed before it is public"))


class KnowledgeFacts(Facts):
    """Was it reviewed?"""

    reviewed: bool


def may_show(params: KnowledgeParams, facts: KnowledgeFacts) -> Verdict:
    """Only reviewed entries are shown to everybody (SVC-21)."""
    ok = facts.reviewed or not params.review_needed
    return all_or_nothing((Condition(N_("Review"), ok, say(N_("Reviewed.")) if ok else
                                     say(N_("This entry was not reviewed. Let somebody review it before it becomes public.")), "SVC-21"),),
                          say(N_("It may be shown to everybody.")))
