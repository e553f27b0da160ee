"""The rulebook's own rules, as pure functions."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Params, Verdict, all_or_nothing, say


class TwoPersonsParams(Params):
    """There is nothing to choose: no company is small enough to let one person change its rules alone."""


class TwoPersonsFacts(Facts):
    """Who prepared a change, who is to put it in force."""

    number: str
    prepared_by: str
    released_by: str
    same_person: bool


def two_persons(params: TwoPersonsParams, facts: TwoPersonsFacts) -> Verdict:
    """What one person prepared another puts in force (ORG-31)."""
    says = (say(N_("Prepared by %(one)s, released by %(other)s."), one=facts.prepared_by, other=facts.released_by)
            if not facts.same_person else
            say(N_("%(number)s was prepared by %(one)s, who may not release it as well. Ask somebody else who has the right."),
                number=facts.number, one=facts.prepared_by))
    return all_or_nothing((Condition(N_("Two persons"), not facts.same_person, says, "ORG-31"),), says)


class PublicationParams(Params):
    """``effective_rule``: the day is given with the publication, or it is the day of approval."""

    effective_rule: Literal["day_given", "day_of_approval"] = Field("day_given", title=N_("The version holds from"))


class PublicationFacts(Facts):
    """A version as it stands, the day it shall hold from, and the first day of the version in force."""

    number: str
    approved_by: str = ""
    missing: tuple[str, ...] = ()
    first_day: date
    former: str = ""
    former_from: date | None = None


def publication(params: PublicationParams, facts: PublicationFacts) -> Verdict:
    """Published is what the leaders approved, and it begins after the version that it ends."""
    approved = bool(facts.approved_by) and not facts.missing
    later = facts.former_from is None or facts.first_day > facts.former_from
    signed = (say(N_("Approved by %(who)s."), who=facts.approved_by) if approved else
              say(N_("%(number)s is not approved yet; missing: %(who)s."), number=facts.number, who=list(facts.missing)) if facts.missing
              else
              say(N_("%(number)s was not approved by the leaders in charge. Submit it to them first."), number=facts.number))
    begins = (say(N_("Holds from %(day)s."), day=facts.first_day.isoformat()) if later else
              say(N_("%(former)s holds since %(since)s; the new version must begin later than that."), former=facts.former,
                  since=str(facts.former_from)))
    return all_or_nothing((Condition(N_("Approved by the leaders"), approved, signed, "ORG-31"),
                           Condition(N_("Begins after the former version"), later, begins, "ORG-31")),
                          say(N_("%(number)s holds from %(day)s."), number=facts.number, day=facts.first_day.isoformat()),
                          exits=("rulebook.submit_version",) if not approved else ())


class ReadingParams(Params):
    """How many days people have to read a new version."""

    acknowledge_within_days: int = Field(7, ge=1, le=90, title=N_("Days to confirm reading"))


class SwitchParams(Params):
    """What the law may forbid: off until the company has checked it."""

    fines: bool = Field(False, title=N_("Fines"))
    wages: bool = Field(False, title=N_("Deductions from wages"))
    hours: bool = Field(False, title=N_("Hours of work"))
