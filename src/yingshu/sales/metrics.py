"""Figures of what was sold."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.links import list_url
from yingshu.kernel.metrics import Metric, declare

from .queries import total_of


def _lines(first: date, last: date, actor: Actor) -> str:
    return list_url(actor, "sales_ledger", on_from=first, on_to=last)


GROSS = declare(Metric(
    "sales.gross", _("Sales incl. tax"), "fen", _("Sum of the sales ledger by day of departure, tax included; returns taken off on the day "
                                                  "they came back."),
    lambda first, last, actor: total_of(actor, first, last).gross_fen, "MTG-16", records=_lines))
NET = declare(Metric(
    "sales.net", _("Sales excl. tax"), "fen", _("Sum of the sales ledger by day of departure, without tax; returns taken off."),
    lambda first, last, actor: total_of(actor, first, last).net_fen, "MTG-16", records=_lines))
PROFIT = declare(Metric(
    "sales.profit", _("Gross profit"), "fen", _("Sales without tax minus cost, for lines whose cost is known."),
    lambda first, last, actor: total_of(actor, first, last).profit_fen, "OPS-05", records=_lines))
QUANTITY = declare(Metric(
    "sales.quantity", _("Quantity sold"), "quantity", _("Sum of quantities shipped minus quantities returned."),
    lambda first, last, actor: total_of(actor, first, last).quantity, "OPS-05", records=_lines))
