"""Exact numbers in the database: Decimals stored as scaled integers, so sums are right on SQLite and PostgreSQL."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

from .money import round_half_up


class ScaledField(models.BigIntegerField):
    """A Decimal with a fixed number of places, stored as an integer. ``Sum`` of it is again an exact Decimal."""

    places = 0
    _pyi_private_set_type: Any  # for the type checker only
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value in (None, "") else round_half_up(Decimal(str(value)), self.places)

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return int(round_half_up(Decimal(str(value)).scaleb(self.places)))

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return forms.DecimalField(**{"decimal_places": self.places, "required": not self.blank,
                                     "label": self.verbose_name, "help_text": self.help_text, **kwargs})

    @property
    def validators(self) -> list[Any]:
        return []


class QuantityField(ScaledField):
    """Quantities: three places."""

    places = 3


class PriceField(ScaledField):
    """Unit prices in yuan: six places."""

    places = 6


class RateField(ScaledField):
    """Rates and shares (0.13 is 13 %): six places."""

    places = 6
