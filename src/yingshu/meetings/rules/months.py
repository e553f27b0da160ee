"""What a month must have brought: a coordination meeting, and what it says about collection (MTG-03, REC-07)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Verdict, say


class CollectionParams(Params):
    """What a month must have (MTG-03, REC-07)."""

    coordination_monthly: bool = Field(True, title=N_("A coordination meeting every month"))
    monthly_mandatory: bool = Field(True, title=N_("Collection is discussed at a coordination meeting every month"))
    weekly: bool = Field(True, title=N_("Every weekly meeting sums up collection"))


class CollectionFacts(Facts):
    """Closed meetings of a month, and how many of them wrote something about collection."""

    month: str
    coordination: int
    coordination_collection: int
    weekly: int
    weekly_collection: int


def collection_discussed(params: CollectionParams, facts: CollectionFacts) -> Verdict:
    """The month passes when all that the parameters ask for was done; else it is marked, nothing is stopped."""
    conditions = tuple(c for wanted, c in (
        (params.coordination_monthly, _held(facts)), (params.monthly_mandatory, _discussed(facts)), (params.weekly, _weekly(facts)))
        if wanted)
    failing = next((c for c in conditions if not c.ok), None)
    says = failing.says if failing else say(N_("%(month)s: collection was discussed and summed up."), month=facts.month)
    return Verdict(Outcome.WARN if failing else Outcome.ALLOW, says, conditions, figures={
        "coordination": facts.coordination, "collection": facts.coordination_collection, "weekly": facts.weekly})


def _held(facts: CollectionFacts) -> Condition:
    ok = facts.coordination > 0
    words = (N_("%(n)s coordination meetings were held and closed in %(month)s.") if ok else
             N_("No coordination meeting was held in %(month)s."))
    return Condition(N_("Coordination meeting"), ok, say(words, n=facts.coordination, month=facts.month), "MTG-03")


def _discussed(facts: CollectionFacts) -> Condition:
    ok = facts.coordination_collection > 0
    words = (N_("%(n)s of them discussed collection.") if ok else
             N_("No coordination meeting of %(month)s discussed collection. Hold one and sum it up."))
    return Condition(N_("Collection discussed"), ok, say(words, n=facts.coordination_collection, month=facts.month), "REC-07")


def _weekly(facts: CollectionFacts) -> Condition:
    ok = facts.weekly == facts.weekly_collection
    return Condition(N_("Collection in weekly meetings"), ok, say(
        N_("%(done)s of %(n)s weekly meetings of %(month)s summed up collection."), done=facts.weekly_collection, n=facts.weekly,
        month=facts.month), "REC-07")
