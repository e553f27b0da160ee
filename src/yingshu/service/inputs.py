"""What people give about cases, after-sales, incidents and improvements."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from yingshu.kernel.inputs import Hidden, Input, Lookup, Text
from yingshu.kernel.text import half_width, tidy

CaseRef = Annotated[int, Field(gt=0), Lookup("cases")]
AfterSalesRef = Annotated[int, Field(gt=0), Lookup("after_sales")]
IncidentRef = Annotated[int, Field(gt=0), Lookup("incidents")]
ImprovementRef = Annotated[int, Field(gt=0), Lookup("improvements")]
KnowledgeRef = Annotated[int, Field(gt=0), Lookup("knowledge")]
Words = Annotated[str, AfterValidator(tidy), Field(max_length=1000)]
NeededWords = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=1000)]
Brief = Annotated[str, AfterValidator(tidy), Field(max_length=500)]
NeededBrief = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=500)]
Story = Annotated[str, Field(min_length=4, max_length=2000)]
Title = Annotated[Text, Field(min_length=1, max_length=120)]
Short = Annotated[Text, Field(max_length=60)]
NeededShort = Annotated[Text, Field(min_length=1, max_length=60)]
Batch = Annotated[str, AfterValidator(half_width), Field(max_length=40)]
Email = Annotated[str, AfterValidator(half_width), Field(pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=120)]
Contact = Annotated[str, AfterValidator(lambda text: half_width(text).replace(" ", "")), Field(max_length=30)]
MailRef = Annotated[str, Field(max_length=600), Hidden()]
Rating = Annotated[int, Field(ge=1, le=5)]


class GoodsInput(Input):
    """The seven data of goods complained about; any may be left open until the complaint is handed in."""

    ticket: Annotated[Text, Field(max_length=80)] = ""
    name: Annotated[Text, Field(max_length=120)] = ""
    spec: Annotated[Text, Field(max_length=120)] = ""
    quantity: Annotated[Text, Field(max_length=40)] = ""
    grade: Annotated[Text, Field(max_length=40)] = ""
    colour: Annotated[Text, Field(max_length=40)] = ""
    bought_on: date | None = None
