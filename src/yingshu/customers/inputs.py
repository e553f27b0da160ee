"""Inputs of the customer services that are more than one value."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field
from stdnum.cn import uscc as uscc_number

from yingshu.kernel.inputs import Input, LongText, Needed, Phone, Text
from yingshu.kernel.text import half_width


def _credit_code(value: str) -> str:
    code = half_width(value).upper()
    if code and not uscc_number.is_valid(code):
        raise ValueError("This is not a valid unified social credit code.")
    return code


Uscc = Annotated[str, AfterValidator(_credit_code), Field(max_length=40)]
Name = Annotated[Needed, Field(max_length=120)]
Short = Annotated[Text, Field(max_length=60)]
Email = Annotated[str, AfterValidator(half_width), Field(pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=120)]
Code = Annotated[str, AfterValidator(half_width), Field(max_length=40)]


class ImportMode(models.TextChoices):
    """What an import may do."""

    ADD = "add", _("Only add")
    UPDATE = "update", _("Only change")
    BOTH = "both", _("Add and change")


class CustomerRow(Input):
    """A row of the uniform format. Left-out values stay as they are."""

    row: int = 0
    number: Code | None = None
    name: Name
    nature: Annotated[Text, Field(max_length=40)] | None = None
    legal_person: Short | None = None
    scale: Short | None = None
    location: Text | None = None
    contact: Short | None = None
    phone: Phone | None = None
    email: Email | None = None
    order_volume: Short | None = None
    uscc: Uscc | None = None
    preferences: LongText | None = None
    level: Annotated[Text, Field(max_length=4)] | None = None
    source: Annotated[Text, Field(max_length=40)] | None = None
    owner: Short | None = None
    region: Short | None = None
    since: date | None = None
