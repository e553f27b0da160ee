"""When meetings are held, who is late, and what a meeting must have before it may close (MTG-01 to 05)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Say, Verdict, say

TIME = r"^([01]\d|2[0-3]):[0-5]\d$"
COLLECTION = "collection"
TOPICS = (N_("review_and_plan"), N_("improvements"), N_("collection"), N_("other"), N_("region_work"), N_("follow_up_tasks"), N_("lessons"),
          N_("market_and_rivals"), N_("measures"))
OWN: dict[str, Any] = {"own": True}  # a list of the company's: it adds words of its own
Topics = Annotated[tuple[str, ...], Field(title=N_("Agenda"), json_schema_extra=OWN)]


class Frequency(StrEnum):
    """How often meetings of a series are held."""

    NONE = "none"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Weekday(StrEnum):
    """Days of the week, Monday first."""

    MON = "MON"
    TUE = "TUE"
    WED = "WED"
    THU = "THU"
    FRI = "FRI"
    SAT = "SAT"
    SUN = "SUN"

    @property
    def from_monday(self) -> int:
        return list(Weekday).index(self)


class SeriesParams(Params):
    """A series of meetings: how often, when, who comes, what is spoken about. Posts and topics by code.

    Weekly ones are planned by themselves, so many days ahead; the others are called by their convenor.
    """

    frequency: Frequency = Field(Frequency.NONE, title=N_("Frequency"))
    weekday: Weekday = Field(Weekday.MON, title=N_("Weekday"))
    time: str = Field("08:30", pattern=TIME, title=N_("Begins at"))
    convenor: str = Field("director", title=N_("Convenor"))
    attendees: tuple[str, ...] = Field((), title=N_("Must attend"), json_schema_extra={"of": "posts"})
    optional: tuple[str, ...] = Field((), title=N_("May attend"), json_schema_extra={"of": "posts"})
    agenda: Topics = ()
    minutes_required: bool = Field(True, title=N_("Minutes required"))
    plan_ahead_days: int = Field(7, ge=1, le=60, title=N_("Planned so many days ahead"))


class WeeklyParams(SeriesParams):
    """营销中心周例会 (MTG-01)."""

    frequency: Frequency = Field(Frequency.WEEK, title=N_("Frequency"))
    attendees: tuple[str, ...] = Field(("director", "service_manager", "assistant", "logistics_clerk"), title=N_("Must attend"))
    optional: tuple[str, ...] = Field(("vice_president",), title=N_("May attend"))
    agenda: Topics = ("review_and_plan", "improvements", COLLECTION, "other")


class RegionalParams(SeriesParams):
    """季度大区经理会议 (MTG-02)."""

    frequency: Frequency = Field(Frequency.QUARTER, title=N_("Frequency"))
    attendees: tuple[str, ...] = Field(("region_manager",), title=N_("Must attend"))
    agenda: Topics = ("region_work", "follow_up_tasks")


class CoordinationParams(SeriesParams):
    """工作协调会 (MTG-03): collection is a topic every month (REC-07)."""

    frequency: Frequency = Field(Frequency.MONTH, title=N_("Frequency"))
    attendees: tuple[str, ...] = Field(("finance", "workshop", "logistics_clerk"), title=N_("Must attend"))
    agenda: Topics = (COLLECTION,)


class SalesParams(SeriesParams):
    """销售会议 (MTG-04)."""

    frequency: Frequency = Field(Frequency.MONTH, title=N_("Frequency"))
    convenor: str = Field("sales_director", title=N_("Convenor"))
    attendees: tuple[str, ...] = Field(("region_manager", "salesperson"), title=N_("Must attend"))
    agenda: Topics = ("lessons", "market_and_rivals", "measures")


# ---- when -------------------------------------------------------------------------------------------------------------

def planned_days(params: SeriesParams, first: date, last: date) -> Iterator[date]:
    """The days of a weekly series within first..last, both included; none for the others."""
    if params.frequency != Frequency.WEEK:
        return
    day = first + timedelta(days=(params.weekday.from_monday - first.weekday()) % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)


def minutes_late(begins: datetime, came: datetime) -> int:
    """Whole minutes after the beginning: 8:30:59 is on time for 8:30, 8:31:00 is one minute late (MTG-01)."""
    return max(int((came - begins).total_seconds()) // 60, 0)


# ---- calling: MTG-03 --------------------------------------------------------------------------------------------------

class CallingParams(Params):
    """Who must call the meeting on an important matter."""

    escalate_to: tuple[str, ...] = Field(("general_manager",), min_length=1, title=N_("Convenor of important matters"))


class CallingFacts(Facts):
    """The matter is important or not; the convenor holds such a post or not; what these posts are called."""

    important: bool
    convenor: str
    leads: bool
    leaders: tuple[str, ...] = ()


def may_call(params: CallingParams, facts: CallingFacts) -> Verdict:
    """Complex and important matters are called by the leader of the unit (MTG-03)."""
    ok = facts.leads or not facts.important
    says = (say(N_("%(name)s may call the meeting."), name=facts.convenor) if ok else
            say(N_("The matter is important: the convenor must hold the post %(posts)s; %(name)s does not. Choose another convenor."),
                posts=list(facts.leaders or params.escalate_to), name=facts.convenor))
    return Verdict(Outcome.ALLOW if ok else Outcome.REFUSE, says, (Condition(N_("Convenor"), ok, says, "MTG-03"),))


# ---- closing: MTG-01 to 05 --------------------------------------------------------------------------------------------

class TopicFacts(Facts):
    """A required topic, and whether anything was written about it."""

    topic: str
    discussed: bool


class ItemFacts(Facts):
    """An action item, and what it lacks."""

    text: str
    owner: bool
    due: bool


class ClosingFacts(Facts):
    """What the meeting has: minutes, required topics, action items. ``clause`` is that of its series."""

    clause: str
    minutes: bool
    topics: tuple[TopicFacts, ...] = ()
    items: tuple[ItemFacts, ...] = ()
    invited: int = 0
    present: int = 0


def may_close(params: SeriesParams, facts: ClosingFacts) -> Verdict:
    """Without minutes, or with an action item that nobody is responsible for, it stays open; a topic left out is told."""
    hard = (_minutes(params, facts), _items(facts))
    conditions = (*hard, *(_topic(t, facts.clause) for t in facts.topics))
    failing = [c for c in conditions if not c.ok]
    outcome = Outcome.ALLOW if not failing else Outcome.REFUSE if not all(c.ok for c in hard) else Outcome.WARN
    says = failing[0].says if failing else say(N_("The meeting may be closed."))
    return Verdict(outcome, says, conditions, figures={"invited": facts.invited, "present": facts.present, "items": len(facts.items)})


def _minutes(params: SeriesParams, facts: ClosingFacts) -> Condition:
    ok = facts.minutes or not params.minutes_required
    says = (say(N_("The minutes are written.")) if facts.minutes else say(N_("No minutes are required.")) if ok else
            say(N_("There are no minutes yet. Write them, then close the meeting.")))
    return Condition(N_("Minutes"), ok, says, facts.clause)


def _items(facts: ClosingFacts) -> Condition:
    return items_complete(facts.items)


def items_complete(items: tuple[ItemFacts, ...], clause: str = "MTG-05") -> Condition:
    """Every action item has somebody responsible and a day (MTG-04, MTG-05)."""
    bad = next((i for i in items if not (i.owner and i.due)), None)
    if bad is None:
        return Condition(N_("Action items"), True, say(N_("%(n)s action items, each with a person and a day."), n=len(items)), clause)
    words = (N_("“%(text)s” has nobody responsible. Name a person.") if not bad.owner else
             N_("“%(text)s” has no day. Say until when it is to be done."))
    return Condition(N_("Action items"), False, say(words, text=bad.text), clause)


def _topic(topic: TopicFacts, clause: str) -> Condition:
    says: Say = (say(N_("“%(topic)s” was discussed."), topic=topic.topic) if topic.discussed else
                 say(N_("Nothing is written about “%(topic)s”."), topic=topic.topic))
    return Condition(topic.topic, topic.discussed, says, "REC-07" if topic.topic == COLLECTION else clause)


class ItemsParams(Params):
    """Action items need both: a person and a day."""


class ItemsFacts(Facts):
    """The items to be written down, and the clause of the meeting's series."""

    items: tuple[ItemFacts, ...]
    clause: str


def may_note(params: ItemsParams, facts: ItemsFacts) -> Verdict:
    """An item without a person or a day is not kept (MTG-04, MTG-05)."""
    found = items_complete(facts.items, "MTG-04" if facts.clause == "MTG-04" else "MTG-05")
    return Verdict(Outcome.ALLOW if found.ok else Outcome.REFUSE, found.says, (found,))
