"""The page of on-time rates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import spans

from ..queries.rates import BY, Rate, rates, total

KEYS = {"duty": N_("Duty"), "person": N_("Person"), "unit": N_("Unit"), "month": N_("Month")}


def page_of(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """Rates of some days by one key; this month without an address, this year for months."""
    by = query.get("by", "duty")
    by = by if by in BY else "duty"
    first, last = days_of(query)
    rows, everything = rates(actor, first, last, by), total(actor, first, last)
    choices = [(_(label), _address(code, first, last), code == by) for code, label in KEYS.items()]
    return {"title": _("On-time rates"), "rows": rows, "total": everything, "key": _(KEYS[by]), "by": by, "keys": choices, "first": first,
            "last": last, "spans": _spans(by, first, last), "figures": _figures(everything)}


def _address(by: str, first: date, last: date) -> str:
    return "?" + urlencode({"by": by, "from": first.isoformat(), "to": last.isoformat()})


def days_of(query: Mapping[str, str]) -> tuple[date, date]:
    """The days asked for; this month when none, or no days, are given."""
    return spans.asked(query, spans.month_so_far())


def _spans(by: str, first: date, last: date) -> list[tuple[str, str, bool]]:
    today = clock.today()
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    known = ((_("This month"), month, today), (_("Last month"), before, month - timedelta(days=1)),
             (_("This year"), today.replace(month=1, day=1), today), (_("Twelve months"), month.replace(year=month.year - 1), today))
    return [(label, _address(by, a, b), (a, b) == (first, last)) for label, a, b in known]


def _figures(row: Rate) -> list[dict[str, Any]]:
    means = _("Done on time, of all that came due in these days. Excused ones are counted apart; what is overdue counts as not on time.")
    return [{"label": _("On-time rate"), "value": row.percent, "hint": means}, {"label": _("Came due"), "value": row.due},
            {"label": _("Done late"), "value": row.late}, {"label": _("Missed"), "value": row.missed},
            {"label": _("Still overdue"), "value": row.overdue, "tone": "danger" if row.overdue else ""},
            {"label": _("Excused"), "value": row.excused}]
