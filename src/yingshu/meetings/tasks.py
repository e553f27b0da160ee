"""What the worker does by itself: plan weekly meetings, look at the month, look for anomalies, remind of unanswered reports."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell_posts
from yingshu.rulebook.decisions import params_of

from .controls import REPORTS
from .models import WorkReport
from .services import check_month, plan_meetings, scan_sales

AFTER_MONTH_DAYS = 5


@service("meetings.remind_handlers", title=N_("Remind of unanswered reports"), clause="MTG-10")
def remind_handlers(*, actor: Actor) -> Done:
    """Tell those who should have dealt with a report by now, once a day (MTG-10)."""
    waiting = list(WorkReport._plain.filter(state=WorkReport.State.SUBMITTED, handle_by__lte=clock.now()).select_related("owner"))
    for row in waiting:
        day = clock.local(row.handle_by or row.made_at).date()
        tell_posts(params_of(REPORTS[row.kind], row.unit_id).handlers, N_("%(number)s of %(name)s was to be answered by %(day)s."),
                   args={"number": row.number, "name": row.owner.name, "day": day.isoformat()},
                   url=record_url("work_reports", row.pk), clause=REPORTS[row.kind].clauses[0], urgent=True,
                   dedupe=f"work_report_waits:{row.pk}:{clock.today()}")
    return Done("reminder", 0, data={"reminded": len(waiting)})


def run_checks() -> None:
    """All scheduled checks of the room, every hour."""
    actor, today = system("schedule"), clock.today()
    plan_meetings(actor=actor)
    scan_sales(actor=actor)
    remind_handlers(actor=actor)
    if (today + timedelta(days=1)).day == 1:
        check_month(actor=actor, month=f"{today:%Y-%m}")
    if today.day <= AFTER_MONTH_DAYS:
        check_month(actor=actor, month=f"{today.replace(day=1) - timedelta(days=1):%Y-%m}")
