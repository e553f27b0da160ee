"""What people give about meetings and reports, row by row."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from yingshu.kernel.inputs import Hidden, Input, LongText, Lookup, Needed, PersonRef

MeetingRef = Annotated[int, Field(gt=0), Lookup("meetings")]
ItemRef = Annotated[int, Field(gt=0), Lookup("action_items")]
WorkReportRef = Annotated[int, Field(gt=0), Lookup("work_reports")]
Month = Annotated[str, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")]


class Channel(StrEnum):
    """How a report comes."""

    PHONE = "phone"
    EMAIL = "email"
    FAX = "fax"
    MESSAGE = "message"


class TopicInput(Input):
    """What was said about a topic of the agenda."""

    topic_id: Annotated[int, Field(gt=0), Hidden()]
    summary: LongText = ""


class ItemInput(Input):
    """A resolution: what, who, until when. Person and day are asked for by the rule, so that it can say why."""

    text: Annotated[str, Field(min_length=1, max_length=300)]
    owner_id: PersonRef | None = None
    due_on: date | None = None


class ContentInput(Input):
    """One content of a report: its topic by code or in words, and the text."""

    topic: Needed
    text: LongText = ""
