"""The rules of the order desk, as pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple, Self

from django.utils.translation import gettext_noop as N_
from pydantic import Field, model_validator

from yingshu.kernel import money
from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Say, Sum, Verdict, all_or_nothing, say
from yingshu.pricing.rules import LEVELS, highest, rank

ITEMS = ("goods", "quantity", "packing", "payment_method", "address", "phone")
ITEM_LABELS = {"goods": N_("product name"), "quantity": N_("quantity"), "packing": N_("packing requirement"),
               "payment_method": N_("payment method"), "address": N_("consignee address"), "phone": N_("phone")}


# ---- ORD-01, ORD-03: what an instruction must say -------------------------------------------------------------------

METHOD_NAMES = {"prepaid": N_("Prepaid"), "deposit": N_("Deposit and balance"), "cod": N_("Cash on delivery"),
                "credit": N_("Monthly credit"), "bill": N_("Acceptance bill")}


class InstructionParams(Params):
    """The payment methods that the company agrees to; who gets the instructions and which items they must carry; hours each department
    has for its answer."""

    payment_methods: tuple[str, ...] = Field(tuple(METHOD_NAMES), min_length=1, title=N_("Payment methods"),
                                              json_schema_extra={"words": {**METHOD_NAMES}})
    recipients: tuple[str, ...] = ("workshop", "finance", "logistics")
    fields: tuple[str, ...] = ITEMS
    finance_hours: Decimal = Field(Decimal(2), gt=0, le=240)
    logistics_hours: Decimal = Field(Decimal(2), gt=0, le=240)


class InstructionFacts(Facts):
    """The items as the order has them; an empty one is missing."""

    items: dict[str, str]
    method: str = ""
    approved: bool = True


def may_instruct(params: InstructionParams, facts: InstructionFacts) -> Verdict:
    """All items there, the payment method first of all (ORD-01), else nothing is sent (ORD-03)."""
    missing = [f for f in params.fields if not facts.items.get(f)]
    others = [f for f in missing if f != "payment_method"]
    conditions = (
        _agreed_method(params, facts),
        Condition(N_("Six items"), not others,
                  say(N_("All %(count)s items are there."), count=len(params.fields)) if not others
                  else say(N_("Missing: %(missing)s. Fill it in on the order, then send the instructions."),
                           missing=[ITEM_LABELS[f] for f in others]), "ORD-03"),
    )
    return all_or_nothing(conditions, say(N_("Instructions go to workshop, finance and logistics at once.")),
                          exits=("orders.change",), figures={"missing": ",".join(missing)})


def _agreed_method(params: InstructionParams, facts: InstructionFacts) -> Condition:
    title, shown = N_("Payment method"), facts.items.get("payment_method", "")
    if not shown:
        return Condition(title, False, say(N_("No payment method is registered. Confirm it with the customer and register it.")), "ORD-01")
    if facts.method and facts.method not in params.payment_methods:
        return Condition(title, False, say(N_("The company does not agree to %(method)s. Agree on another with the customer: %(offered)s."),
                                           method=METHOD_NAMES[facts.method], offered=offered_methods(params)), "ORD-01")
    return Condition(title, True, say(N_("Registered: %(method)s."), method=shown), "ORD-01")


def offered_methods(params: InstructionParams) -> list[str]:
    """The names of the methods that the company agrees to."""
    return [name for code, name in METHOD_NAMES.items() if code in params.payment_methods]


# ---- ORD-02: review ---------------------------------------------------------------------------------------------------

class ReviewMode(StrEnum):
    """How an order is reviewed."""

    MANAGER = "manager"
    SERVICE = "service"
    AT_ONCE = "at_once"
    BY_PRICE = "by_price"
    BILLING = "billing"


CRITERIA = {"variety": N_("Variety"), "quantity": N_("Quantity"), "price": N_("Price"), "customer": N_("Customer's situation"),
            "market": N_("Market")}
Criterion = Literal["variety", "quantity", "price", "customer", "market"]


class ReviewParams(Params):
    """The company's mode; within how many hours a received order must be entered; what an order is held against the price strategy by,
    and which level of authority decides on one beyond it (ORD-09). The price goes to whom the authority matrix says."""

    mode: ReviewMode = ReviewMode.MANAGER
    entry_within_hours: Decimal = Field(Decimal(4), gt=0, le=240)
    criteria: tuple[Criterion, ...] = Field(
        ("variety", "quantity", "price", "customer", "market"), min_length=1, title=N_("Held against the strategy by"),
        json_schema_extra={"words": {**CRITERIA}})
    beyond_level: Literal["centre", "director", "general_manager"] = Field(
        "centre", title=N_("Beyond the strategy it goes to"), json_schema_extra={"words": {level: level for level in LEVELS[1:]}})

    @model_validator(mode="after")
    def _price_counts(self) -> Self:
        if "price" not in self.criteria:
            raise ValueError(N_("The price always counts: discounts go by authority (PRC-06)."))
        return self


class CoveredLine(Facts):
    """What an order wants of a product: is it in the strategy, and up to which quantity do the sales staff decide (None: any)?"""

    name: str
    known: bool
    quantity: Decimal
    most: Decimal | None = None


class StrategyScope(Facts):
    """The strategy that the price list in force was made from, and where the order stands to it. Without ``levels`` every customer fits."""

    strategy: str
    lines: tuple[CoveredLine, ...]
    customer_level: str = ""
    levels: tuple[str, ...] = ()
    market: str = ""
    in_market: bool = True


class ReviewFacts(Facts):
    """Does the price lie within the clerk's own authority, which ``level`` do they hold, and the strategy, where there is one?"""

    in_policy: bool
    route_level: str = ""
    level: str = ""
    scope: StrategyScope | None = None


def entry_limit(params: ReviewParams) -> timedelta:
    """How long after it came in an order is entered in time (ORD-02)."""
    return timedelta(seconds=int(params.entry_within_hours * 3600))


def review_route(params: ReviewParams, facts: ReviewFacts) -> Verdict:
    """Straight into execution, or to whom first (ORD-02, ORD-09). What lies beyond the strategy or one's authority always goes up."""
    conditions = within_strategy(params, facts)
    beyond = [c for c in conditions if not c.ok]
    if beyond:
        level = highest([*([] if facts.in_policy else [facts.route_level]), *([params.beyond_level] if beyond[-1].name != PRICE else [])])
        return Verdict(Outcome.ROUTE, say(N_("Beyond the strategy or your authority: %(criteria)s. It goes to %(level)s."),
                                          criteria=[c.name for c in beyond], level=level), conditions, route_to=level)
    if params.mode in (ReviewMode.MANAGER, ReviewMode.SERVICE):
        says = say(N_("The order must be reviewed before it is carried out."))
        return Verdict(Outcome.ROUTE, says, conditions, route_to=params.mode.value)
    return Verdict(Outcome.ALLOW, say(N_("The order is carried out at once.")), conditions)


PRICE = CRITERIA["price"]


def within_strategy(params: ReviewParams, facts: ReviewFacts) -> tuple[Condition, ...]:
    """The criteria that count, the price first; those of the strategy only where there is one and the clerk's own level does not reach."""
    says = (say(N_("Within your authority.")) if facts.in_policy else
            say(N_("The price is beyond your authority; it goes to %(level)s."), level=facts.route_level))
    price = () if facts.in_policy and facts.scope is None else (Condition(PRICE, facts.in_policy, says, "ORD-09"),)
    if facts.scope is None or rank(facts.level) >= rank(params.beyond_level):
        return price
    return price + tuple(_CRITERION[word](facts.scope) for word in CRITERIA if word in params.criteria and word in _CRITERION)


def _variety(scope: StrategyScope) -> Condition:
    unknown = [x.name for x in scope.lines if not x.known]
    says = (say(N_("Every product is in strategy %(strategy)s."), strategy=scope.strategy) if not unknown else
            say(N_("Not in strategy %(strategy)s: %(products)s."), strategy=scope.strategy, products=unknown))
    return Condition(CRITERIA["variety"], not unknown, says, "ORD-09")


def _quantity(scope: StrategyScope) -> Condition:
    over = next((x for x in scope.lines if x.most is not None and x.quantity > x.most), None)
    says = (say(N_("No quantity is beyond the strategy.")) if over is None else
            say(N_("“%(name)s”: %(quantity)s are ordered, the strategy leaves you up to %(most)s."), name=over.name,
                quantity=over.quantity, most=over.most or Decimal(0)))
    return Condition(CRITERIA["quantity"], over is None, says, "ORD-09")


def _situation(scope: StrategyScope) -> Condition:
    fits = not scope.levels or scope.customer_level in scope.levels
    says = (say(N_("The strategy is for such customers.")) if fits else
            say(N_("The customer's level is %(level)s, the strategy is for %(levels)s."), level=scope.customer_level or "--",
                levels=list(scope.levels)))
    return Condition(CRITERIA["customer"], fits, says, "ORD-09")


def _market(scope: StrategyScope) -> Condition:
    says = (say(N_("The strategy is for this market.")) if scope.in_market else
            say(N_("The strategy is not for the market %(market)s."), market=scope.market or "--"))
    return Condition(CRITERIA["market"], scope.in_market, says, "ORD-09")


_CRITERION = {"variety": _variety, "quantity": _quantity, "customer": _situation, "market": _market}


# ---- ORD-06: the slip gate ------------------------------------------------------------------------------------------

class DepositBalance(StrEnum):
    """When the balance of a deposit order must have come in."""

    BEFORE_SLIP = "before_slip"
    AFTER_ARRIVAL = "after_arrival"


class SlipParams(Params):
    """What must be true before a sales slip is issued."""

    require_ready: bool = True
    require_paid: bool = True
    cod_exempts_paid: bool = True
    bill_counts_as_paid: bool = True
    deposit_balance: DepositBalance = DepositBalance.BEFORE_SLIP
    tolerance_fen: int = Field(0, ge=0, le=10_000_00)
    collect_on_delivery: bool = False
    collect_after: bool = False


class SlipFacts(Facts):
    """Readiness of what is to leave, money due and received, and the method."""

    method: str
    ready: Decimal
    wanted: Decimal
    order_fen: int
    slip_fen: int
    received_fen: int
    deposit_rate: Decimal = Decimal(0)


def due_before_slip(params: SlipParams, facts: SlipFacts) -> int | None:
    """How much must have been received, by method; None where the method asks for nothing beforehand."""
    if not params.require_paid or facts.method == "credit" or (facts.method == "cod" and params.cod_exempts_paid):
        return None
    if facts.method == "deposit" and params.deposit_balance == DepositBalance.AFTER_ARRIVAL:
        return int(money.round_half_up(facts.order_fen * facts.deposit_rate))
    return facts.order_fen


def carrier_collects(params: SlipParams, method: str) -> bool:
    """By cash on delivery; where the company wants it, also what others pay beforehand."""
    return method == "cod" or (params.collect_on_delivery and method in PAID_IN_MONEY)


def to_collect(slip_fen: int, slipped_before_fen: int, received_fen: int) -> int:
    """What the carrier must collect for a slip: what has not come in yet, money received counting for the earlier slips first."""
    return max(slipped_before_fen + slip_fen - max(received_fen, slipped_before_fen), 0)


def slip_gate(params: SlipParams, facts: SlipFacts) -> Verdict:
    """Goods ready AND the condition of the payment method met (ORD-04, REC-08, ORD-06); the slip says the method (ORD-01)."""
    due = due_before_slip(params, facts)
    conditions = (_ready(params, facts), _paid(params, facts, due), _method(facts))
    return all_or_nothing(conditions, say(N_("The sales slip may be issued.")), sums=_slip_sums(params, facts, due),
                          exits=_slip_exits(facts, conditions),
                          figures={"due": money.plain(due or 0), "received": money.plain(facts.received_fen),
                                   "gap": money.plain(max((due or 0) - facts.received_fen, 0))})


def _ready(params: SlipParams, facts: SlipFacts) -> Condition:
    enough = facts.ready >= facts.wanted or not params.require_ready
    says = (say(N_("The workshop reports %(ready)s of %(wanted)s ready."), ready=facts.ready, wanted=facts.wanted) if enough
            else say(N_("Only %(ready)s of %(wanted)s are ready; wait for the workshop, or issue a slip for what is ready."),
                     ready=facts.ready, wanted=facts.wanted))
    return Condition(N_("Goods ready"), enough, says, "ORD-04")


def _paid(params: SlipParams, facts: SlipFacts, due: int | None) -> Condition:
    if due is None:
        return Condition(N_("Money received"), True, _not_asked(params, facts), "ORD-06")
    gap = due - facts.received_fen
    if gap <= params.tolerance_fen:
        return Condition(N_("Money received"), True, say(N_("Due %(due_fen)s, received %(received_fen)s."), due_fen=due,
                                                         received_fen=facts.received_fen), "REC-08")
    return Condition(N_("Money received"), False,
                     say(N_("Short of %(gap_fen)s yuan: due %(due_fen)s, received %(received_fen)s. The sales slip cannot be issued yet."),
                         gap_fen=gap, due_fen=due, received_fen=facts.received_fen), "REC-08")


PAID_IN_MONEY = ("prepaid", "deposit")


def _not_asked(params: SlipParams, facts: SlipFacts) -> Say:
    """Why nothing is due first: the method, or the company's rule that the carrier collects or that money follows the goods."""
    if not params.require_paid and params.collect_on_delivery:
        return say(N_("The company ships first; the carrier collects the money on delivery."))
    if not params.require_paid and params.collect_after:
        return say(N_("The company ships first and collects the money afterwards."))
    return say(N_("%(method)s: no money is asked for before the slip."), method=METHOD_NAMES.get(facts.method, facts.method))


def _method(facts: SlipFacts) -> Condition:
    ok = facts.method in METHOD_NAMES
    return Condition(N_("Payment method"), ok, say(N_("%(method)s, will be printed on the slip."), method=METHOD_NAMES[facts.method])
                     if ok else say(N_("No payment method is registered. Confirm it with the customer and register it.")), "ORD-01")


def _slip_sums(params: SlipParams, facts: SlipFacts, due: int | None) -> tuple[Sum, ...]:
    if due is None:
        return ()
    return (Sum(N_("Due before the slip"), due), Sum(N_("Confirmed by finance"), facts.received_fen, "−"),
            Sum(N_("Gap"), max(due - facts.received_fen, 0), "", True), Sum(N_("Tolerated"), params.tolerance_fen))


def _slip_exits(facts: SlipFacts, conditions: Sequence[Condition]) -> tuple[str, ...]:
    if conditions[1].ok:
        return ("orders.chase",) if not conditions[0].ok else ()
    return ("receivables.record_receipt", "orders.change_payment_method")


# ---- ORD-05, ORD-07, ORD-12: clocks --------------------------------------------------------------------------------------

class NoticeParams(Params):
    """Within how many hours of departure the customer must be told."""

    customer_notify_hours: Decimal = Field(Decimal(24), gt=0, le=720)


class FollowUpParams(Params):
    """Who follows an order and how often the customer hears about its progress."""

    follower: str = "salesperson"
    feedback_every_days: int = Field(3, ge=1, le=90)


class Lateness(NamedTuple):
    """Share of the allowed time used, and whether it is over."""

    used: Decimal
    late: bool


def clock_of(sent_seconds: int, allowed_seconds: int) -> Lateness:
    """How far a clock has run: 1 = just in time."""
    used = money.round_half_up(Decimal(sent_seconds) / Decimal(allowed_seconds), 2) if allowed_seconds else Decimal(0)
    return Lateness(used, sent_seconds > allowed_seconds)


# ---- ORD-08, ORD-20: closing ------------------------------------------------------------------------------------------

class CloseParams(Params):
    """What an order must have before it is closed."""

    close_requires: tuple[str, ...] = ("receipt_note", "customer_opinion", "payment")


class CloseFacts(Facts):
    """Where the order stands."""

    arrived: bool
    receipt_note: bool
    customer_opinion: bool
    owed_fen: int
    owed_by_carrier_fen: int = 0
    open_exceptions: int = 0


def may_close(params: CloseParams, facts: CloseFacts) -> Verdict:
    """Receipt note back, customer's opinion collected, money in; collected money handed over (ORD-08, ORD-20)."""
    need = params.close_requires
    conditions = (
        Condition(N_("Goods arrived"), facts.arrived, say(N_("Everything arrived.") if facts.arrived else
                                                          N_("Not everything that was ordered has arrived.")), "ORD-20"),
        Condition(N_("Receipt note"), facts.receipt_note or "receipt_note" not in need,
                  say(N_("Returned.") if facts.receipt_note else N_("The receipt note is missing.")), "ORD-20"),
        Condition(N_("Customer's opinion"), facts.customer_opinion or "customer_opinion" not in need,
                  say(N_("Collected.") if facts.customer_opinion else N_("The customer's opinion is missing.")), "ORD-20"),
        Condition(N_("Money collected by the carrier"), not facts.owed_by_carrier_fen,
                  say(N_("Nothing is held by the carrier.")) if not facts.owed_by_carrier_fen else
                  say(N_("The carrier still holds %(open_fen)s yuan; it must be handed over first."), open_fen=facts.owed_by_carrier_fen),
                  "ORD-08"),
        Condition(N_("Payment"), facts.owed_fen == 0 or "payment" not in need,
                  say(N_("Paid in full.")) if not facts.owed_fen else
                  say(N_("%(open_fen)s yuan are still owed."), open_fen=facts.owed_fen), "ORD-20"),
        Condition(N_("Exceptions"), not facts.open_exceptions, say(N_("%(count)s open exceptions."), count=facts.open_exceptions),
                  "ORD-19"),
    )
    ways = ((facts.receipt_note and facts.customer_opinion, "orders.record_receipt_note"),
            (not facts.owed_by_carrier_fen, "receivables.hand_over_cod"), (not facts.open_exceptions, "logistics.close_exception"))
    return all_or_nothing(conditions, say(N_("The order may be closed.")), exits=tuple(code for done, code in ways if not done))


# ---- ORD-13: on time, in quality, in full ---------------------------------------------------------------------------------

class DeliveredOrder(NamedTuple):
    """What counts of one order: were all goods there by the day, unhurt, and all of them?"""

    on_time: bool
    in_quality: bool
    in_full: bool


def delivery_rates(orders: Sequence[DeliveredOrder]) -> dict[str, Decimal | None]:
    """Share of orders on time, in quality, in full (ORD-13); None without orders."""
    n = len(orders)
    return {name: money.ratio(sum(getattr(o, name) for o in orders), n) for name in ("on_time", "in_quality", "in_full")}


# ---- amounts --------------------------------------------------------------------------------------------------------

class LineAmounts(NamedTuple):
    """A line's effective unit price and its amounts in fen."""

    effective_price: Decimal
    gross: int
    net: int
    tax: int


def line_amounts(price: Decimal, quantity: Decimal, discount: Decimal, header_discount: Decimal, tax_rate: Decimal) -> LineAmounts:
    """Amounts of a line after every discount of line and header; tax is taken out per line."""
    effective = money.round_half_up(price * (1 - discount) * (1 - header_discount), 6)
    gross = money.line_amount(effective, quantity)
    net, tax = money.split_tax(gross, tax_rate)
    return LineAmounts(effective, gross, net, tax)


class PartAmounts(NamedTuple):
    """Amounts of a part of a line, in fen."""

    gross: int
    net: int
    tax: int


def part_amounts(gross_fen: int, ordered: Decimal, before: Decimal, part: Decimal, tax_rate: Decimal) -> PartAmounts:
    """Amounts of a part of a line, so that all parts together are exactly the line: cumulative share minus what went before."""
    upto = int(money.round_half_up(gross_fen * (before + part) / ordered))
    gross = upto - int(money.round_half_up(gross_fen * before / ordered))
    net, tax = money.split_tax(gross, tax_rate)
    return PartAmounts(gross, net, tax)


# ---- where the goods stand, computed ----------------------------------------------------------------------------------

class Stage(NamedTuple):
    """What a person reads as the state of an order."""

    code: str
    label: str
    weight: str


STAGES = {
    "draft": Stage("draft", N_("Draft"), "draft"),
    "reviewing": Stage("reviewing", N_("Pending approval"), "wait"),
    "rejected": Stage("rejected", N_("Rejected"), "danger"),
    "approved": Stage("approved", N_("To be instructed"), "wait"),
    "preparing": Stage("preparing", N_("Preparing goods"), "run"),
    "issuable": Stage("issuable", N_("Slip can be issued"), "run"),
    "to_ship": Stage("to_ship", N_("To be shipped"), "run"),
    "part_shipped": Stage("part_shipped", N_("Partly shipped"), "run"),
    "shipped": Stage("shipped", N_("Shipped"), "run"),
    "arrived": Stage("arrived", N_("Signed for"), "done"),
    "closed": Stage("closed", N_("Completed"), "done"),
    "cancelled": Stage("cancelled", N_("Void"), "void"),
}


def stage_of(state: str, gross: int, slipped: int, shipped: int, arrived: int, ready: bool) -> Stage:
    """The computed state: how far the goods of an order in execution are."""
    if state != "executing":
        return STAGES[state]
    if arrived >= gross > 0:
        return STAGES["arrived"]
    if shipped >= gross > 0:
        return STAGES["shipped"]
    if shipped:
        return STAGES["part_shipped"]
    if slipped:
        return STAGES["to_ship"]
    return STAGES["issuable" if ready else "preparing"]
