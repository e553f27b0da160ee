"""Figures about how work is done. What was sold and what came in are figures of ``sales`` and ``receivables``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.links import list_url
from yingshu.kernel.metrics import Metric, declare
from yingshu.orders.models.instruction import Lane
from yingshu.orders.rules import delivery_rates

from . import queries


def _rate(name: str, first: date, last: date, actor: Actor) -> Decimal | None:
    return delivery_rates([due.result for due in queries.deliveries_due(first, last, actor)])[name]


def _answers(lane: str, figure: str, first: date, last: date, actor: Actor) -> int:
    return int(next(getattr(c, figure) for c in queries.cooperation(first, last, actor) if c.lane == lane))


def _own_deals(first: date, last: date, actor: Actor) -> str:
    return list_url(actor, "orders", deal="true", ordered_at_from=first, ordered_at_to=last, owner=actor.id)


def _due(first: date, last: date, actor: Actor) -> str:
    return list_url(actor, "orders", deal="true", required_on_from=first, required_on_to=last)


def _instructed(first: date, last: date, actor: Actor) -> str:
    """The instructions answered late or refused, one by one, for those who read reports; else the orders of these days."""
    if actor.may("reports.view"):
        return f"{reverse('insight-cooperation')}?{urlencode({'from': first, 'to': last})}#late"
    return list_url(actor, "orders", deal="true", ordered_at_from=first, ordered_at_to=last)


declare(Metric(
    "insight.own_performance", _("Own performance"), "fen", _("Approved orders of one's own registered in the period, tax included."),
    queries.own_amount, "ORD-10", records=_own_deals))
declare(Metric(
    "insight.on_time_rate", _("Delivered on time"), "rate",
    _("Orders due in the period whose goods arrived by the required day, of all that were due; whether they were complete is the "
      "rate in full."), partial(_rate, "on_time"), "ORD-13", records=_due))
declare(Metric(
    "insight.quality_rate", _("Delivered in quality"), "rate",
    _("Orders due in the period without damage or wrong goods, of all that were due."),
    partial(_rate, "in_quality"), "ORD-13", records=_due))
declare(Metric(
    "insight.in_full_rate", _("Delivered in full"), "rate",
    _("Orders due in the period shipped whole and without a shortage, of all that were due."),
    partial(_rate, "in_full"), "ORD-13", records=_due))
for lane, late, refused in ((Lane.WORKSHOP, _("Late answers of the workshop"), _("Refusals of the workshop")),
                            (Lane.FINANCE, _("Late answers of finance"), _("Refusals of finance")),
                            (Lane.LOGISTICS, _("Late answers of logistics"), _("Refusals of logistics"))):
    declare(Metric(f"insight.late_answers.{lane.value}", late, "count", _("Instructions sent in the period that were answered after their "
                   "time or still are not."), partial(_answers, lane.value, "late"), "ORD-17", ("orders.instruct",), _instructed))
    declare(Metric(f"insight.refusals.{lane.value}", refused, "count", _("Instructions sent in the period that the department refused."),
                   partial(_answers, lane.value, "refused"), "ORD-17", ("orders.instruct",), _instructed))
