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


# ---- LOG-09: stocktake ---------------------------------------------------------------------------------------------

class StocktakeParams(Params):
    """On which day shops are counted, who must sign, who approves what the ledger is corrected by. Posts by code."""

    date: str = Field("12-28", pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", title=N_("Day of the count (month-day)"))
    participants: tuple[str, ...] = Field(("billing_clerk", "warehouse"), min_length=1, title=N_("Must sign"))
    adjust_needs_approval: bool = Field(True, title=N_("Differences need approval"))
    approvers: tuple[str, ...] = Field(("sales_director", "director"), min_length=1, title=N_("Approve differences"))


class CountedFacts(Facts):
    """A product of a sheet: books, count (None: not counted), whether a difference is explained, and its value in fen."""

    name: str
    book: Decimal
    counted: Decimal | None
    explained: bool
    fen: int = 0


class StocktakeFacts(Facts):
    """A sheet: its products, the posts that signed, and what posts are called."""

    place: str
    lines: tuple[CountedFacts, ...]
    signed: tuple[str, ...]
    posts: dict[str, str] = Field(default_factory=dict)


def may_submit(params: StocktakeParams, facts: StocktakeFacts) -> Verdict:
    """Counted whole, differences explained, signed by everybody whom the clause names (LOG-09)."""
    net = sum(line.fen for line in facts.lines if line.counted is not None)
    conditions = (_all_counted(facts), _explained(facts), _signed(params, facts))
    failing = next((c for c in conditions if not c.ok), None)
    says = failing.says if failing else say(N_("%(place)s: the differences together are worth %(net_fen)s yuan."), place=facts.place,
                                            net_fen=net)
    return Verdict(Outcome.REFUSE if failing else Outcome.ALLOW, says, conditions, figures={
        "net": f"{Decimal(net) / 100:.2f}", "differences": sum(1 for x in facts.lines if x.counted not in (None, x.book))})


def _all_counted(facts: StocktakeFacts) -> Condition:
    missing = [x.name for x in facts.lines if x.counted is None]
    says = (say(N_("Not counted yet: %(names)s."), names=missing[:5]) if missing else
            say(N_("%(n)s products are counted."), n=len(facts.lines)))
    return Condition(N_("Counted"), not missing, says, "LOG-09")


def _explained(facts: StocktakeFacts) -> Condition:
    bad = next((x for x in facts.lines if x.counted not in (None, x.book) and not x.explained), None)
    if bad is None or bad.counted is None:
        return Condition(N_("Reasons"), True, say(N_("Every difference has its reason.")), "LOG-09")
    says = say(N_("“%(name)s”: %(book)s in the books, %(counted)s counted, a difference of %(gap)s. Say why."), name=bad.name,
               book=bad.book,
               counted=bad.counted, gap=bad.counted - bad.book)
    return Condition(N_("Reasons"), False, says, "LOG-09")


def _signed(params: StocktakeParams, facts: StocktakeFacts) -> Condition:
    missing = [facts.posts.get(post, post) for post in params.participants if post not in facts.signed]
    says = (say(N_("The signature is missing of: %(posts)s. Sign the sheet, then submit it."), posts=missing) if missing else
            say(N_("Everybody has signed.")))
    return Condition(N_("Signatures"), not missing, says, "LOG-09")


def plain(quantity: Decimal) -> str:
    """A quantity without needless zeroes: 1500."""
    return f"{quantity.normalize():f}"
