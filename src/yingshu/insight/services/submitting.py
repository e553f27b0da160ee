"""Handing reports in: frozen, sealed, delivered to the posts the clause names; read marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Id
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell
from yingshu.rulebook.decisions import decide

from .. import queries
from ..links import report_url
from ..models import Delivery, Report
from ..queries.handing_in import CONTROL_OF, RIGHT, asked_for, facts_of, subject_of
from ..queries.reports import Reader
from ..transitions import REPORT
from ..versions import seal_of

Kind = Report.Kind
REPORT_NAMES = {Kind.MONTHLY_SALES: N_("Monthly sales report"), Kind.DAILY_SALES: N_("Daily sales report"),
                Kind.SALES_MONTH: N_("Monthly sales statement"), Kind.SALES_STATISTICS: N_("Sales statistics"),
                Kind.SALES_ANALYSIS: N_("Sales analysis")}


@service(RIGHT, title=N_("Submit the report"), clause="MTG-06")
def submit_report(*, actor: Actor, report_id: Id) -> Done:
    """Freeze a draft, deliver it to the people of the posts the clause names, and record the days it is late.

    Refused unless handed in by the author's post (MTG-06), and when a clerk's report differs from the outbound notes (MTG-07).
    Weeks that do not add up to their month are told with the difference (MTG-11). Raises NotFound, IllegalTransition.
    """
    report = _draft(actor, report_id)
    asked = asked_for(report)
    decision = decide(asked.control, facts_of(actor, report, asked), subject_of(report))
    late = int(decision.verdict.figures["days_late"])
    _freeze(actor, report, late)
    write.add(Delivery, [{"report_id": report_id, "post": r.post, "person_id": r.person.pk, "person_name": r.person.name,
                          "delivered_at": clock.now()} for r in asked.readers])
    _tell(actor, report, asked.readers)
    return Done("report", report_id, report.number, Report.State.SUBMITTED.value, before={"state": "draft"},
                data={"report": report.kind, "period": report.period, "unit_id": report.unit_id,
                      "version": report.version, "days_late": late, "due_on": report.due_on and report.due_on.isoformat(),
                      "deliveries": [r.person.name for r in asked.readers], "vacant": asked.vacant, "says": str(decision.verdict.says),
                      "outcome": decision.outcome.value},
                after={"state": "submitted", "days_late": late, "deliveries": len(asked.readers)})


def _draft(actor: Actor, report_id: int) -> Report:
    """The draft, locked, when the person may see it."""
    if not queries.visible(actor).filter(pk=report_id).exists():
        raise NotFound()
    report: Report = write.lock(Report, report_id)
    REPORT.check("submit", report.state, report.number)
    return report


def _freeze(actor: Actor, report: Report, late: int) -> None:
    """The last change a report ever gets; the database refuses any later one."""
    now = clock.now()
    write.change(Report, where={"id": report.pk, "state": Report.State.DRAFT}, set={
        "state": Report.State.SUBMITTED, "submitted_at": now, "days_late": late, "author_id": actor.id, "author_name": actor.name,
        "seal": seal_of(report.number, report.version, report.content, now)})


def _tell(actor: Actor, report: Report, readers: Sequence[Reader]) -> None:
    gross = report.content["totals"]["gross_fen"]
    msgid = (N_("%(report)s %(period)s has been submitted by %(author)s: %(amount_fen)s yuan.") if report.version == 1 else
             N_("%(report)s %(period)s was corrected by %(author)s (version %(version)s): %(amount_fen)s yuan."))
    args = {"report": REPORT_NAMES[Kind(report.kind)], "period": report.period, "author": actor.name,
            "amount_fen": gross["now"] if isinstance(gross, dict) else gross, "version": report.version}
    tell([r.person.pk for r in readers], msgid, args=args, url=report_url(report.pk), clause=CONTROL_OF[report.kind].clauses[0],
         dedupe=f"report:{report.pk}")


@service("insight.acknowledge_report", title=N_("I have read it"), clause="MTG-06")
def acknowledge_report(*, actor: Actor, report_id: Id) -> Done:
    """A recipient has read the report; the first time counts. Raises NotFound for those it was not delivered to."""
    found = Delivery.objects.filter(report_id=report_id, person_id=actor.id).select_related("report").first()
    if found is None:
        raise NotFound()
    write.change(Delivery, where={"id": found.pk, "read_at__isnull": True}, set={"read_at": clock.now()})
    return Done("report", report_id, found.report.number, found.report.state, data={"read": True}, after={"read_by": actor.name})


@service("insight.export_sales", title=N_("Export the sales analysis"))
def export_sales(*, actor: Actor, first_day: date, last_day: date, by: list[str], rows: int) -> Done:
    """Log that somebody took sales figures out of the house: which days, by what, how many rows."""
    return Done("export", 0, data={"rows": rows}, after={"first_day": f"{first_day}", "last_day": f"{last_day}", "by": by, "rows": rows})
