"""The format of a duty: who does what by when, how it is seen as done, who is told. Its JSON schema documents it.

An item comes from a rulebook, from the library that is delivered, or from an administrator in the browser; all are the same model.
"""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated, Self

from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from yingshu.rulebook.sections import Item

from .recurrence import checked_rrule


class Every(StrEnum):
    """How often."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class Weekday(StrEnum):
    """Days of the week, as RFC 5545 writes them."""

    MO = "MO"
    TU = "TU"
    WE = "WE"
    TH = "TH"
    FR = "FR"
    SA = "SA"
    SU = "SU"


class Shift(StrEnum):
    """What becomes of a day that is not worked: stays, next worked day, worked day before, no occurrence at all."""

    NONE = "none"
    FORWARD = "forward"
    BACK = "back"
    SKIP = "skip"


class About(StrEnum):
    """Which period an occurrence is about, seen from the day it is due: the plan of the next month, the statement of the last."""

    LAST = "last"
    THIS = "this"
    NEXT = "next"


class Per(StrEnum):
    """How many times a duty exists: once, once in each unit, for each holder of the post, for each record of a source."""

    COMPANY = "company"
    UNIT = "unit"
    PERSON = "person"
    RECORD = "record"


class Part(BaseModel):
    """Base of the parts of a duty."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Code = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")]
Key = Annotated[str, Field(pattern=r"^[a-z_]*$", max_length=40)]
Hours = Annotated[int, Field(ge=0, le=24 * 366)]
Day = Annotated[int, Field(ge=-28, le=31)]


class When(Part):
    """When it is due. Exactly one of ``every``, ``rrule``, ``after_days``, ``by_record`` and ``rhythm`` says how it repeats.

    ``days`` are days of the month (31 is the last one where a month is shorter, -1 the last); without them the last day of the month,
    quarter, half-year or year. ``after_days``: so many days after it was last done, for each subject by itself. ``by_record``:
    once for each record, on the day that it names (records with a day: ``r/errands.until``), to be done as soon as the record is there.
    ``rhythm``: days that a room works out from parameters of its own. Due at ``at`` (end of the day when empty) plus
    ``grace_minutes``. It can be done from ``opens_hours`` before it is due (when empty: since the one before was due) and counts as
    missed after ``closes_hours`` (when empty: once the next one is due).
    """

    every: Every | None = Field(None, title=N_("Every"))
    weekdays: tuple[Weekday, ...] = Field((), title=N_("Weekdays"))
    days: tuple[Day, ...] = Field((), title=N_("Days of the month"))
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field((), title=N_("Months"))
    rrule: str = Field("", max_length=200, title=N_("Recurrence rule"))
    after_days: int | None = Field(None, ge=1, le=3660, title=N_("Days after it was last done"))
    by_record: bool = Field(False, title=N_("On the day that each record names"))
    rhythm: str = Field("", max_length=60, title=N_("Dates worked out by"))
    at: time | None = Field(None, title=N_("Due at"))
    shift: Shift = Field(Shift.NONE, title=N_("On a day off"))
    about: About = Field(About.THIS, title=N_("Period it is about"))
    grace_minutes: int = Field(0, ge=0, le=60 * 24 * 31, title=N_("Grace (minutes)"))
    opens_hours: Hours | None = Field(None, title=N_("Can be done from (hours before)"))
    closes_hours: Hours | None = Field(None, title=N_("Missed after (hours)"))

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [bool(self.every), bool(self.rrule), self.after_days is not None, self.by_record, bool(self.rhythm)]
        if sum(ways) != 1:
            raise ValueError(N_("Say how it repeats in exactly one way: every, rrule, after_days, by_record or rhythm."))
        if self.every == Every.WEEK and not self.weekdays:
            raise ValueError(N_("A weekly duty needs its weekdays."))
        if 0 in self.days:
            raise ValueError(N_("There is no day 0 of a month; use -1 for the last day."))
        return self

    @field_validator("rrule")
    @classmethod
    def _understood(cls, text: str) -> str:
        return checked_rrule(text)


class Who(Part):
    """Who does it: holders of ``posts`` (codes or names), deputies included; for each record its owner, where it has one and
    ``owner_first`` is not turned off."""

    posts: tuple[str, ...] = Field((), title=N_("Posts"))
    per: Per = Field(Per.COMPANY, title=N_("Once for"))
    records: str = Field("", max_length=60, title=N_("Records"))
    owner_first: bool = Field(True, title=N_("Each record's owner does it"))

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.per == Per.RECORD) != bool(self.records):
            raise ValueError(N_("A duty per record names its records; the others name none."))
        if not self.posts and self.per != Per.RECORD:
            raise ValueError(N_("Name at least one post."))
        return self


class DoneWhen(Part):
    """How it is seen as done. Without ``actions`` a person confirms it in the form of the duty itself.

    ``actions`` are codes of business actions; ``kind``, ``states`` and ``data`` must agree with what the action answered
    (``Done.kind``, ``.state``, ``.data``). ``subject`` and ``period`` name the keys of ``Done.data`` that tell the record or unit and the
    period it was done for; ``moment`` the key that tells at which moment or on which day it happened (else now), for records that are
    written later. An action that answers ``occurrence_id`` names the occurrence itself. ``times``: so many are needed.
    """

    actions: tuple[Code, ...] = Field((), title=N_("Done by"))
    kind: Key = ""
    states: tuple[Key, ...] = ()
    data: dict[Key, str | int | bool] = Field(default_factory=dict)
    subject: Key = ""
    period: Key = ""
    moment: Key = ""
    times: int = Field(1, ge=1, le=999, title=N_("How many"))
    note_required: bool = Field(True, title=N_("A note is required"))
    attachment_required: bool = Field(False, title=N_("An attachment is required"))


class Told(Part):
    """Who is told: the responsible before and after it is due; their superior, and ``posts``, when it stays undone."""

    before_hours: tuple[Hours, ...] = Field((24,), max_length=6, title=N_("Reminders before (hours)"))
    after_hours: tuple[Hours, ...] = Field((1,), max_length=6, title=N_("Reminders after (hours)"))
    escalate_hours: Hours | None = Field(24, title=N_("Superior told after (hours)"))
    posts: tuple[str, ...] = Field((), title=N_("Also told"))


class DutyItem(Item):
    """One duty. ``assumed`` names what is our suggestion and not the clause's: ``when.at``, ``told``, … ``active`` false ends it."""

    when: When
    who: Who
    done: DoneWhen = DoneWhen()
    told: Told = Told()
    help: str = Field("", max_length=400, title=N_("What is to be done"))
    url: str = Field("", max_length=200, pattern=r"^(/.*)?$", title=N_("Where it is done"))
    assumed: tuple[str, ...] = ()
    active: bool = True

    @model_validator(mode="after")
    def _of_records(self) -> Self:
        if self.when.by_record and self.who.per != Per.RECORD:
            raise ValueError(N_("On the day that a record names: such a duty is for each record, name the records."))
        return self
