"""Reports that people give: for which period, until when, with which contents (MTG-08, 09, 10, 13, 15, 18)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, NamedTuple

from django.utils.translation import gettext_noop as N_
from pydantic import Field, model_validator

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Verdict, say

from .meeting import OWN, TIME, Weekday

CONTENTS = (N_("this_week"), N_("area_and_city"), N_("new_dealers"), N_("old_dealers"), N_("problems_past"), N_("problems_present"),
            N_("problems_to_solve"), N_("quality_problems"), N_("anomaly"), N_("proposal"), N_("sales_figures"), N_("market_feedback"),
            N_("next_steps"), N_("business_situation"), N_("matters"))
Contents = Annotated[tuple[str, ...], Field(title=N_("Required contents"), json_schema_extra=OWN)]
Channels = Annotated[tuple[str, ...], Field(title=N_("By way of"), json_schema_extra=OWN)]
EARLY, ON_TIME, LATE = "early", "on_time", "late"


class Every(StrEnum):
    """The span that one report is about."""

    DAY = "day"
    WEEK = "week"
    HALF_MONTH = "half_month"
    MONTH = "month"


class ReportParams(Params):
    """A kind of report. Posts and contents by code; several days until it must be handled."""

    every: Every = Field(Every.MONTH, title=N_("For each"))
    author: str = Field("salesperson", title=N_("Author"))
    handlers: tuple[str, ...] = Field(("vice_president",), min_length=1, title=N_("Dealt with by"))
    contents: Contents = ()
    channels: Channels = ()
    due_after_days: int = Field(0, ge=0, le=31, title=N_("Due so many days after the period"))
    handle_within_days: int = Field(3, ge=1, le=60, title=N_("To be handled within (days)"))


class PhoneParams(ReportParams):
    """周五电话汇报 (MTG-09): a window on one day of the week; both ends belong to it."""

    every: Every = Field(Every.WEEK, title=N_("For each"))
    author: str = Field("region_manager", title=N_("Author"))
    contents: Contents = ("this_week", "area_and_city", "new_dealers", "old_dealers")
    channels: Channels = ("phone",)
    weekday: Weekday = Field(Weekday.FRI, title=N_("Weekday"))
    window: tuple[str, str] = Field(("14:00", "16:00"), title=N_("Between"))

    @model_validator(mode="after")
    def _window(self) -> PhoneParams:
        if not all(_is_time(t) for t in self.window) or self.window[0] >= self.window[1]:
            raise ValueError("the window needs two times like 14:00, the earlier one first")
        return self


def _is_time(text: str) -> bool:
    return re.match(TIME, text) is not None


class HalfMonthParams(ReportParams):
    """半月书面报告 (MTG-10): until the 15th and the last day of the month."""

    every: Every = Field(Every.HALF_MONTH, title=N_("For each"))
    author: str = Field("region_manager", title=N_("Author"))
    contents: Contents = ("problems_past", "problems_present", "problems_to_solve")
    channels: Channels = ("fax", "email")


class QualityParams(ReportParams):
    """质量日报表 (MTG-08)."""

    every: Every = Field(Every.DAY, title=N_("For each"))
    author: str = Field("billing_clerk", title=N_("Author"))
    handlers: tuple[str, ...] = Field(("service_manager",), min_length=1, title=N_("Dealt with by"))
    contents: Contents = ("quality_problems",)


class AnomalyParams(ReportParams):
    """销售异常及时上报 (MTG-13): within hours of noticing it."""

    every: Every = Field(Every.WEEK, title=N_("For each"))
    author: str = Field("assistant", title=N_("Author"))
    handlers: tuple[str, ...] = Field(("sales_director", "general_manager"), min_length=1, title=N_("Dealt with by"))
    contents: Contents = ("anomaly", "proposal")
    within_hours: int = Field(24, ge=1, le=240, title=N_("Report within (hours)"))


class SalesReportParams(ReportParams):
    """销售报告与分析 (MTG-15)."""

    author: str = Field("region_manager", title=N_("Author"))
    handlers: tuple[str, ...] = Field(("sales_director",), min_length=1, title=N_("Dealt with by"))
    contents: Contents = ("sales_figures", "market_feedback", "next_steps")
    due_after_days: int = Field(5, ge=0, le=31, title=N_("Due so many days after the period"))


class HeadquartersParams(ReportParams):
    """与总部的报告与沟通 (MTG-18)."""

    author: str = Field("region_manager", title=N_("Author"))
    handlers: tuple[str, ...] = Field(("general_manager",), min_length=1, title=N_("Dealt with by"))
    contents: Contents = ("business_situation", "matters")


# ---- periods ----------------------------------------------------------------------------------------------------------

class Span(NamedTuple):
    """A period: how it is written, first and last day."""

    name: str
    first: date
    last: date


def span_of(every: Every, day: date) -> Span:
    """The period a day lies in: 2026-06-05, 2026-W23, 2026-06-H1, 2026-06."""
    last = day.replace(day=monthrange(day.year, day.month)[1])
    if every == Every.DAY:
        return Span(day.isoformat(), day, day)
    if every == Every.WEEK:
        year, week, weekday = day.isocalendar()
        first = day - timedelta(days=weekday - 1)
        return Span(f"{year}-W{week:02d}", first, first + timedelta(days=6))
    if every == Every.MONTH:
        return Span(f"{day:%Y-%m}", day.replace(day=1), last)
    if day.day <= 15:
        return Span(f"{day:%Y-%m}-H1", day.replace(day=1), day.replace(day=15))
    return Span(f"{day:%Y-%m}-H2", day.replace(day=16), last)


def window_of(params: ReportParams, span: Span) -> tuple[datetime | None, datetime]:
    """From when a report of a period may be given (None: any time), and the moment from which it is late; wall clock."""
    if isinstance(params, PhoneParams):
        day = span.first + timedelta(days=params.weekday.from_monday)
        begin, end = (datetime.combine(day, time.fromisoformat(t)) for t in params.window)
        return begin, end + timedelta(minutes=1)  # 16:00 itself still belongs to the window
    return None, datetime.combine(span.last + timedelta(days=params.due_after_days + 1), time(0))


def nearest_span(params: ReportParams, now: datetime) -> Span:
    """The period that a report given now is most likely about: the one whose deadline is nearest."""
    return min(spans_around(params, now.date()), key=lambda s: abs(window_of(params, s)[1] - now))


def spans_around(params: ReportParams, day: date) -> Iterator[Span]:
    """The period of a day and the one before."""
    this = span_of(params.every, day)
    yield from (span_of(params.every, this.first - timedelta(days=1)), this)


PERIODS = {Every.DAY: ("%Y-%m-%d", "", "2026-06-05"), Every.WEEK: ("%G-W%V-%u", "-1", "2026-W23"),
           Every.HALF_MONTH: ("%Y-%m-%d", "", "2026-06-H1"), Every.MONTH: ("%Y-%m-%d", "-01", "2026-06")}


def span_named(every: Every, name: str) -> Span | None:
    """The period that is written so; None when it is no such period."""
    form, rest, _example = PERIODS[every]
    text = name.replace("-H1", "-01").replace("-H2", "-16") if every == Every.HALF_MONTH else name
    try:
        found = span_of(every, datetime.strptime(text + rest, form).date())
    except ValueError:
        return None
    return found if found.name == name else None


class Timing(NamedTuple):
    """Early, on time or late, and how many days late, each begun day counted."""

    word: str
    days: int


def timing(begin: datetime | None, end: datetime, at: datetime) -> Timing:
    """Friday 15:20 → on time, 16:30 → late (MTG-09); on the 16th for the first half → one day late (MTG-10)."""
    if at >= end:
        return Timing(LATE, (at.date() - (end - timedelta(minutes=1)).date()).days)
    return Timing(EARLY if begin is not None and at < begin else ON_TIME, 0)


# ---- may it be given? -------------------------------------------------------------------------------------------------

class ReportFacts(Facts):
    """What is given: contents filled in, by whom, when (wall clock in China). ``due`` is set when a scan drafted the report."""

    clause: str
    period: str
    first: date
    last: date
    at: datetime
    author: str
    holds_post: bool
    filled: tuple[str, ...] = ()
    channel: str = ""
    due: datetime | None = None


def may_report(params: ReportParams, facts: ReportFacts) -> Verdict:
    """By the author's post, with everything the clause asks for; late is recorded, not refused."""
    found = timing(*_window(params, facts), facts.at)
    hard = (_author(facts), _contents(params, facts), _channel(params, facts))
    conditions = (*hard, _in_time(params, facts, found))
    failing = next((c for c in conditions if not c.ok), None)
    outcome = Outcome.ALLOW if failing is None else Outcome.WARN if all(c.ok for c in hard) else Outcome.REFUSE
    says = failing.says if failing else say(N_("The report is complete and on time."))
    return Verdict(outcome, says, conditions, figures={"timing": found.word, "days_late": found.days, "period": facts.period})


def _window(params: ReportParams, facts: ReportFacts) -> tuple[datetime | None, datetime]:
    return (None, facts.due) if facts.due else window_of(params, Span(facts.period, facts.first, facts.last))


def _author(facts: ReportFacts) -> Condition:
    words = N_("You hold the post that gives it: %(post)s.") if facts.holds_post else N_("This report is given by: %(post)s.")
    return Condition(N_("Author"), facts.holds_post, say(words, post=facts.author), facts.clause)


def _contents(params: ReportParams, facts: ReportFacts) -> Condition:
    missing = [c for c in params.contents if c not in facts.filled]
    says = (say(N_("Not reported: %(missing)s. Write something about each, then save."), missing=missing) if missing else
            say(N_("Everything that is asked for is reported.")))
    return Condition(N_("Contents of the report"), not missing, says, facts.clause)


def _channel(params: ReportParams, facts: ReportFacts) -> Condition:
    ok = not params.channels or facts.channel in params.channels
    says = (say(N_("Reports of this kind come by %(channels)s."), channels=list(params.channels)) if params.channels else
            say(N_("Any way will do.")))
    return Condition(N_("By way of"), ok, says, facts.clause)


def _in_time(params: ReportParams, facts: ReportFacts, found: Timing) -> Condition:
    begin, end = _window(params, facts)
    shown = {"until": f"{end - timedelta(minutes=1):%Y-%m-%d %H:%M}", "days": found.days,
             "since": f"{begin:%Y-%m-%d %H:%M}" if begin else ""}
    words = {LATE: N_("%(days)s day(s) late: it was due until %(until)s.") if found.days else N_("Late: it was due until %(until)s."),
             EARLY: N_("Before its window, which begins at %(since)s."), ON_TIME: N_("On time: due until %(until)s.")}[found.word]
    return Condition(N_("Deadline"), found.word == ON_TIME, say(words, **shown), facts.clause)


# ---- anomalies: MTG-13 ------------------------------------------------------------------------------------------------

class DropParams(Params):
    """A week so far below the average of the weeks before is an anomaly."""

    anomaly_drop_ratio: Decimal = Field(Decimal("0.3"), gt=0, lt=1, decimal_places=4, title=N_("Drop that counts as an anomaly"))
    weeks_compared: int = Field(4, ge=1, le=26, title=N_("Weeks compared with"))


def drop_of(now: Decimal, before: tuple[Decimal, ...]) -> Decimal | None:
    """How far a week lies below the average of the weeks before, as a share; None when there is nothing to compare with."""
    average = sum(before, Decimal(0)) / len(before) if before else Decimal(0)
    return None if average <= 0 else (average - now) / average


class WeekFacts(Facts):
    """Sold in the week, and in the weeks before it, in fen."""

    week: str
    fen: int
    before_fen: tuple[int, ...]


def is_anomaly(params: DropParams, facts: WeekFacts) -> Verdict:
    """A drop of at least the ratio is an anomaly: a draft is made, to be reported within hours (MTG-13)."""
    drop = drop_of(Decimal(facts.fen), tuple(map(Decimal, facts.before_fen)))
    bad = drop is not None and drop >= params.anomaly_drop_ratio
    percent = "--" if drop is None else f"{(drop * 100).quantize(Decimal('0.01')):f}%"
    words = (N_("%(week)s: %(now_fen)s yuan, %(percent)s below the average of the weeks before.") if bad else
             N_("%(week)s: %(now_fen)s yuan, nothing unusual."))
    says = say(words, week=facts.week, now_fen=facts.fen, percent=percent)
    return Verdict(Outcome.WARN if bad else Outcome.ALLOW, says, (Condition(N_("Sales of the week"), not bad, says, "MTG-13"),),
                   figures={"drop": percent, "now": facts.fen})
