"""Scheduled reminders of reports that are due."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell_posts

from . import queries
from .links import make_url
from .queries.duties import Owed
from .services.submitting import REPORT_NAMES


@service("insight.remind_authors", title=N_("Remind of reports that are due"), clause="MTG-06")
def remind_authors(*, actor: Actor) -> Done:
    """Tell the authors, once a day, of monthly reports and statements not submitted yet; after the deadline as overdue (MTG-06)."""
    today = clock.today()
    owed = [*queries.monthly_owed(today), *queries.statements_owed(today)]
    for report in owed:
        _remind(report)
    return Done("reminder", 0, data={"reminded": len(owed), "overdue": sum(o.late for o in owed)})


def _remind(owed: Owed) -> None:
    msgid = (N_("%(report)s %(period)s is overdue: it was due on %(day)s.") if owed.late else
             N_("%(report)s %(period)s is to be submitted by %(day)s."))
    tell_posts((owed.author,), msgid, args={"report": REPORT_NAMES[owed.kind], "period": owed.period, "day": _last_day(owed)},
               url=make_url(owed.kind, owed.period), clause=owed.clause, urgent=owed.late,
               dedupe=f"report:{owed.kind}:{owed.period}:{clock.today()}")


def _last_day(owed: Owed) -> str:
    """The last day on which it is on time: the one before a limit at midnight."""
    return "" if owed.due is None else f"{(owed.due - timedelta(minutes=1)).date()}"


def run_checks() -> None:
    """All scheduled checks of the room, a few times a day."""
    remind_authors(actor=system("schedule"))
