"""Names of topics, contents and parameters in the reader's language, and first values of forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import explain_parameters, initial, name_parameters

from .models import Meeting

name_parameters("meetings", {
    "checks": N_("Checks"),
    "meeting_id": N_("Meeting"), "begins_at": N_("Begins at"), "place": N_("Place"), "convenor_id": N_("Convenor"),
    "important": N_("Important matter"), "topics": N_("Topics"), "topic": N_("Topic"), "minutes": N_("Minutes"), "summary": N_("Summary"),
    "meetings.call.kind": N_("Series"), "meetings.call.topics": N_("More topics"), "person_ids": N_("More people"),
    "came_at": N_("Came at"), "items": N_("Action items"), "owner_id": N_("Responsible"), "due_on": N_("Due on"),
    "item_id": N_("Action item"), "result": N_("Result"), "work_report_id": N_("Report"), "contents": N_("Contents of the report"),
    "channel": N_("By way of"), "answer": N_("Answer given"), "meetings.add_items.text": N_("Matter to do"), "month": N_("Month"),
    "week_of": N_("A day of the week"), "until": N_("Until"), "timing": N_("timing"), "checked_in_at": N_("checked in at"),
    "late_minutes": N_("minutes late"), "days_late": N_("days late"), "period": N_("Period"),
})
explain_parameters("meetings", {
    "meetings.call.title": N_("Empty: the name of the series."),
    "meetings.call.topics": N_("Beside those of the series; more can be added afterwards."),
    "meetings.call.important": N_("An important matter needs the leader of the unit as convenor (MTG-03)."),
    "meetings.check_in.came_at": N_("Empty: now. Only for whoever keeps the minutes."),
    "meetings.submit_work_report.period": N_("Empty: the period whose deadline is nearest."),
})


def topic_name(code: str) -> str:
    """A topic or content in the reader's language; words of one's own stay as they are."""
    return _(code) if code else ""


def period_words(period: str) -> str:
    """2026-W23, 2026-06-H1, 2026-06 as people say them."""
    if "-W" in period:
        year, week = period.split("-W")
        return _("%(year)s week %(week)s") % {"year": year, "week": int(week)}
    if period.endswith(("-H1", "-H2")):
        half = _("first half of %(month)s") if period.endswith("1") else _("second half of %(month)s")
        return half % {"month": period[:7]}
    return period


def _call(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    now = clock.local(clock.now())
    return {"initial": {"kind": query.get("kind", Meeting.Kind.COORDINATION.value), "convenor_id": actor.id or None,
                        "begins_at": now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)}}


def _month(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    return {"initial": {"month": f"{clock.today():%Y-%m}"}}


initial("meetings.call", _call)
initial("meetings.check_month", _month)
