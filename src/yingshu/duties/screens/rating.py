"""The page of on-time rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.screens import spans
from yingshu.rulebook.panels import why_figure

from ..items import DutyItem
from ..library import ready_made
from ..models import DutyVersion
from ..queries.rates import BY, Rate, rates, total
from ..queries.versions import versions_in_force
from ..words import terms

MOST_EXPLAINED = 30
MEANS = N_("Done on time, of all that came due in these days. Excused ones are counted apart; what is overdue counts as not on time.")
KEYS = {"duty": N_("Duty"), "person": N_("Person"), "unit": N_("Unit"), "month": N_("Month")}


def page_of(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """Rates of some days by one key; this month without an address, this year for months."""
    by = query.get("by", "duty")
    by = by if by in BY else "duty"
    first, last = days_of(query)
    rows, everything = rates(actor, first, last, by), total(actor, first, last)
    choices = [(_(label), _address(code, first, last), code == by) for code, label in KEYS.items()]
    return {"title": _("On-time rates"), "rows": [row._replace(records=_records(by, row, first, last)) for row in rows],
            "total": everything, "key": _(KEYS[by]), "by": by, "keys": choices, "first": first, "last": last,
            "spans": _spans(by, first, last), "figures": _figures(everything),
            "whys": _whys(rows if by == "duty" else [], everything, first, last)}


def _records(by: str, row: Rate, first: date, last: date) -> str:
    """The occurrences behind a rate, as a list; of a month all that came due in it."""
    if by == "month":
        return ""
    return _occurrences(first, last, **{by: row.key}) if row.key else ""


def _occurrences(first: date, last: date, **where: Any) -> str:
    return f"{reverse('screen:occurrences')}?{urlencode({'view': 'all', 'due_on_from': first, 'due_on_to': last, **where})}"


def _whys(rows: Sequence[Rate], everything: Rate, first: date, last: date) -> list[dict[str, Any]]:
    """为什么: of the whole rate, and of each duty with its clause, its numbers, its terms and its records."""
    whole = why_figure("ORG-36", _numbers(everything), means=_(MEANS), controls=["duties.engine"],
                       records=[(_("Occurrences"), _occurrences(first, last))])
    if not rows:
        return [whole]
    held, made = {v.duty_id: v for v in versions_in_force(clock.today())}, {item.code: item for item in ready_made()}
    return [whole, *({**why_figure(row.clause, _numbers(row), params=_terms(held.get(row.key), made), records=[
        (_("Occurrences of %(duty)s") % {"duty": row.name}, _occurrences(first, last, duty=row.key)),
        (_("The duty and its versions"), record_url("duties", row.key))]), "title": row.name} for row in rows[:MOST_EXPLAINED])]


def _terms(version: DutyVersion | None, made: Mapping[str, DutyItem]) -> list[dict[str, Any]]:
    """When it is due and by whom, since when, and where that comes from."""
    if version is None:
        return []
    said = {"since": version.valid_from.isoformat(), "by": version.released_by}
    return [{**term._asdict(), **said} for term in terms(version, made.get(version.terms.code))]


def _numbers(row: Rate) -> list[tuple[str, Any]]:
    return [(_("Came due"), row.due), (_("Done on time"), row.done), (_("Done late"), row.late), (_("Missed"), row.missed),
            (_("Still overdue"), row.overdue), (_("Excused"), row.excused), (_("On-time rate"), row.percent)]


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
    return [{"label": _("On-time rate"), "value": row.percent, "hint": _(MEANS)}, {"label": _("Came due"), "value": row.due},
            {"label": _("Done late"), "value": row.late}, {"label": _("Missed"), "value": row.missed},
            {"label": _("Still overdue"), "value": row.overdue, "tone": "danger" if row.overdue else ""},
            {"label": _("Excused"), "value": row.excused}]
