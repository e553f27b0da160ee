"""Own performance, deliveries and cooperation as pages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel import money
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.links import record_url
from yingshu.kernel.metrics import METRICS
from yingshu.orders.rules import delivery_rates

from .. import paper, queries
from ..paper import Figure, span_of
from ..periods import Days
from ..queries.cooperation import Cooperation
from ..queries.delivery import Due, unjudged
from ..queries.performance import Performance
from . import whys

MOST_SHOWN = 200


# ---- performance: ORD-10, PRF-13 ------------------------------------------------------------------------------------------

def performance_page(actor: Actor, days: Days) -> dict[str, Any]:
    """One's own figures; those who see others' records get a list by name, nobody a ranking of people."""
    people = queries.performance(*days, actor)
    own = next((p for p in people if p.person_id == actor.id), Performance(actor.id, actor.name))
    wide, place = actor.everything or actor.reach != Reach.OWN or bool(actor.units), queries.place_of(own.person_id, *days)
    return {"figures": _own(own, place, days), "people": [_person(p, days) for p in people] if wide else [], "wide": wide,
            "whys": whys.of_performance(own, place, days)}


def _own(own: Performance, place: tuple[int, int] | None, days: Days) -> list[Figure]:
    metric, deals = METRICS["insight.own_performance"], whys.orders_url(days, owner=own.person_id)
    found = [Figure(str(metric.title), money.show(own.amount_fen), _("yuan"), _("%(count)s orders") % {"count": own.orders},
                    str(metric.means), url=deals),
             Figure(_("Money in"), money.show(own.received_fen), _("yuan"), "", str(METRICS["receivables.received"].means),
                    url=whys.receipts_url(days, own.person_id)),
             Figure(_("Within authority"), money.show(own.within_fen), _("yuan"), _("%(count)s orders") % {"count": own.within},
                    _("Orders whose price lay within one's own authority."), url=deals),
             Figure(_("Handling time"), span_of(own.handling.median), "", _("average %(mean)s") % {"mean": span_of(own.handling.mean)},
                    _("Middle value, from registration until the instructions were sent, of orders within authority."))]
    if place is not None:
        found.append(Figure(_("Own place"), f"{place[0]} / {place[1]}", "", "",
                            _("By amount, among all with orders in the period. Only you see your place.")))
    return found


def _person(p: Performance, days: Days) -> dict[str, Any]:
    return {"name": p.name, "deals": whys.orders_url(days, owner=p.person_id), "money": whys.receipts_url(days, p.person_id),
            "unit": p.unit, "orders": p.orders, "amount": p.amount_fen, "within": p.within, "within_fen": p.within_fen,
            "received": p.received_fen, "median": span_of(p.handling.median), "mean": span_of(p.handling.mean)}


# ---- deliveries: ORD-13 ------------------------------------------------------------------------------------------------

def delivery_page(actor: Actor, days: Days) -> dict[str, Any]:
    """Three rates, and the orders behind them; those that failed first."""
    due = queries.deliveries_due(*days, actor)
    rates = delivery_rates([d.result for d in due])
    codes = {"on_time": "insight.on_time_rate", "in_quality": "insight.quality_rate", "in_full": "insight.in_full_rate"}
    judged = [(code, sum(getattr(d.result, name) for d in due), len(due), _rate(rates[name])) for name, code in codes.items()]
    figures = [Figure(str(METRICS[code].title), rate, "", _("%(good)s of %(all)s orders") % {"good": good, "all": all_of},
                      str(METRICS[code].means)) for code, good, all_of, rate in judged]
    shown = sorted(due, key=lambda d: (all(d.result), d.required_on, d.id))[:MOST_SHOWN]
    return {"figures": figures, "rows": [_delivery(d) for d in shown], "left_out": len(due) - len(shown),
            "whys": whys.of_deliveries(judged, days), "unjudged": unjudged(*days, actor)}


def _rate(value: Decimal | None) -> str:
    return paper.MISSING if value is None else f"{value * 100:.2f}%"


def _delivery(d: Due) -> dict[str, Any]:
    return {"number": d.number, "url": record_url("orders", d.id), "customer": d.customer, "required_on": d.required_on,
            "arrived_on": d.arrived_on, "marks": list(d.result)}


# ---- cooperation: ORD-17 -----------------------------------------------------------------------------------------------

def cooperation_page(actor: Actor, days: Days) -> dict[str, Any]:
    """Per department, and the instructions that were late or refused."""
    departments = queries.cooperation(*days, actor)
    drawn = [_department(c) for c in departments]
    return {"departments": drawn, "total": _whole(departments), "whys": whys.of_cooperation(departments, [d["rate"] for d in drawn], days),
            "late": [{"order": i.order.number, "url": record_url("orders", i.order_id), "customer": i.order.customer_name,
                      "lane": i.get_lane_display(), "sent": i.sent_at, "due": i.due_at, "answered": i.answered_at, "chased": i.chased,
                      "refused": i.state == "refused", "reason": i.answer.get("note", "") if isinstance(i.answer, dict) else ""}
                     for i in queries.late_instructions(*days, actor)]}


def _department(c: Cooperation) -> dict[str, Any]:
    rate = money.ratio(c.in_time, c.sent)
    return {"label": c.label, "sent": c.sent, "in_time": c.in_time, "late": c.late, "refused": c.refused, "chased": c.chased,
            "postponed": c.postponed, "rate": _rate(rate), "percent": int(rate * 100) if rate is not None else 0}


def _whole(departments: Sequence[Cooperation]) -> Cooperation:
    return Cooperation("", *(sum(c[n] for c in departments) for n in range(1, 6)))  # type: ignore[misc]
