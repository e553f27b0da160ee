"""``yingshu duties list|run``: what is to be done, and the worker's run by hand."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from yingshu.duties.models import Occurrence
from yingshu.duties.queries.occurrences import due_words, state_tag, visible
from yingshu.duties.services.running import run_duties
from yingshu.kernel import clock
from yingshu.kernel.errors import InvalidInput

from .output import Output, command, day, group

STATES = ("open", "overdue", "done", "late", "missed", "excused")
AHEAD = timedelta(days=7)
MOST = 5000


def add(commands: Any) -> None:
    """Declare the commands."""
    duties = group(commands, "duties", _("what the rulebook asks for again and again"))
    shown = command(duties, "list", show, _("occurrences that are due in some days (default: overdue ones and the next seven days)"),
                    acts=True)
    shown.add_argument("--from", dest="first", type=day, default=None, metavar=_("DAY"), help=_("first day"))
    shown.add_argument("--to", dest="last", type=day, default=None, metavar=_("DAY"), help=_("last day, included"))
    shown.add_argument("--duty", default="", metavar="CODE", help=_("only this duty"))
    shown.add_argument("--state", choices=STATES, default=None, help=_("only in this state"))
    command(duties, "run", run, _("plan ahead, close what was missed, remind (the worker does this every five minutes)"), acts=True)


def show(arguments: argparse.Namespace, output: Output) -> None:
    """The occurrences, earliest due first."""
    rows = [_row(o) for o in _asked(arguments)]
    if output.is_json:
        return output.data(rows)
    return output.table([_("Due"), _("Duty"), _("Period"), _("For"), _("Responsible"), _("State"), _("Done at")],
                        [[r["due"], r["title"], r["period"], r["subject"], "、".join(r["people"]), r["says"], r["done_at"] or "--"]
                         for r in rows])


def _asked(arguments: argparse.Namespace) -> list[Occurrence]:
    rows = visible(arguments.actor).select_related("duty", "version").prefetch_related("assignees")
    today = clock.today()
    if arguments.first is None and arguments.last is None and arguments.state is None:
        overdue = rows.filter(state="open", late_at__lte=clock.now())
        rows = overdue | rows.filter(due_on__gte=today, due_on__lte=today + AHEAD)
    else:
        rows = _between(rows, arguments.first, arguments.last)
    if arguments.state == "overdue":
        rows = rows.filter(state="open", late_at__lte=clock.now())
    elif arguments.state:
        rows = rows.filter(state=arguments.state)
    return list((rows.filter(duty__code=arguments.duty) if arguments.duty else rows).order_by("due_at", "id")[:MOST])


def _between(rows: Any, first: date | None, last: date | None) -> Any:
    if first and last and last < first:
        raise InvalidInput({"--to": [_("The last day lies before the first.")]})
    rows = rows.filter(due_on__gte=first) if first else rows
    return rows.filter(due_on__lte=last) if last else rows


def _row(o: Occurrence) -> dict[str, Any]:
    return {"id": o.pk, "duty": o.duty.code, "title": o.duty.title, "clause": o.duty.clause, "period": o.period, "subject": o.subject_name,
            "people": [a.name for a in o.assignees.all()], "due": due_words(o), "due_on": o.due_on, "state": o.state,
            "overdue": o.state == "open" and o.late_at <= clock.now(), "says": str(state_tag(o).label),
            "done_at": clock.local(o.done_at).isoformat(timespec="minutes") if o.done_at else None, "done_by": o.done_by,
            "proof": o.done_number}


def run(arguments: argparse.Namespace, output: Output) -> None:
    """One run; answers what it did. Running it again does nothing more."""
    arguments.actor.require("duties.run")
    with translation.override(settings.LANGUAGE_CODE):  # what is written belongs to the company, not to this terminal
        ran = run_duties(arguments.actor)
    output.facts(ran._asdict())
