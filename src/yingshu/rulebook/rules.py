"""The rulebook's own rules, as pure functions."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

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
