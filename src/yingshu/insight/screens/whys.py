"""为什么 of the figures about how people and departments work: clause, numbers, parameters in force, and the records behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from yingshu.kernel import money
from yingshu.kernel.metrics import METRICS
from yingshu.rulebook.panels import why_figure

from ..paper import Figure, span_of
from ..periods import Days
from ..queries.cooperation import Cooperation
from ..queries.performance import Performance


def orders_url(days: Days, **where: Any) -> str:
    """The deals registered in these days, as a list."""
    asked = {"deal": "true", "ordered_at_from": days.first, "ordered_at_to": days.last, **where}
    return f"{reverse('screen:orders')}?{urlencode(asked)}"


def receipts_url(days: Days, owner: int) -> str:
    """The money that came in for a salesperson in these days, as a list."""
    return f"{reverse('screen:receipts')}?{urlencode({'owner': owner, 'on_from': days.first, 'on_to': days.last})}"


def of_performance(own: Performance, place: tuple[int, int] | None, days: Days) -> list[dict[str, Any]]:
    """Own deals, money in, what lay within one's authority, one's own place (ORD-10, PRF-13)."""
    deals = (_("Orders signed"), orders_url(days, owner=own.person_id))
    amount, received = METRICS["insight.own_performance"], METRICS["receivables.received"]
    found = [
        why_figure(amount.clause, [(_("Orders"), own.orders), (str(amount.title), money.show(own.amount_fen))], means=amount.means,
                   records=[deals]),
        why_figure(received.clause, [(_("Money in"), money.show(own.received_fen))], means=received.means,
                   records=[(_("Money in"), receipts_url(days, own.person_id))]),
        why_figure("PRC-06", [(_("Orders"), own.orders), (_("Within authority"), own.within),
                              (_("Within authority (yuan)"), money.show(own.within_fen)),
                              (_("Handling time, middle"), span_of(own.handling.median))],
                   means=_("Orders whose price lay within one's own authority."), controls=["pricing.authority"], records=[deals])]
    return found if place is None else [*found, why_figure(
        "PRF-13", [(_("All with orders in the period"), place[1]), (_("Own place"), place[0])],
        means=_("By amount, among all with orders in the period. Only you see your place."), records=[deals])]


def of_deliveries(rates: Sequence[tuple[str, int, int, str]], days: Days) -> list[dict[str, Any]]:
    """The three rates: code of the figure, how many were good, of how many, the rate (ORD-13)."""
    due = f"{reverse('screen:orders')}?{urlencode({'deal': 'true', 'required_on_from': days.first, 'required_on_to': days.last})}"
    return [why_figure(METRICS[code].clause, [(_("Orders due"), all_of), (_("Good"), good), (str(METRICS[code].title), rate)],
                       means=METRICS[code].means, records=[(_("Orders due"), due)]) for code, good, all_of, rate in rates]


def of_cooperation(departments: Sequence[Cooperation], rates: Sequence[str], days: Days) -> list[dict[str, Any]]:
    """The in-time rate of each department, and the hours that were given (ORD-17, ORD-03)."""
    means = METRICS["insight.late_answers.workshop"].means
    return [why_figure("ORD-17", [(_("Instructions sent"), d.sent), (_("Answered late"), d.late),
                                  (_("In-time rate of %(department)s") % {"department": d.label}, rate)],
                       means=means, controls=["orders.instruct"],
                       records=[(_("Late and refused"), "#late"), (_("Orders"), orders_url(days))])
            for d, rate in zip(departments, rates, strict=True)]


def of_strip(figures: Sequence[Figure], clauses: Sequence[str], lines: str,
             params: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The figures of a strip over the sales ledger: each with its clause, what it is made of or compared with, the parameters of
    the clause, and the lines behind it."""
    return [why_figure(clause, [*f.before, (f.label, f"{f.value} {f.unit}".strip())], means=f.hint, params=params.get(clause, ()),
                       records=[(_("Lines behind it"), lines)]) for f, clause in zip(figures, clauses, strict=True)]
