"""The rules of reports, as pure functions: when they are due, who hands them in, what they must agree with, what figures mean."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Annotated, Literal, NamedTuple

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import money
from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Sum, Verdict, say

MONTHLY_SALES = "monthly_sales"
TIME = r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$"


# ---- when: MTG-06, MTG-07, MTG-11 --------------------------------------------------------------------------------------

class HolidayShift(StrEnum):
    """Does a deadline on a day off move?"""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"


class MonthlyParams(Params):
    """Who hands in the monthly sales report, to whom, until when (MTG-06). Posts by code.

    ``report_day``: the report is of exactly this day and not taken earlier. ``reports``: the papers the clause asks for.
    """

    deadline_day: int = Field(28, ge=1, le=31, title=N_("Deadline (day of the month)"))
    report_day: int | None = Field(None, ge=1, le=31, title=N_("Reporting day (not before)"))
    recipients: tuple[str, ...] = Field(("vice_president", "general_manager"), min_length=1, title=N_("Recipients"))
    author: str = Field("service_manager", title=N_("Author"))
    late_after: str = Field("24:00", pattern=TIME, title=N_("Late after"))
    holiday_shift: HolidayShift = Field(HolidayShift.NONE, title=N_("Deadline on a day off"))
    reports: tuple[str, ...] = Field((MONTHLY_SALES,), min_length=1, title=N_("Reports asked for"))
    remind_from_day: int = Field(25, ge=1, le=31, title=N_("Reminders from day"))


class DailyParams(Params):
    """The billing clerk's daily report and monthly statement (MTG-07)."""

    daily: bool = Field(True, title=N_("Daily report"))
    daily_late_after: str = Field("24:00", pattern=TIME, title=N_("Daily report late after"))
    monthly: bool = Field(True, title=N_("Monthly statement"))
    monthly_due_day: int = Field(5, ge=1, le=31, title=N_("Statement due (day of the next month)"))
    author: str = Field("billing_clerk", title=N_("Author"))
    recipients: tuple[str, ...] = Field(("service_manager",), min_length=1, title=N_("Recipients"))


class Period(StrEnum):
    """Spans of statistics."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


MONTHS = {Period.MONTH: 1, Period.QUARTER: 3}


class StatisticsParams(Params):
    """The area manager's statistics (MTG-11): spans asked for, days after the span's end until they are due."""

    periods: tuple[Period, ...] = Field((Period.WEEK, Period.MONTH, Period.QUARTER), min_length=1, title=N_("Periods"))
    due_after_days: int = Field(3, ge=0, le=31, title=N_("Due after (days)"))
    author: str = Field("region_manager", title=N_("Author"))
    recipients: tuple[str, ...] = Field(("sales_director",), min_length=1, title=N_("Recipients"))


class AnalysisParams(Params):
    """The analysis of sales data (OPS-05): what it looks at and how often."""

    dimensions: tuple[str, ...] = Field(("amount", "quantity", "profit", "customers"), min_length=1, title=N_("Dimensions"))
    frequency: Literal[Period.MONTH, Period.QUARTER] = Field(Period.MONTH, title=N_("Frequency"))
    author: str = Field("director", title=N_("Author"))
    recipients: tuple[str, ...] = Field(("vice_president", "sales_director"), min_length=1, title=N_("Recipients"))


def day_in(month: date, day: int) -> date:
    """A day of a month; the last one where the month is shorter."""
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def next_month(month: date) -> date:
    """First day of the month after."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def due_date(params: MonthlyParams, month: date, next_working_day: Callable[[date], date]) -> date:
    """The last day on which a month's report is on time (MTG-06); moved only where the rulebook says so."""
    due = day_in(month, params.report_day or params.deadline_day)
    return next_working_day(due) if params.holiday_shift == HolidayShift.NEXT_WORKING_DAY else due


def statement_due(params: DailyParams, month: date) -> date:
    """Until when a month's statement is due: a day of the month after (MTG-07)."""
    return day_in(next_month(month), params.monthly_due_day)


def limit_of(due_on: date, late_after: str = "24:00") -> datetime:
    """The wall-clock moment from which a report is late."""
    hours, minutes = int(late_after[:2]), int(late_after[3:])
    return datetime.combine(due_on, time(0)) + timedelta(hours=hours, minutes=minutes)


def days_late(due_on: date, late_after: str, at: datetime) -> int:
    """Days late at a wall-clock moment, each begun day counted: 28th → 0, 29th → 1 (MTG-06)."""
    over = at.replace(tzinfo=None) - limit_of(due_on, late_after)
    return over.days + 1 if over >= timedelta(0) else 0


# ---- may it be handed in? ---------------------------------------------------------------------------------------------

class SubmitFacts(Facts):
    """Who hands in what, when (wall clock in China); posts of the clause that nobody holds.

    A correction of a submitted report is not judged by the clock: the duty was done by the first version.
    """

    due_on: date | None
    at: datetime
    author: str
    holds_post: bool
    vacant: tuple[str, ...] = ()
    correction: bool = False


class ReconciledFacts(SubmitFacts):
    """With what the report says was shipped, and what the outbound notes of the same days add up to, in fen; of a day or of a month."""

    report_fen: int
    notes_fen: int
    notes: int
    of_month: bool = False


class PartsFacts(SubmitFacts):
    """With the sum of the shorter reports of the same span; None where there are none to compare with."""

    report_fen: int
    parts_fen: int | None = None
    missing: tuple[str, ...] = ()


def submit_monthly(params: MonthlyParams, facts: SubmitFacts) -> Verdict:
    """Handed in by the author's post; late is recorded, not refused (MTG-06)."""
    conditions = (_by_author(facts, "MTG-06"), *_not_before(params, facts), *_on_time(facts, params.late_after, "MTG-06"),
                  _received(facts, "MTG-06"))
    return _verdict(conditions, facts, params.late_after)


def submit_daily(params: DailyParams, facts: ReconciledFacts) -> Verdict:
    """The report must equal the outbound notes of its days (MTG-07), else it is refused with both sums."""
    gap = facts.report_fen - facts.notes_fen
    says = (say(N_("%(count)s outbound notes, %(notes_fen)s yuan; the report says the same."), count=facts.notes, notes_fen=facts.notes_fen)
            if not gap else
            say(N_("The report says %(report_fen)s yuan, the %(count)s outbound notes %(notes_fen)s: a difference of %(gap_fen)s. "
                   "Make the report again from the records, then submit it."),
                report_fen=facts.report_fen, notes_fen=facts.notes_fen, count=facts.notes, gap_fen=gap))
    late_after = "24:00" if facts.of_month else params.daily_late_after
    conditions = (_by_author(facts, "MTG-07"), Condition(N_("Equals the outbound notes"), not gap, says, "MTG-07"),
                  *_on_time(facts, late_after, "MTG-07"), _received(facts, "MTG-07"))
    sums = (Sum(N_("Report"), facts.report_fen), Sum(N_("Outbound notes"), facts.notes_fen, "−"), Sum(N_("Difference"), gap, "", True))
    return _verdict(conditions, facts, late_after, sums=sums, report=money.plain(facts.report_fen), notes=money.plain(facts.notes_fen),
                    gap=money.plain(gap))


def submit_statistics(params: StatisticsParams, facts: PartsFacts) -> Verdict:
    """Weeks that do not add up to their month are shown, with the difference; it can still be handed in (MTG-11)."""
    conditions = (_by_author(facts, "MTG-11"), *_parts(facts), *_on_time(facts, "24:00", "MTG-11"), _received(facts, "MTG-11"))
    gap = 0 if facts.parts_fen is None else facts.report_fen - facts.parts_fen
    sums = () if facts.parts_fen is None else (
        Sum(N_("Report"), facts.report_fen), Sum(N_("Its parts"), facts.parts_fen, "−"), Sum(N_("Difference"), gap, "", True))
    return _verdict(conditions, facts, "24:00", sums=sums, gap=money.plain(gap))


def submit_analysis(params: AnalysisParams, facts: SubmitFacts) -> Verdict:
    """An analysis goes to those who plan with it (OPS-05)."""
    return _verdict((_by_author(facts, "OPS-05"), _received(facts, "OPS-05"),), facts, "24:00")


HARD = frozenset({N_("Author"), N_("Reporting day"), N_("Equals the outbound notes")})


def _verdict(conditions: tuple[Condition, ...], facts: SubmitFacts, late_after: str, sums: tuple[Sum, ...] = (), **figures: str) -> Verdict:
    """Refused by the first hard condition that fails; other failing ones are a warning."""
    failing = [c for c in conditions if not c.ok]
    late = 0 if facts.due_on is None or facts.correction else days_late(facts.due_on, late_after, facts.at)
    refusing = next((c for c in failing if c.name in HARD), None)
    outcome = Outcome.REFUSE if refusing else Outcome.WARN if failing else Outcome.ALLOW
    says = (refusing or failing[0]).says if failing else say(N_("The report may be submitted."))
    return Verdict(outcome, says, conditions, sums, figures={"days_late": late, "due_on": facts.due_on or "", **figures})


def _by_author(facts: SubmitFacts, clause: str) -> Condition:
    says = (say(N_("You hold the post that hands it in: %(post)s."), post=facts.author) if facts.holds_post else
            say(N_("This report is handed in by: %(post)s. Ask the holder of the post, or the deputy."), post=facts.author))
    return Condition(N_("Author"), facts.holds_post, says, clause)


def _not_before(params: MonthlyParams, facts: SubmitFacts) -> tuple[Condition, ...]:
    if params.report_day is None or facts.due_on is None or facts.correction:
        return ()
    early = facts.at.date() < facts.due_on
    words = N_("It is taken from %(day)s on.") if early else N_("Reporting day %(day)s has come.")
    return (Condition(N_("Reporting day"), not early, say(words, day=facts.due_on.isoformat()), "MTG-06"),)


def _on_time(facts: SubmitFacts, late_after: str, clause: str) -> tuple[Condition, ...]:
    if facts.due_on is None or facts.correction:
        return ()
    late = days_late(facts.due_on, late_after, facts.at)
    says = (say(N_("%(days)s day(s) late: it was due on %(day)s."), days=late, day=facts.due_on.isoformat()) if late else
            say(N_("On time: due on %(day)s until %(time)s."), day=facts.due_on.isoformat(), time=late_after))
    return (Condition(N_("Deadline"), not late, says, clause),)


def _received(facts: SubmitFacts, clause: str) -> Condition:
    says = (say(N_("Nobody holds the post %(posts)s; it does not get the report."), posts=list(facts.vacant)) if facts.vacant else
            say(N_("Every recipient's post is held.")))
    return Condition(N_("Recipients"), not facts.vacant, says, clause)


def _parts(facts: PartsFacts) -> tuple[Condition, ...]:
    if facts.parts_fen is None:
        return ()
    gap = facts.report_fen - facts.parts_fen
    agree = say(N_("The parts add up to the same %(report_fen)s yuan."), report_fen=facts.report_fen)
    differ = say(N_("The parts add up to %(parts_fen)s yuan, this report says %(report_fen)s: a difference of %(gap_fen)s."),
                 parts_fen=facts.parts_fen, report_fen=facts.report_fen, gap_fen=gap)
    missing = say(N_("Not submitted: %(missing)s. The parts add up to %(parts_fen)s yuan, this report says %(report_fen)s: a difference "
                     "of %(gap_fen)s."), missing=list(facts.missing), parts_fen=facts.parts_fen, report_fen=facts.report_fen, gap_fen=gap)
    return (Condition(N_("Adds up from its parts"), not gap, agree if not gap else missing if facts.missing else differ, "MTG-11"),)


# ---- what figures mean ------------------------------------------------------------------------------------------------

class Compared(NamedTuple):
    """A figure beside an earlier one: difference, and percent of the earlier one (None: nothing to compare with)."""

    value: Decimal | None
    difference: Decimal | None
    percent: Decimal | None


def compare(now: Decimal | int, then: Decimal | int | None) -> Compared:
    """Now against then. Percent is half up to two decimals; against zero there is a difference but no percentage."""
    if then is None:
        return Compared(None, None, None)
    difference = Decimal(now) - Decimal(then)
    share = money.round_half_up(difference * 100 / abs(Decimal(then)), 2) if then else None
    return Compared(Decimal(then), difference, share)


class Profit(NamedTuple):
    """Profit in fen and as a share of the net amount (None without a net amount)."""

    fen: int
    rate: Decimal | None


def profit(net_fen: int, cost_fen: int) -> Profit:
    """Net amount less cost (OPS-05): 1,000,000 − 700,000 = 300,000, 30 %."""
    return Profit(net_fen - cost_fen, money.ratio(net_fen - cost_fen, net_fen))


class Handling(NamedTuple):
    """Handling times in seconds, half up (ORD-10); None without orders."""

    median: int | None
    mean: int | None


def handling(seconds: Sequence[int]) -> Handling:
    """The middle and the average of handling times."""
    if not seconds:
        return Handling(None, None)
    mean = Decimal(sum(seconds)) / len(seconds)
    return Handling(int(money.round_half_up(median(map(Decimal, seconds)))), int(money.round_half_up(mean)))


# ---- ORG-36: how well the rulebook is kept ------------------------------------------------------------------------------

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]


class ComplianceParams(Params):
    """Share of a duty's occurrences that should be done in time, and other shares for single clauses."""

    duty_target: Share = Field(Decimal("0.95"), title=N_("Target of duties"))
    clause_targets: dict[str, Share] = Field(default_factory=dict, title=N_("Targets of single clauses"))
