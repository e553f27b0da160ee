"""Products as people enter and import them. Lengths are those of the catalogue's columns."""

from __future__ import annotations

from typing import Annotated

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field

from yingshu.kernel.choices import FromList
from yingshu.kernel.inputs import Count, Input, Price, Rate
from yingshu.kernel.text import half_width, tidy

from .wordlists import MEASURE

Code = Annotated[str, AfterValidator(half_width), Field(max_length=40)]
Name = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=120)]
Spec = Annotated[str, AfterValidator(tidy), Field(max_length=120)]
Variety = Annotated[str, AfterValidator(tidy), Field(max_length=60)]
Grade = Annotated[str, AfterValidator(tidy), Field(max_length=20)]
Colour = Annotated[str, AfterValidator(tidy), Field(max_length=40)]
Measure = Annotated[str, AfterValidator(tidy), Field(max_length=12), FromList(MEASURE)]
Packing = Annotated[str, AfterValidator(tidy), Field(max_length=200)]


class ImportMode(models.TextChoices):
    """What an import may do with rows that are there already, and with new ones."""

    ADD = "add", _("Only add")
    UPDATE = "update", _("Only change")
    BOTH = "both", _("Add and change")


class ProductRow(Input):
    """One row of an imported catalogue; ``row`` is its number in the sheet. What a row leaves out stays as it is."""

    row: int
    number: Code
    name: Name | None = None
    variety: Variety | None = None
    spec: Spec | None = None
    grade: Grade | None = None
    colour: Colour | None = None
    unit: Measure | None = None
    packing: Packing | None = None
    tax_rate: Rate | None = None
    cost: Price | None = None
    safety_stock: Count | None = None
    discontinued: bool | None = None
