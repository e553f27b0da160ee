"""How the customer statement is asked for and what its lines are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock

from .ageing import day_of

LINE_KINDS: dict[str, Any] = {
    "charge": _("Goods shipped"), "return": _("Goods returned"), "transfer": _("Collected by the carrier"), "write_off": _("Written off"),
    "reversal": _("Corrected"), "receipt": _("Payment received"), "refund": _("Paid back"), "payment": _("Payment received")}


def period_of(given: Mapping[str, str]) -> tuple[date, date]:
    """First and last day; this year's first day until today when nothing was asked."""
    today = clock.today()
    last = day_of(given.get("last", "")) if given.get("last") else today
    first = day_of(given.get("first", "")) if given.get("first") else today.replace(month=1, day=1)
    return min(first, last), last
