"""What people give about surveys."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from yingshu.kernel.inputs import Input, Lookup, OnlyWith, UnitRef
from yingshu.kernel.text import tidy

from .models import Item

QuestionnaireRef = Annotated[int, Field(gt=0), Lookup("questionnaires")]
VersionRef = Annotated[int, Field(gt=0), Lookup("questionnaire_versions")]
WaveRef = Annotated[int, Field(gt=0), Lookup("waves")]
InvitationRef = Annotated[int, Field(gt=0), Lookup("invitations")]
ResponseRef = Annotated[int, Field(gt=0), Lookup("responses")]
Code = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_.-]+$")]
Question = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=300)]
QuestionEn = Annotated[str, AfterValidator(tidy), Field(max_length=300)]
Label = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=60)]
LabelEn = Annotated[str, AfterValidator(tidy), Field(max_length=60)]
Ends = Annotated[str, AfterValidator(tidy), Field(max_length=40), OnlyWith("kind=zero_ten|one_seven")]
Weight = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=6)]
Words = Annotated[str, AfterValidator(tidy), Field(max_length=500)]
IncidentRef = Annotated[int, Field(gt=0), Lookup("incidents")]
Period = Annotated[str, Field(pattern=r"^20\d{2}(H[12]|Q[1-4])?$")]
Count = Annotated[int, Field(ge=0, le=100_000_000)]


class OptionInput(Input):
    """An option of a choice, or a row of a matrix: its words in both languages."""

    zh: Label
    en: LabelEn = ""


Options = Annotated[list[OptionInput] | None, OnlyWith("kind=choice|matrix")]


class StratumInput(Input):
    """A part of the frame."""

    title: Label
    unit_id: UnitRef | None = None
    customer_class: Annotated[str, Field(max_length=20)] = ""
    product_kind: Annotated[str, Field(max_length=40)] = ""
    population: Count = 0
    sample: Count = 0


class AnswerInput(Input):
    """An answer to an item: a value (one of a scale, of an option, of a row of a matrix), or words."""

    item: Code
    part: Annotated[int, Field(ge=0, le=50)] = 0
    value: Annotated[int, Field(ge=0, le=999)] | None = None
    text: Annotated[str, Field(max_length=2000)] = ""


KINDS_WITH_OPTIONS = frozenset({Item.Kind.CHOICE})
