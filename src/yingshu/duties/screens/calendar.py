"""The calendar page: month, week and list over the same entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import spans
from yingshu.kernel.text import id_of

from ..models import Duty, Feed
from ..queries.calendar import Entry, entries, weeks
from ..words import DAYS

SHOWN_IN_MONTH = 5
VIEWS = {"month": N_("Month view"), "week": N_("Week view"), "list": N_("List view")}
STATES = {"done": ("done", N_("done on time")), "late": ("warn", N_("done late")), "missed": ("danger", N_("missed")),
          "excused": ("void", N_("excused")), "overdue": ("danger", N_("overdue")), "ready": ("run", N_("to do")),
          "coming": ("wait", N_("to come"))}


class Shown(NamedTuple):
    """An entry with the words of its state."""

    entry: Entry
    weight: str
    says: str


class Cell(NamedTuple):
    """One day of the calendar."""

    day: date
    name: str
    other_month: bool
    today: bool
    shown: list[Shown]
    more: int


def page_of(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page shows, from the words of its address; unknown words fall back to this month, own duties."""
    view = query.get("view", "month")
    view = view if view in VIEWS else "month"
    day, own, duty = spans.day_of(query.get("day", "")) or clock.today(), query.get("whose", "mine") != "all", _duty(query.get("duty", ""))
    first, last = span(view, day)
    around = weeks(first, last) if view == "month" else [[first + timedelta(days=n) for n in range((last - first).days + 1)]]
    found = entries(actor, around[0][0], around[-1][-1], own=own, duty_id=duty.pk if duty else None)
    kept = {"view": view, "whose": "mine" if own else "all", **({"duty": duty.pk} if duty else {})}

    def address(**changed: Any) -> str:
        return "?" + urlencode({**kept, "day": day.isoformat(), **changed})
    cells = [[_cell(d, found.get(d, []), first, SHOWN_IN_MONTH if view == "month" else None) for d in week] for week in around]
    return {"title": _("Calendar of duties"), "view": view, "weeks": cells, "heads": [_(name) for name in DAYS.values()],
            "days": [cell for week in cells for cell in week if cell.shown and first <= cell.day <= last], "duty": duty,
            "name": _name(view, first, last), "previous": address(day=(first - timedelta(days=1)).isoformat()),
            "next": address(day=(last + timedelta(days=1)).isoformat()), "now": address(day=clock.today().isoformat()),
            "views": [(_(label), address(view=code), code == view) for code, label in VIEWS.items()],
            "whose": [(_("Mine"), address(whose="mine"), own), (_("All that I see"), address(whose="all"), not own)],
            "everything": address(duty=""), "has_feed": Feed.objects.filter(person_id=actor.id, revoked_at=None).exists()}


def span(view: str, day: date) -> tuple[date, date]:
    """First and last day of the month or week."""
    if view == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _duty(text: str) -> Duty | None:
    return Duty.objects.filter(pk=id_of(text)).first()


def _cell(day: date, own: list[Entry], first: date, most: int | None) -> Cell:
    shown = own if most is None or len(own) <= most else own[:most - 1]
    said = [Shown(e, STATES[e.state][0], _(STATES[e.state][1])) for e in shown]
    return Cell(day, _(list(DAYS.values())[day.weekday()]), day.month != first.month, day == clock.today(), said, len(own) - len(shown))


def _name(view: str, first: date, last: date) -> str:
    if view == "week":
        year, week, _day_of_week = first.isocalendar()
        return f"{year}-W{week:02d}　{first:%m-%d} ~ {last:%m-%d}"
    return f"{first:%Y-%m}"
