"""Types for the parameters of business actions. They are the schema: API, OpenAPI and dialog forms are made from them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from . import clock, money
from .text import half_width, tidy


class Input(BaseModel):
    """Base of line inputs (a row of an order, of a count)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True,
                              alias_generator=lambda name: name.removesuffix("_fen"))


class Lookup(str):
    """Marks an id that is chosen by remote search in a screen, by the screen's code."""


class Hidden:
    """Marks a value that a form carries along without showing it."""


class OnlyWith(str):
    """Marks a value that belongs to one choice of another field: ``OnlyWith("method=bill")``, or to one of several:
    ``OnlyWith("kind=choice|matrix")``. A form shows it only then."""


def _yuan(value: Any) -> Any:
    """Yuan as people and machines write it → fen. Integers from code are fen already only inside Python calls."""
    text = half_width(str(value)).replace(",", "").removeprefix("¥").removeprefix("￥").replace("−", "-")
    try:
        amount = Decimal(text)
        if abs(amount) < 10**15 and amount == money.round_half_up(amount, 2):
            return money.to_fen(amount)
    except ArithmeticError:
        pass
    raise ValueError(_AMOUNT)


def _number(value: Any) -> Any:
    return half_width(value).replace(",", "") if isinstance(value, str) else value


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=clock.ZONE)


_AMOUNT = N_("Please give an amount in yuan with at most two decimals.")
_MONEY = {"type": "string", "format": "decimal", "example": "1234.50", "description": "yuan, two decimals"}
Fen = Annotated[int, BeforeValidator(_yuan), Field(ge=-10**15, le=10**15), PlainSerializer(money.plain),
                WithJsonSchema(_MONEY)]
Quantity = Annotated[Decimal, BeforeValidator(_number), Field(gt=0, le=Decimal("1e9"), decimal_places=3)]
Count = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=Decimal("1e9"), decimal_places=3)]
Price = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=Decimal("1e9"), decimal_places=6)]
Rate = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=1, decimal_places=6)]
Text = Annotated[str, AfterValidator(tidy), Field(max_length=200)]
Needed = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=200)]
LongText = Annotated[str, AfterValidator(tidy), Field(max_length=1000)]
Phone = Annotated[str, AfterValidator(half_width), Field(max_length=60)]
Moment = Annotated[datetime, AfterValidator(_aware)]
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)  # days are reckoned with, which the ends of the calendar do not bear
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
CustomerRef = Annotated[int, Field(gt=0), Lookup("customers")]
ProductRef = Annotated[int, Field(gt=0), Lookup("products")]
PersonRef = Annotated[int, Field(gt=0), Lookup("people")]
UnitRef = Annotated[int, Field(gt=0), Lookup("units")]
PostRef = Annotated[int, Field(gt=0), Lookup("posts")]
CarrierRef = Annotated[int, Field(gt=0), Lookup("carriers")]
OrderRef = Annotated[int, Field(gt=0), Lookup("orders")]
SlipRef = Annotated[int, Field(gt=0), Lookup("slips")]
ItemRef = Annotated[int, Field(gt=0), Lookup("receivables")]
ReceiptRef = Annotated[int, Field(gt=0), Lookup("receipts")]
Id = Annotated[int, Field(gt=0)]
