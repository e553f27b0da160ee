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
from ..paper import Figure
from ..periods import Days
from ..queries.cooperation import Cooperation
from ..queries.delivery import Due, unjudged
from ..queries.performance import Performance

MOST_SHOWN = 200


def span_of(seconds: int | None) -> str:
    """``2 h 05 min``; missing as ``--``."""
    if seconds is None:
        return paper.MISSING
    days, rest = divmod(seconds, 86400)
    hours, minutes = rest // 3600, rest % 3600 // 60
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes:02d}"}


# ---- performance: ORD-10, PRF-13 ------------------------------------------------------------------------------------------

def performance_page(actor: Actor, days: Days) -> dict[str, Any]:
    """One's own figures; those who see others' records get a list by name, nobody a ranking of people."""
    people = queries.performance(*days, actor)
    own = next((p for p in people if p.person_id == actor.id), Performance(actor.id, actor.name))
    wide = actor.everything or actor.reach != Reach.OWN or bool(actor.units)
    return {"figures": _own(own, days), "people": [_person(p) for p in people] if wide else [], "wide": wide}


def _own(own: Performance, days: Days) -> list[Figure]:
    place = queries.place_of(own.person_id, *days)
    metric = METRICS["insight.own_performance"]
    found = [Figure(str(metric.title), money.show(own.amount_fen), _("yuan"), _("%(count)s orders") % {"count": own.orders},
                    str(metric.means)),
             Figure(_("Money in"), money.show(own.received_fen), _("yuan"), "", str(METRICS["receivables.received"].means)),
             Figure(_("Within authority"), money.show(own.within_fen), _("yuan"), _("%(count)s orders") % {"count": own.within},
                    _("Orders whose price lay within one's own authority.")),
             Figure(_("Handling time"), span_of(own.handling.median), "", _("average %(mean)s") % {"mean": span_of(own.handling.mean)},
                    _("Middle value, from registration until the instructions were sent, of orders within authority."))]
    if place is not None:
        found.append(Figure(_("Own place"), f"{place[0]} / {place[1]}", "", "",
                            _("By amount, among all with orders in the period. Only you see your place.")))
    return found


def _person(p: Performance) -> dict[str, Any]:
    return {"name": p.name, "unit": p.unit, "orders": p.orders, "amount": p.amount_fen, "within": p.within, "within_fen": p.within_fen,
            "received": p.received_fen, "median": span_of(p.handling.median), "mean": span_of(p.handling.mean)}


# ---- deliveries: ORD-13 ------------------------------------------------------------------------------------------------

def delivery_page(actor: Actor, days: Days) -> dict[str, Any]:
    """Three rates, and the orders behind them; those that failed first."""
    due = queries.deliveries_due(*days, actor)
    rates = delivery_rates([d.result for d in due])
    codes = {"on_time": "insight.on_time_rate", "in_quality": "insight.quality_rate", "in_full": "insight.in_full_rate"}
    figures = [Figure(str(METRICS[code].title), _rate(rates[name]), "", _("%(good)s of %(all)s orders") % {
        "good": sum(getattr(d.result, name) for d in due), "all": len(due)}, str(METRICS[code].means)) for name, code in codes.items()]
    shown = sorted(due, key=lambda d: (all(d.result), d.required_on, d.id))[:MOST_SHOWN]
    return {"figures": figures, "rows": [_delivery(d) for d in shown], "left_out": len(due) - len(shown),
            "unjudged": unjudged(*days, actor)}


def _rate(value: Decimal | None) -> str:
    return paper.MISSING if value is None else f"{value * 100:.2f}%"


def _delivery(d: Due) -> dict[str, Any]:
    return {"number": d.number, "url": record_url("orders", d.id), "customer": d.customer, "required_on": d.required_on,
            "arrived_on": d.arrived_on, "marks": list(d.result)}


# ---- cooperation: ORD-17 -----------------------------------------------------------------------------------------------

def cooperation_page(actor: Actor, days: Days) -> dict[str, Any]:
    """Per department, and the instructions that were late or refused."""
    departments = queries.cooperation(*days, actor)
    return {"departments": [_department(c) for c in departments], "total": _whole(departments),
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
