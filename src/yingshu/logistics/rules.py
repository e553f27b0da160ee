"""The rules of dispatch, as pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import money
from yingshu.kernel.controls import Condition, Facts, Params, Verdict, all_or_nothing, say

STEPS = ("received", "followed", "booked", "departed", "reported", "arrived", "settled")
STEP_NAMES = {"received": N_("Instruction registered"), "followed": N_("Goods followed"), "booked": N_("Vehicle booked"),
              "departed": N_("Picked up and departed"), "reported": N_("Departure reported"), "arrived": N_("Followed to arrival"),
              "settled": N_("Collected money and freight settled")}


class StepParams(Params):
    """The steps, in order (LOG-01)."""

    steps: tuple[str, ...] = STEPS


class StepFacts(Facts):
    """The step to be taken and the steps done."""

    step: str
    done: tuple[str, ...]


def next_step(params: StepParams, facts: StepFacts) -> Verdict:
    """No step is skipped: everything before it must be done (LOG-01)."""
    before = params.steps[: params.steps.index(facts.step)]
    conditions = tuple(
        Condition(STEP_NAMES[s], s in facts.done,
                  say(N_("Done.")) if s in facts.done else
                  say(N_("“%(missing)s” is not done yet; “%(step)s” cannot be recorded before it."),
                      missing=STEP_NAMES[s], step=STEP_NAMES[facts.step]), "LOG-01")
        for s in before)
    return all_or_nothing(conditions, say(N_("“%(step)s” may be recorded."), step=STEP_NAMES[facts.step]))


BOOKING = {"carrier": N_("carrier"), "plate": N_("plate"), "driver": N_("driver"), "driver_phone": N_("driver's phone"),
           "pickup_at": N_("pick-up at")}


class DepartParams(Params):
    """Does a count that differs stop the vehicle (LOG-03)? Which booking data are needed (LOG-02)?"""

    block_on_count_mismatch: bool = True
    fields: tuple[str, ...] = Field(tuple(BOOKING), json_schema_extra={"words": {**BOOKING}})


class CountedLine(Facts):
    """One line of the slip as counted."""

    name: str
    expected: Decimal
    counted: Decimal


class DepartFacts(Facts):
    """The vehicle's data that are missing, and the last count; None when nobody counted."""

    missing: tuple[str, ...] = ()
    booked: bool = True
    counted: tuple[CountedLine, ...] | None = None


def may_depart(params: DepartParams, facts: DepartFacts) -> Verdict:
    """Vehicle confirmed (LOG-02), counted on site, and the count agrees with the slip (LOG-03)."""
    conditions = (_vehicle(params, facts), _was_counted(facts), _agrees(params, facts))
    return all_or_nothing(conditions, say(N_("The vehicle may leave.")), exits=("logistics.count", "logistics.open_exception"))


def _vehicle(params: DepartParams, facts: DepartFacts) -> Condition:
    title, missing = N_("Vehicle"), [BOOKING[f] for f in facts.missing if f in params.fields]
    if not facts.booked:
        return Condition(title, False, say(N_("The vehicle is not confirmed. Book carrier, plate, driver and phone first.")), "LOG-02")
    if missing:
        says = say(N_("The vehicle is not confirmed: %(missing)s not given. Change the vehicle, then let it leave."), missing=missing)
        return Condition(title, False, says, "LOG-02")
    return Condition(title, True, say(N_("Confirmed.")), "LOG-02")


def _was_counted(facts: DepartFacts) -> Condition:
    ok = facts.counted is not None
    return Condition(N_("Counted on site"), ok, say(N_("Counted.")) if ok else
                     say(N_("Nobody has counted the goods on site yet. Count them with the slip in hand.")), "LOG-03")


def _agrees(params: DepartParams, facts: DepartFacts) -> Condition:
    wrong = [x for x in facts.counted or () if x.counted != x.expected]
    if not wrong or not params.block_on_count_mismatch:
        return Condition(N_("Count agrees"), True, say(N_("The count agrees with the slip.") if not wrong else
                                                       N_("The count differs; the company lets the vehicle go.")), "LOG-03")
    first, gap = wrong[0], wrong[0].expected - wrong[0].counted
    text = N_("%(name)s: the slip says %(expected)s, counted %(counted)s, short of %(gap)s."
              " Complete the goods and count again, or have the slip changed.")
    if gap < 0:
        text, gap = N_("%(name)s: the slip says %(expected)s, counted %(counted)s, %(gap)s too many. Take them out and count again."), -gap
    return Condition(N_("Count agrees"), False,
                     say(text, name=first.name, expected=first.expected, counted=first.counted, gap=gap), "LOG-03")


class FreightParams(Params):
    """Is freight held back until the collected money is handed over (LOG-05)?"""

    hold_freight_until_cod_returned: bool = True


class FreightFacts(Facts):
    """Freight agreed and asked for; collected money still with the carrier for this shipment."""

    agreed_fen: int
    asked_fen: int
    cod_open_fen: int


def may_settle_freight(params: FreightParams, facts: FreightFacts) -> Verdict:
    """Freight matches the waybill and no collected money is outstanding (LOG-05)."""
    held = params.hold_freight_until_cod_returned and facts.cod_open_fen > 0
    conditions = (
        Condition(N_("Collected money handed over"), not held, say(N_("Nothing is outstanding.")) if not held else
                  say(N_("The carrier still holds %(open_fen)s yuan of collected money; freight is settled after it is handed over."),
                      open_fen=facts.cod_open_fen), "LOG-05"),
        Condition(N_("Freight as agreed"), facts.asked_fen <= facts.agreed_fen,
                  say(N_("Agreed %(agreed_fen)s, asked %(asked_fen)s."), agreed_fen=facts.agreed_fen, asked_fen=facts.asked_fen), "LOG-05"),
    )
    return all_or_nothing(conditions, say(N_("Freight may be settled.")), exits=("receivables.hand_over_cod",))


class TrackParams(Params):
    """After how many days past the expected day a shipment counts as delayed (LOG-04)."""

    delay_alert_days: int = Field(1, ge=0, le=60)


def is_delayed(expected: date | None, today: date, alert_days: int) -> bool:
    """Not arrived ``alert_days`` after the expected day."""
    return expected is not None and today >= expected + timedelta(days=max(alert_days, 1))


class ExceptionParams(Params):
    """Nothing to set: the kinds of exceptions are a choice list of the company (ORD-19)."""


class ExceptionFacts(Facts):
    """What is known when an exception is to be closed."""

    result: str
    handler: str


def may_close_exception(params: ExceptionParams, facts: ExceptionFacts) -> Verdict:
    """Closed only with a handler and a result (ORD-19)."""
    conditions = (
        Condition(N_("Handler"), bool(facts.handler), say(N_("%(name)s"), name=facts.handler) if facts.handler else
                  say(N_("Nobody has been given this exception.")), "ORD-19"),
        Condition(N_("Result"), bool(facts.result), say(N_("Recorded.")) if facts.result else
                  say(N_("The result is missing. Say how it was settled.")), "ORD-19"),
    )
    return all_or_nothing(conditions, say(N_("The exception may be closed.")))


def carrier_rating(shipments: Sequence[tuple[bool, bool]]) -> dict[str, Decimal | None]:
    """Share on time and share undamaged of (late, damaged) pairs (LOG-10)."""
    n = len(shipments)
    return {"on_time": money.ratio(sum(not late for late, _ in shipments), n),
            "undamaged": money.ratio(sum(not damaged for _, damaged in shipments), n)}
