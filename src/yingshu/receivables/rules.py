"""The rules of owed money, as pure functions."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Protocol, Self

from django.utils.translation import gettext_noop as N_
from pydantic import Field, model_validator

from yingshu.kernel import money
from yingshu.kernel.bands import check_rising
from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Say, Sum, Verdict, say

# ---- ORD-21: what the payment method means for the ledger ------------------------------------------------------------

PAID_AT_ONCE = frozenset({"prepaid", "deposit", "bill", "cod"})  # money set aside for the order settles its charge
USES_NO_CREDIT = frozenset({"prepaid", "cod"})


class OrderState(StrEnum):
    """Where the money of an order stands (ORD-21)."""

    NOTHING = "nothing"
    IN_TRANSIT = "cod_in_transit"
    WITH_CARRIER = "cod_with_carrier"
    OVERDUE = "overdue"
    UNPAID = "unpaid"
    SETTLED = "settled"


STATE_LABELS = {OrderState.NOTHING: N_("Nothing owed yet"), OrderState.IN_TRANSIT: N_("COD under way"),
                OrderState.WITH_CARRIER: N_("COD to be handed over"), OrderState.OVERDUE: N_("Overdue"),
                OrderState.UNPAID: N_("To be paid"),
                OrderState.SETTLED: N_("Settled")}


class OrderMoney(NamedTuple):
    """What an order brought, in fen: charged, still open, of that with a carrier, on the way as COD, and past its day."""

    charged_fen: int
    left_fen: int
    held_fen: int
    in_transit_fen: int
    overdue_fen: int


def order_state(money: OrderMoney) -> OrderState:
    """款到即清, 代收待回, 赊销挂账: the state of an order's money (ORD-21)."""
    if not money.charged_fen:
        return OrderState.NOTHING
    if not money.left_fen:
        return OrderState.SETTLED
    if money.held_fen:
        return OrderState.WITH_CARRIER
    if money.in_transit_fen:
        return OrderState.IN_TRANSIT
    return OrderState.OVERDUE if money.overdue_fen else OrderState.UNPAID


# ---- due dates -------------------------------------------------------------------------------------------------------

def due_date(method: str, shipped_on: date, credit_days: int, statement_day: int | None, shift_to_workday: bool,
             workday: Callable[[date], date]) -> date:
    """When the money of a shipment is due.

    月结: the next statement day (a month too short for it closes on its last day), or the day of shipment without one, plus the
    days of credit. All other methods are due on shipment. ``workday(day)`` answers the day itself or the next one worked.
    """
    due = shipped_on
    if method == "credit":
        due = _statement_day(shipped_on, statement_day) + timedelta(days=credit_days)
    return workday(due) if shift_to_workday else due


def _statement_day(day: date, closes_on: int | None) -> date:
    if not closes_on:
        return day
    this = _in_month(day.year, day.month, closes_on)
    if this >= day:
        return this
    return _in_month(day.year + day.month // 12, day.month % 12 + 1, closes_on)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


# ---- REC-03: ageing --------------------------------------------------------------------------------------------------

class Basis(StrEnum):
    """Which clock: 逾期 from the due date, or 账龄 from shipment."""

    DUE = "due"
    SHIPPED = "shipped"


class AgeingParams(Params):
    """Upper bounds of the buckets in days, rising; the last bucket is open. ``basis`` is the clock shown first.

    A customer who was asked is not on the list again before ``dun_again_after_days`` are over. At the end of each ``frequency`` everything
    that is owed is gone through.
    """

    aging_buckets_days: tuple[int, ...] = Field((30, 60, 90), min_length=1, max_length=8)
    basis: Basis = Basis.DUE
    frequency: Literal["week", "month", "quarter"] = Field("month", title=N_("Gone through every"))
    dun_again_after_days: int = Field(7, ge=1, le=90)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        check_rising((0, *self.aging_buckets_days, 3651))
        return self


class AgeingFacts(Facts):
    """One open item: how many days past the start of the clock, how much."""

    days: int
    open_fen: int


def bucket_of(days: int, bounds: Sequence[int]) -> int:
    """Bucket of an age: 0 not due, 1 for 1..bounds[0] days, …, len(bounds) + 1 for more."""
    return 0 if days <= 0 else 1 + bisect_left(bounds, days)


class Span(NamedTuple):
    """Days of a bucket, both included; None is open."""

    first: int | None
    last: int | None


def spans(bounds: Sequence[int]) -> list[Span]:
    """The buckets as spans of days: (…, 0), (1, 30), (31, 60), (61, 90), (91, …)."""
    starts = [1, *(b + 1 for b in bounds)]
    return [Span(None, 0), *(Span(a, b) for a, b in zip(starts, [*bounds, None], strict=True))]


def ageing_bucket(params: AgeingParams, facts: AgeingFacts) -> Verdict:
    """Which column of the ageing table an item stands in; past its due date it is to be collected (REC-03)."""
    bucket = bucket_of(facts.days, params.aging_buckets_days)
    figures = {"bucket": bucket, "open": money.plain(facts.open_fen)}
    if not bucket:
        return Verdict(Outcome.ALLOW, say(N_("%(open_fen)s yuan, not due yet."), open_fen=facts.open_fen), figures=figures)
    return Verdict(Outcome.WARN, say(N_("%(open_fen)s yuan are overdue by %(days)s days: collect them."), open_fen=facts.open_fen,
                                     days=facts.days), figures=figures, exits=("receivables.record_dunning",))


# ---- REC-06: money collected by carriers -----------------------------------------------------------------------------

class CodParams(Params):
    """Within how many days of arrival the carrier's money must be handed over."""

    return_within_days_after_arrival: int = Field(3, ge=0, le=90)


class CodFacts(Facts):
    """One hand-over: what was held, what came, how many days after arrival."""

    due_fen: int
    returned_fen: int
    days: int


def hand_over(params: CodParams, facts: CodFacts) -> Verdict:
    """The difference stays open until it is explained (REC-06); later than allowed is a warning, never a reason to refuse money."""
    gap, late = facts.due_fen - facts.returned_fen, facts.days > params.return_within_days_after_arrival
    allowed = params.return_within_days_after_arrival
    conditions = (
        Condition(N_("Handed over in full"), gap <= 0, say(N_("Nothing is missing.")) if gap <= 0 else
                  say(N_("%(gap_fen)s yuan are missing and stay open."), gap_fen=gap), "REC-06"),
        Condition(N_("In time"), not late, say(N_("Day %(days)s after arrival, %(allowed)s are allowed."), days=facts.days,
                                               allowed=allowed),
                  "REC-06"))
    sums = (Sum(N_("To be handed over"), facts.due_fen), Sum(N_("Handed over"), facts.returned_fen, "−"),
            Sum(N_("Difference"), gap, "", True))
    figures = {"due": money.plain(facts.due_fen), "returned": money.plain(facts.returned_fen), "gap": money.plain(gap), "late": late}
    fine = gap <= 0 and not late
    says = say(N_("Handed over: %(returned_fen)s yuan."), returned_fen=facts.returned_fen) if fine else \
        next(c.says for c in conditions if not c.ok)
    return Verdict(Outcome.ALLOW if fine else Outcome.WARN, says, conditions, sums, figures=figures)


def cod_late(arrived_on: date, today: date, allowed_days: int) -> bool:
    """Overdue from the day after the last allowed one: with three days, the fourth day after arrival."""
    return (today - arrived_on).days > allowed_days


# ---- credit ----------------------------------------------------------------------------------------------------------

class Balances(Protocol):
    """The balances of a customer's account, in fen."""

    @property
    def committed_fen(self) -> int: ...
    @property
    def receivable_fen(self) -> int: ...
    @property
    def bills_fen(self) -> int: ...
    @property
    def advance_fen(self) -> int: ...
    @property
    def reserved_fen(self) -> int: ...


def credit_used(account: Balances) -> int:
    """Ordered not shipped + shipped not paid + unmatured bills − money not allocated (but for prepaid orders); not below zero."""
    free = account.advance_fen - account.reserved_fen
    return max(account.committed_fen + account.receivable_fen + account.bills_fen - free, 0)


class CreditParams(Params):
    """Whether the limit holds at dispatch (at the order it is always only a warning)."""

    refuse_at_dispatch: bool = True


class CreditFacts(Facts):
    """The limit, what is used already, and what this order adds to it."""

    moment: Literal["order", "dispatch"]
    method: str
    limit_fen: int
    used_fen: int
    this_fen: int
    released_by: str = ""


def credit_limit(params: CreditParams, facts: CreditFacts) -> Verdict:
    """Warned at the order, enforced at dispatch unless somebody who may released it. Prepaid and COD need no credit."""
    if facts.method in USES_NO_CREDIT:
        return Verdict(Outcome.ALLOW, say(N_("This payment method needs no credit.")))
    available = facts.limit_fen - facts.used_fen
    over = facts.this_fen - available
    shown: dict[str, Any] = {"sums": _credit_sums(facts, available, over), "figures": {
        "limit": money.plain(facts.limit_fen), "available": money.plain(available), "this": money.plain(facts.this_fen),
        "over": money.plain(max(over, 0))}}
    if over <= 0:
        return Verdict(Outcome.ALLOW, say(N_("Within the credit limit; %(left_fen)s yuan remain."), left_fen=-over),
                       (_credit_condition(facts, over),), **shown)
    if facts.released_by:
        return Verdict(Outcome.ALLOW, say(N_("%(over_fen)s yuan over the credit limit, released by %(who)s."), over_fen=over,
                                          who=facts.released_by), (_credit_condition(facts, over),), by_permit=facts.released_by, **shown)
    enforced = facts.moment == "dispatch" and params.refuse_at_dispatch
    return Verdict(Outcome.REFUSE if enforced else Outcome.WARN, _over(facts, available, over), (_credit_condition(facts, over),),
                   exits=("receivables.record_receipt", "orders.change_payment_method", "orders.release_credit"), **shown)


def _over(facts: CreditFacts, available: int, over: int) -> Say:
    if not facts.this_fen:
        return say(N_("The credit limit of %(limit_fen)s yuan is exceeded by %(over_fen)s yuan; %(used_fen)s yuan are used, this order "
                      "included. Change to prepaid, collect what is owed, or ask for release."),
                   limit_fen=facts.limit_fen, used_fen=facts.used_fen, over_fen=over)
    return say(N_("Available credit %(available_fen)s yuan, this order %(this_fen)s yuan, %(over_fen)s yuan too much. Change to prepaid, "
                  "or ask for a higher limit."), available_fen=available, this_fen=facts.this_fen, over_fen=over)


def _credit_condition(facts: CreditFacts, over: int) -> Condition:
    ok = over <= 0 or bool(facts.released_by)
    return Condition(N_("Credit"), ok, say(N_("Limit %(limit_fen)s, used %(used_fen)s, this order %(this_fen)s."),
                                           limit_fen=facts.limit_fen,
                                           used_fen=facts.used_fen, this_fen=facts.this_fen))


def _credit_sums(facts: CreditFacts, available: int, over: int) -> tuple[Sum, ...]:
    return (Sum(N_("Credit limit"), facts.limit_fen), Sum(N_("Used"), facts.used_fen, "−"), Sum(N_("Available credit"), available, "="),
            Sum(N_("This order"), facts.this_fen, "−"), Sum(N_("Over the limit"), max(over, 0), "", True))


# ---- REC-08, REC-09, REC-02, REC-05 ------------------------------------------------------------------------------------------

class ReceiptParams(Params):
    """Up to which difference a receipt still fulfils what is due."""

    tolerance_fen: int = Field(0, ge=0, le=10_000_00)


class ReceiptFacts(Facts):
    """What an order asks for and what has come in for it."""

    due_fen: int
    received_fen: int


def receipt_closes(params: ReceiptParams, facts: ReceiptFacts) -> Verdict:
    """The difference between what is due and what came is marked by itself (REC-08)."""
    gap = facts.due_fen - facts.received_fen
    figures = {"due": money.plain(facts.due_fen), "received": money.plain(facts.received_fen), "gap": money.plain(gap)}
    sums = (Sum(N_("Due"), facts.due_fen), Sum(N_("Confirmed by finance"), facts.received_fen, "−"), Sum(N_("Difference"), gap, "", True))
    if gap <= params.tolerance_fen:
        return Verdict(Outcome.ALLOW, say(N_("The money is in; the payment condition is met.")), sums=sums, figures=figures)
    return Verdict(Outcome.WARN, say(N_("%(gap_fen)s yuan are missing; the payment condition of the order is not met."), gap_fen=gap),
                   sums=sums,
                   figures=figures)


class CollectParams(Params):
    """Who sees to it that a customer pays, by post, and how many days before the due day they are reminded (REC-02)."""

    responsible: str = "salesperson"
    remind_before_days: int = Field(3, ge=0, le=60, title=N_("Reminded before the due day (days)"))


def collection_rate(due_fen: int, received_fen: int) -> Decimal | None:
    """资金回笼率: received / due of a period (REC-09); None when nothing was due."""
    return money.ratio(received_fen, due_fen)


class Promise(NamedTuple):
    """A promise of payment and what came since it was given."""

    promised_on: date
    promised_fen: int
    received_fen: int


def promise_broken(promise: Promise, today: date) -> bool:
    """Past the promised day and not paid as promised (REC-05). The promised day itself is still in time."""
    return today > promise.promised_on and promise.received_fen < promise.promised_fen


# ---- REC-04: reconciliation --------------------------------------------------------------------------------------------

OFTEN = {"any_time": N_("At any time"), "month": N_("Each month"), "quarter": N_("Each quarter")}


class ReconcileParams(Params):
    """On which day of the month the ledger is held against finance, how often against every customer who owes, and by whom.

    Posts by code. Without a day there is none with finance; ``any_time``: with customers whenever somebody begins one.
    """

    finance_reconcile_day: int | None = Field(25, ge=1, le=31, title=N_("Day of the month with finance"))
    frequency: Literal["any_time", "month", "quarter"] = Field("any_time", title=N_("With customers"),
                                                               json_schema_extra={"words": {**OFTEN}})
    owner: str = Field("billing_clerk", title=N_("Clerk"))
    finance: str = Field("finance", title=N_("Finance"))


class ReconcileFacts(Facts):
    """What both sides say, in fen, and whether a difference is explained."""

    number: str
    ledger_fen: int
    other_fen: int | None = None
    explained: bool = False


def may_complete(params: ReconcileParams, facts: ReconcileFacts) -> Verdict:
    """Both sides are known, and a difference is explained; else it stays open (REC-04)."""
    known = facts.other_fen is not None
    gap = facts.ledger_fen - (facts.other_fen or 0)
    said = (say(N_("The other side says %(other_fen)s yuan."), other_fen=facts.other_fen) if known else
            say(N_("What the other side says is not entered yet. Enter it, then complete.")))
    settled = known and (not gap or facts.explained)
    agree = (say(N_("Both sides say the same.")) if known and not gap else
             say(N_("The difference of %(gap_fen)s yuan is explained."), gap_fen=gap) if settled else
             say(N_("Ledger %(ledger_fen)s yuan, the other side %(other_fen)s: a difference of %(gap_fen)s that nobody explained. "
                    "Correct the ledger, or explain the difference."), ledger_fen=facts.ledger_fen, other_fen=facts.other_fen or 0,
                 gap_fen=gap))
    conditions = (Condition(N_("The other side"), known, said, "REC-04"), Condition(N_("Difference"), settled, agree, "REC-04"))
    sums = (Sum(N_("Ledger"), facts.ledger_fen),) if facts.other_fen is None else (
        Sum(N_("Ledger"), facts.ledger_fen), Sum(N_("The other side"), facts.other_fen, "−"), Sum(N_("Difference"), gap, "", True))
    failing = next((c for c in conditions if not c.ok), None)
    return Verdict(Outcome.REFUSE if failing else Outcome.ALLOW, failing.says if failing else agree, conditions, sums,
                   figures={"difference": money.plain(gap) if known else "", "explained": facts.explained})
