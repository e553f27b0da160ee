"""The rules about goods on hand, as pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Say, Verdict, say

PRODUCTION = "production"


# ---- ORD-14: bill at once, or schedule production ------------------------------------------------------------------

class SmallShortage(StrEnum):
    """What happens when stock is short of an order that is not a bulk order."""

    REMIND = "remind"
    PRODUCE = "produce"


class SupplyParams(Params):
    """From how many of one product an order counts as bulk; what happens when fewer are short."""

    bulk_quantity: Decimal = Field(Decimal(1000), gt=0, le=10**9)
    small_shortage: SmallShortage = SmallShortage.REMIND


class SupplyLineFacts(Facts):
    """A product of an order: how much is ordered, how much can be promised (on hand less committed)."""

    name: str
    ordered: Decimal
    available: Decimal


class SupplyFacts(Facts):
    """The order's products."""

    lines: tuple[SupplyLineFacts, ...]


class Supply(NamedTuple):
    """What becomes of one product: outcome, words, and how much is missing."""

    outcome: Outcome
    says: Say
    gap: Decimal


_SEVERITY = (Outcome.ALLOW, Outcome.WARN, Outcome.ROUTE)


def may_bill(params: SupplyParams, facts: SupplyFacts) -> Verdict:
    """Enough for all: billed at once. A bulk order without stock: the gap goes to production. A small shortage: a reminder."""
    found = [(line, supply_line(params, line)) for line in facts.lines]
    if not found:
        return Verdict(Outcome.ALLOW, say(N_("Nothing is asked for.")))
    line, worst = max(found, key=lambda pair: (_SEVERITY.index(pair[1].outcome), pair[1].gap))
    conditions = tuple(Condition(x.name, s.outcome == Outcome.ALLOW, s.says, "ORD-14") for x, s in found)
    return Verdict(worst.outcome, worst.says, conditions, route_to=PRODUCTION if worst.outcome == Outcome.ROUTE else "",
                   figures=_figures(line, worst, [s for _, s in found]))


def supply_line(params: SupplyParams, line: SupplyLineFacts) -> Supply:
    """One product by itself (ORD-14)."""
    gap = max(line.ordered - max(line.available, Decimal(0)), Decimal(0))
    args: dict[str, Any] = {"name": line.name, "ordered": line.ordered, "available": line.available, "gap": gap}
    if not gap:
        return Supply(Outcome.ALLOW, say(N_("%(ordered)s ordered, %(available)s available: billed at once."), **args), gap)
    if line.ordered >= params.bulk_quantity or params.small_shortage == SmallShortage.PRODUCE:
        return Supply(Outcome.ROUTE, say(N_("“%(name)s”: %(ordered)s ordered, %(available)s available; the gap of %(gap)s goes to"
                                            " production."), **args), gap)
    return Supply(Outcome.WARN, say(N_("“%(name)s”: %(ordered)s ordered, %(available)s available; short of %(gap)s. Replenish before"
                                       " dispatch."), **args), gap)


def _figures(line: SupplyLineFacts, worst: Supply, found: Sequence[Supply]) -> dict[str, str]:
    total = sum((s.gap for s in found if s.outcome == Outcome.ROUTE), Decimal(0))
    return {"product": line.name, "ordered": plain(line.ordered), "available": plain(line.available), "gap": plain(worst.gap),
            "to_produce": plain(total)}


# ---- LOG-08: safety stock ------------------------------------------------------------------------------------------

class SafetyParams(Params):
    """The lower limit of products that state none."""

    safety_stock_default: Decimal = Field(Decimal(0), ge=0, le=10**9)


class SafetyFacts(Facts):
    """On hand against the product's lower limit."""

    name: str
    on_hand: Decimal
    safety: Decimal


def is_safe(params: SafetyParams, facts: SafetyFacts) -> Verdict:
    """Below the lower limit is a warning with what is missing (LOG-08)."""
    short = max(facts.safety - facts.on_hand, Decimal(0))
    figures = {"on_hand": plain(facts.on_hand), "safety": plain(facts.safety), "short": plain(short)}
    if not short:
        return Verdict(Outcome.ALLOW, say(N_("%(on_hand)s on hand, the lower limit is %(safety)s."), on_hand=facts.on_hand,
                                          safety=facts.safety), figures=figures)
    return Verdict(Outcome.WARN, say(N_("“%(name)s”: %(on_hand)s on hand, the lower limit is %(safety)s; short of %(short)s. Replenish or"
                                        " produce."), name=facts.name, on_hand=facts.on_hand, safety=facts.safety, short=short),
                   figures=figures)


def plain(quantity: Decimal) -> str:
    """A quantity without needless zeroes: 1500."""
    return f"{quantity.normalize():f}"
