"""The figures of the room, each defined once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.metrics import Metric, declare
from yingshu.orders.models.instruction import Lane
from yingshu.orders.rules import delivery_rates
from yingshu.receivables.rules import collection_rate

from . import queries


def _rate(name: str, first: date, last: date, actor: Actor) -> Decimal | None:
    return delivery_rates([due.result for due in queries.deliveries_due(first, last, actor)])[name]


def _collection(first: date, last: date, actor: Actor) -> Decimal | None:
    return collection_rate(*queries.collected(first, last, actor))


def _answers(lane: str, figure: str, first: date, last: date, actor: Actor) -> int:
    return int(next(getattr(c, figure) for c in queries.cooperation(first, last, actor) if c.lane == lane))


declare(Metric(
    "insight.sales_amount", _("Sales amount"), "fen", _("Sales ledger lines of the period, tax included, returns deducted."),
    queries.amount_between, "OPS-05"))
declare(Metric(
    "insight.sales_quantity", _("Sales quantity"), "quantity",
    _("Quantity of the sales ledger lines of the period; missing when there are several units of measure, which do not add up."),
    queries.quantity_between, "OPS-05"))
declare(Metric(
    "insight.profit", _("Profit"), "fen", _("Amount excluding tax less cost, of the lines whose cost is known."),
    queries.profit_between, "OPS-05"))
declare(Metric(
    "insight.own_performance", _("Own performance"), "fen", _("Approved orders of one's own registered in the period, tax included."),
    queries.own_amount, "ORD-10"))
declare(Metric(
    "insight.on_time_rate", _("Delivered on time"), "rate",
    _("Orders due in the period that arrived whole by the required day, of all that were due."), partial(_rate, "on_time"), "ORD-13"))
declare(Metric(
    "insight.quality_rate", _("Delivered in quality"), "rate",
    _("Orders due in the period without damage or wrong goods, of all that were due."), partial(_rate, "in_quality"), "ORD-13"))
declare(Metric(
    "insight.in_full_rate", _("Delivered in full"), "rate",
    _("Orders due in the period shipped whole and without a shortage, of all that were due."), partial(_rate, "in_full"), "ORD-13"))
declare(Metric(
    "insight.collection_rate", _("Collection rate"), "rate",
    _("Received on what was due by the end of the period, over what was due and open at its start or came due in it."),
    _collection, "REC-09"))
for lane, late, refused in ((Lane.WORKSHOP, _("Late answers of the workshop"), _("Refusals of the workshop")),
                            (Lane.FINANCE, _("Late answers of finance"), _("Refusals of finance")),
                            (Lane.LOGISTICS, _("Late answers of logistics"), _("Refusals of logistics"))):
    declare(Metric(f"insight.late_answers.{lane.value}", late, "count", _("Instructions sent in the period that were answered after their "
                   "time or still are not."), partial(_answers, lane.value, "late"), "ORD-17"))
    declare(Metric(f"insight.refusals.{lane.value}", refused, "count", _("Instructions sent in the period that the department refused."),
                   partial(_answers, lane.value, "refused"), "ORD-17"))
