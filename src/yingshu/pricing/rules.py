"""The rules about prices, as pure functions. Prices are yuan per unit incl. tax, after every discount of line and header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from django.utils.translation import gettext_noop as N_
from pydantic import Field, model_validator

from yingshu.kernel import money
from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Say, Sum, Verdict, say

LEVELS = (N_("staff"), N_("centre"), N_("director"), N_("general_manager"))
TOP = LEVELS[-1]
LEVEL_CHOICES = tuple((level, level) for level in LEVELS)  # as facts that conditions of a flow are chosen from
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=6)]
_SEVERITY = (Outcome.ALLOW, Outcome.WARN, Outcome.ROUTE, Outcome.REFUSE)


class Approver(StrEnum):
    """Who grants a special price while the matrix of four levels is off (the variants of PRC-08)."""

    MANAGER = N_("manager")
    HEAD = N_("head")
    BY_LEVEL = "by_level"


class PriceParams(Params):
    """How far a price may deviate from the list, and who decides beyond that.

    ``matrix_enabled``: four-level authority (PRC-06); a discount beyond the clerk's own level goes up instead of being refused.
    ``authority_max_discount``: level → largest share off the list price; ``inclusive``: the limit itself still belongs to the level.
    ``tolerance``: yuan per unit by which a price may differ from the list and still count as the list price (PRC-07).
    ``approver``: who grants special prices while the matrix is off; ``valid_days``: how long a permit holds (PRC-08).
    ``require_basis``: a special price counts only with its basis recorded (PRC-12).
    """

    matrix_enabled: bool = False
    authority_max_discount: dict[str, Share] = Field(default_factory=lambda: dict(
        zip(LEVELS, (Decimal("0.03"), Decimal("0.08"), Decimal("0.15"), Decimal(1)), strict=True)))
    inclusive: bool = True
    tolerance: Decimal = Field(Decimal(0), ge=0, le=1, decimal_places=6)
    approver: Approver = Approver.MANAGER
    valid_days: int = Field(30, ge=1, le=366)
    require_basis: bool = Field(False, title=N_("Basis of the price required"))

    @model_validator(mode="after")
    def _ascending(self) -> PriceParams:
        limits = [self.authority_max_discount.get(level) for level in LEVELS]
        if set(self.authority_max_discount) != set(LEVELS) or limits != sorted(limits, key=lambda x: x or Decimal(0)):
            raise ValueError(N_("Give every level a limit, none lower than that of the level below it."))
        return self


class PermitFacts(Facts):
    """A granted special price for this customer and product: price, the quantity it was granted for, until when it holds."""

    number: str
    price: Decimal
    quantity: Decimal | None = None
    valid_until: date | None = None
    expired: bool = False
    after_order: bool = False
    id: int = 0
    used_by: str = ""
    basis: bool = True


class PriceLineFacts(Facts):
    """A line: what the list says, what is asked, and the permit it may rely on."""

    position: int
    name: str
    quantity: Decimal
    list_price: Decimal | None
    effective_price: Decimal
    floor: Decimal | None = None
    permit: PermitFacts | None = None


class PriceFacts(Facts):
    """Whose authority counts (a level, or empty for none), and the lines."""

    level: str = ""
    lines: tuple[PriceLineFacts, ...]


class Judged(NamedTuple):
    """What becomes of one line: the outcome, the words, the clause, and the level it goes to."""

    line: PriceLineFacts
    outcome: Outcome
    says: Say
    clause: str
    level: str = ""


# ---- authority ------------------------------------------------------------------------------------------------------

def rank(level: str) -> int:
    """Height of a level; the manager who grants special prices stands with the marketing centre; −1 without authority."""
    if level in LEVELS:
        return LEVELS.index(level)
    return LEVELS.index("centre") if level in (Approver.MANAGER, Approver.HEAD) else -1


def highest(levels: Sequence[str]) -> str:
    """The highest of some levels; empty when there is none."""
    return max((x for x in levels if rank(x) >= 0), key=rank, default="")


def discount_of(list_price: Decimal, price: Decimal) -> Decimal:
    """Share off the list price, six places; negative for an increase. A list price of zero has no discount."""
    return money.round_half_up((list_price - price) / list_price, 6) if list_price else Decimal(0)


def needed_level(params: PriceParams, list_price: Decimal, price: Decimal) -> str:
    """The lowest level that may grant this price; empty when it is beyond every level (PRC-06)."""
    return next((level for level in LEVELS if _within(params, level, list_price, price)), "")


def _within(params: PriceParams, level: str, list_price: Decimal, price: Decimal) -> bool:
    """Compares the prices themselves, so that rounding a percentage never decides."""
    lowest = list_price * (1 - params.authority_max_discount[level])
    return price >= lowest if params.inclusive else price > lowest


def granting_level(params: PriceParams, list_price: Decimal, price: Decimal, floor: Decimal | None) -> str:
    """Who must grant a special price (PRC-08): below the lowest price the top level; by level under the matrix; else the approver."""
    if floor is not None and price < floor:
        return TOP
    if params.matrix_enabled or params.approver == Approver.BY_LEVEL:
        return (needed_level(params, list_price, price) or TOP) if price <= list_price else TOP
    return params.approver.value


# ---- PRC-05, 06, 07, 08, ORD-09: the price of an order ------------------------------------------------------------------

def may_price(params: PriceParams, facts: PriceFacts) -> Verdict:
    """List price, or within the clerk's authority, or by a permit that fits: allowed; beyond authority: up; else refused."""
    judged = [judge_line(params, facts.level, line) for line in facts.lines]
    if not judged:
        return Verdict(Outcome.ALLOW, say(N_("All prices are those of the list in force.")))
    worst = max(judged, key=lambda j: (_SEVERITY.index(j.outcome), rank(j.level), j.clause != "PRC-05"))
    if worst.outcome == Outcome.ALLOW:
        return Verdict(Outcome.ALLOW, _allowed(worst), _conditions(judged), _sums(facts.lines), figures=_figures(params, facts, worst),
                       by_permit=next((j.line.permit.number for j in judged if j.clause == "PRC-08" and j.line.permit), ""))
    return Verdict(worst.outcome, worst.says, _conditions(judged), _sums(facts.lines), worst.level,
                   () if worst.level else ("pricing.ask_special_price",), _figures(params, facts, worst))


def judge_line(params: PriceParams, level: str, line: PriceLineFacts) -> Judged:
    """One line by itself."""
    if line.list_price is None:
        return Judged(line, Outcome.REFUSE, say(N_("“%(name)s” has no price in the list in force. Add it to a price list first."),
                                                name=line.name), "PRC-05")
    if abs(line.effective_price - line.list_price) <= params.tolerance and not _below_floor(line):
        return Judged(line, Outcome.ALLOW, say(N_("List price %(list)s."), list=line.list_price), "PRC-05")
    problem = _permit_problem(params, line) if line.permit and _meant(line, line.permit, line.list_price) else None
    if line.permit and _meant(line, line.permit, line.list_price) and problem is None:
        return Judged(line, Outcome.ALLOW, say(N_("By special price %(number)s: %(price)s instead of %(list)s."), **_args(line),
                                               number=line.permit.number), "PRC-08")
    if line.effective_price > line.list_price:
        return problem or _refused_increase(line, line.list_price)
    return _judge_cut(params, level, line, line.list_price, problem)


def _judge_cut(params: PriceParams, level: str, line: PriceLineFacts, list_price: Decimal, problem: Judged | None) -> Judged:
    needed = needed_level(params, list_price, line.effective_price) if params.matrix_enabled else ""
    if _below_floor(line):
        return problem or Judged(line, Outcome.REFUSE, say(N_(
            "“%(name)s”: %(price)s is below the lowest price %(floor)s (list price %(list)s). Ask for a special price beforehand."),
            **_args(line), floor=line.floor), "PRC-07")
    if needed and rank(level) >= rank(needed):
        return Judged(line, Outcome.ALLOW, say(N_("%(percent)s off %(list)s lies within the limit of %(level)s (%(limit)s)."),
                                               **_args(line), **_limit(params, level)), "PRC-06")
    if problem:
        return problem
    if needed:
        return Judged(line, Outcome.ROUTE, say(N_(
            "“%(name)s”: %(percent)s off %(list)s (%(price)s, %(difference_fen)s yuan in all) is beyond your limit; it goes to %(level)s,"
            " who may grant %(limit)s."), **_args(line), **_limit(params, needed)), "PRC-06", needed)
    return Judged(line, Outcome.REFUSE, say(N_(
        "“%(name)s”: %(price)s is %(percent)s below the list price %(list)s (%(difference_fen)s yuan in all) and no special price was"
        " granted. Take the list price, or ask for a special price beforehand."), **_args(line)), "PRC-07")


def _refused_increase(line: PriceLineFacts, list_price: Decimal) -> Judged:
    return Judged(line, Outcome.REFUSE, say(N_(
        "“%(name)s”: %(price)s is %(percent)s above the list price %(list)s (%(difference_fen)s yuan in all). An increase is refused like a"
        " cut. Take the list price, or ask for a special price beforehand."), **_args(line)), "PRC-07")


def _below_floor(line: PriceLineFacts) -> bool:
    return line.floor is not None and line.effective_price < line.floor


def _meant(line: PriceLineFacts, permit: PermitFacts, list_price: Decimal) -> bool:
    """Does the price asked lie between the list price and the permit's, so that the permit is what it relies on?"""
    return min(permit.price, list_price) <= line.effective_price <= max(permit.price, list_price)


def _permit_problem(params: PriceParams, line: PriceLineFacts) -> Judged | None:
    """Why a permit cannot be used (PRC-08); None when it can."""
    permit = line.permit
    if permit is None:
        return None
    if permit.after_order:
        says = say(N_("Special price %(number)s was asked for after ordering; that is a violation and does not count."),
                   number=permit.number)
    elif permit.expired:
        says = say(N_("Special price %(number)s expired on %(until)s. Ask for a new one beforehand, or take the list price %(list)s."),
                   number=permit.number, until=permit.valid_until or "", list=line.list_price)
    elif permit.quantity is not None and permit.quantity != line.quantity:
        says = say(N_("Special price %(number)s was granted for %(granted)s, not for %(asked)s. Order that quantity, or ask for"
                      " a new one."),
                   number=permit.number, granted=permit.quantity, asked=line.quantity)
    elif permit.used_by:
        says = say(N_("Special price %(number)s was granted for one order and was used by %(order)s. Ask for a new one beforehand."),
                   number=permit.number, order=permit.used_by)
    elif params.require_basis and not permit.basis:
        says = say(N_("Special price %(number)s has no basis recorded (quantity, customer, market). Record it, then order."),
                   number=permit.number)
        return Judged(line, Outcome.REFUSE, says, "PRC-12")
    else:
        return None
    return Judged(line, Outcome.REFUSE, says, "PRC-08")


# ---- words and figures ------------------------------------------------------------------------------------------------

def percent(share: Decimal) -> str:
    """A share as people read it: 12.00%."""
    return f"{money.round_half_up(share * 100, 2):f}%"


def plain(number: Decimal) -> str:
    """A price or quantity without needless zeroes: 88.5."""
    return f"{number.normalize():f}"


def _args(line: PriceLineFacts) -> dict[str, Any]:
    list_price = line.list_price or Decimal(0)
    return {"name": line.name, "list": list_price, "price": line.effective_price,
            "percent": percent(abs(discount_of(list_price, line.effective_price))), "difference_fen": abs(_difference(line))}


def _limit(params: PriceParams, level: str) -> dict[str, str]:
    return {"level": level, "limit": percent(params.authority_max_discount[level])}


def _difference(line: PriceLineFacts) -> int:
    """What the deviation is worth, in fen; negative for an increase."""
    if line.list_price is None:
        return 0
    return money.line_amount(line.list_price, line.quantity) - money.line_amount(line.effective_price, line.quantity)


def _allowed(worst: Judged) -> Say:
    return say(N_("All prices are those of the list in force.")) if worst.clause == "PRC-05" else worst.says


def _conditions(judged: Sequence[Judged]) -> tuple[Condition, ...]:
    return tuple(Condition(j.line.name, j.outcome == Outcome.ALLOW, j.says, j.clause) for j in judged)


def asked_fen(facts: PriceFacts) -> int:
    """The money an order is about, at the prices asked."""
    return sum(money.line_amount(x.effective_price, x.quantity) for x in facts.lines)


def _sums(lines: Sequence[PriceLineFacts]) -> tuple[Sum, ...]:
    """The sum written out, when something deviates: at list price, the deviation, at the price asked."""
    asked = sum(money.line_amount(x.effective_price, x.quantity) for x in lines)
    difference = sum(map(_difference, lines))
    if not any(map(_difference, lines)):
        return ()
    return (Sum(N_("At list price"), asked + difference), Sum(N_("Discount") if difference >= 0 else N_("Increase"), abs(difference),
            "−" if difference >= 0 else "+"), Sum(N_("At the price asked"), asked, "=", True))


def _figures(params: PriceParams, facts: PriceFacts, worst: Judged) -> Mapping[str, Any]:
    """The numbers of the line that decided, and the limits of all levels."""
    line, list_price = worst.line, worst.line.list_price
    limits = {f"limit_{level}": percent(share) for level, share in params.authority_max_discount.items()} if params.matrix_enabled else {}
    return {"line": line.position, "product": line.name, "quantity": plain(line.quantity), "price": plain(line.effective_price),
            "list_price": "" if list_price is None else plain(list_price),
            "discount": "" if list_price is None else percent(discount_of(list_price, line.effective_price)),
            "difference": money.plain(_difference(line)), "level": facts.level, "route_to": worst.level, **limits}


# ---- PRC-08: granting a special price -----------------------------------------------------------------------------------

class GrantParams(Params):
    """``own_request``: may a person grant what they asked for themselves? The top level always may, there is nobody above."""

    own_request: bool = False


class GrantFacts(Facts):
    """The level the request needs, the level the decider holds, and how it came about."""

    number: str
    needed: str
    held: str = ""
    own: bool = False
    after_order: bool = False
    list_price: Decimal
    price: Decimal


def may_grant(params: GrantParams, facts: GrantFacts) -> Verdict:
    """Asked for before ordering, decided by who holds the authority, not by who asked (PRC-08, PRC-06)."""
    conditions = (
        Condition(N_("Asked for before ordering"), not facts.after_order, say(N_("Asked for before the order was placed."))
                  if not facts.after_order else say(N_("The order was placed first, the special price %(number)s asked for afterwards."
                                                       " This is a violation; it can only be rejected."), number=facts.number), "PRC-08"),
        Condition(N_("Authority"), rank(facts.held) >= rank(facts.needed), say(N_(
            "%(percent)s off %(list)s needs %(level)s; your level is %(held)s."),
            percent=percent(discount_of(facts.list_price, facts.price)), list=facts.list_price, level=facts.needed,
            held=facts.held or N_("none")), "PRC-06"),
        Condition(N_("Not one's own request"), not facts.own or params.own_request or facts.held == TOP,
                  say(N_("You asked for it yourself; somebody else must decide.") if facts.own else N_("Asked for by somebody else.")),
                  "PRC-08"),
    )
    failing = next((c for c in conditions if not c.ok), None)
    return Verdict(Outcome.REFUSE if failing else Outcome.ALLOW, failing.says if failing else say(N_("The special price may be granted.")),
                   conditions, figures={"needed": facts.needed, "held": facts.held, "after_order": facts.after_order})


# ---- PRC-01 to PRC-04: the price strategy ---------------------------------------------------------------------------------

TIERS = (N_("normal price"), N_("price to win the market"), N_("price to keep the market"), N_("discount condition"), N_("discount"))
DEPARTMENTS = (N_("finance department"), N_("production department"), N_("quality department"), N_("supply department"))


class StrategyParams(Params):
    """Which departments take part in the joint meeting, and the smallest margin on cost below which a price is a loss."""

    required_departments: tuple[str, ...] = Field(DEPARTMENTS, title=N_("Departments that must be heard"))
    min_gross_margin: Decimal = Field(Decimal(0), ge=0, lt=1, decimal_places=4, title=N_("Smallest gross margin"))


class StrategyLineFacts(Facts):
    """A line: which of its parts are missing, its cost and its lowest price."""

    name: str
    missing: tuple[str, ...] = ()
    cost: Decimal | None = None
    lowest: Decimal | None = None


class StrategyFacts(Facts):
    """The lines, and which departments attended or gave a written opinion."""

    heard: tuple[str, ...] = ()
    lines: tuple[StrategyLineFacts, ...] = ()


def losing(params: StrategyParams, lines: Sequence[StrategyLineFacts]) -> list[StrategyLineFacts]:
    """Lines whose lowest price does not earn the smallest margin (PRC-01)."""
    return [x for x in lines if x.cost is not None and x.lowest is not None and x.lowest < x.cost / (1 - params.min_gross_margin)]


def may_submit_strategy(params: StrategyParams, facts: StrategyFacts) -> Verdict:
    """Complete (PRC-02), heard by every department (PRC-03); a price that makes a loss is warned of and needs special approval (PRC-01)."""
    incomplete = next((x for x in facts.lines if x.missing), None)
    absent = [d for d in params.required_departments if d not in facts.heard]
    loss = losing(params, facts.lines)
    complete = bool(facts.lines) and incomplete is None
    conditions = (
        Condition(N_("Complete"), complete, say(N_("Every product has its three prices and its discount.")) if complete
                  else say(N_("The strategy has no products yet.")) if incomplete is None
                  else say(N_("“%(name)s” lacks: %(missing)s."), name=incomplete.name, missing=list(incomplete.missing)), "PRC-02"),
        Condition(N_("Joint meeting"), not absent, say(N_("All departments attended or gave a written opinion.")) if not absent
                  else say(N_("Neither attended nor gave a written opinion: %(absent)s. Hear them, then hand it in."), absent=absent),
                  "PRC-03"),
        Condition(N_("Margin"), not loss, say(N_("Every price earns its cost.")) if not loss
                  else say(N_("“%(name)s” makes a loss: cost %(cost)s, lowest price %(lowest)s. It needs special approval."),
                           name=loss[0].name, cost=loss[0].cost or 0, lowest=loss[0].lowest or 0), "PRC-01"),
    )
    failing = next((c for c in conditions[:2] if not c.ok), None)
    if failing is not None:
        return Verdict(Outcome.REFUSE, failing.says, conditions)
    return Verdict(Outcome.WARN if loss else Outcome.ALLOW, conditions[2].says, conditions, figures={"loss": len(loss)})


class Stability(StrEnum):
    """Whether a change of cost asks for a review, or prices stay as they are."""

    REVIEW = "review"
    FIXED = "fixed"


class StabilityParams(Params):
    """From which change of cost on prices are reviewed."""

    mode: Stability = Field(Stability.REVIEW, title=N_("When costs change"))
    cost_change_trigger: Decimal = Field(Decimal("0.05"), gt=0, le=10, decimal_places=4, title=N_("Change of cost that asks for a review"))


class StabilityFacts(Facts):
    """A product's cost before and after."""

    product: str
    old_cost: Decimal
    new_cost: Decimal


def keeps_prices(params: StabilityParams, facts: StabilityFacts) -> Verdict:
    """PRC-10: prices stay; a change of cost that reaches the trigger asks for a review."""
    change = money.ratio(facts.new_cost - facts.old_cost, facts.old_cost)
    share = abs(change) if change is not None else Decimal(1 if facts.new_cost else 0)
    figures = {"change": percent(change) if change is not None else "--"}
    if params.mode == Stability.FIXED or share < params.cost_change_trigger:
        return Verdict(Outcome.ALLOW, say(N_("The price of “%(product)s” stays."), product=facts.product), figures=figures)
    says = say(N_("The cost of “%(product)s” changed by %(change)s; from %(trigger)s on the price is to be reviewed."),
               product=facts.product, change=figures["change"], trigger=percent(params.cost_change_trigger))
    return Verdict(Outcome.WARN, says, (Condition(N_("Change of cost"), False, says, "PRC-10"),), figures=figures)
