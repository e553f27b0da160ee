"""Handing reports in: agreed to where a flow is in force, frozen, sealed, delivered to the posts the clause names; read marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Id
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell
from yingshu.organisation.principal import actor_for
from yingshu.rulebook.decisions import decide

from .. import cards, queries
from ..links import report_url
from ..models import Delivery, Report
from ..queries.handing_in import CONTROL_OF, RIGHT, Asked, asked_for, facts_of, subject_of
from ..queries.reports import Reader
from ..transitions import REPORT
from ..versions import seal_of

KIND = "report"
Kind = Report.Kind
State = Report.State
REPORT_NAMES = {Kind.MONTHLY_SALES: N_("Monthly sales report"), Kind.DAILY_SALES: N_("Daily sales report"),
                Kind.SALES_MONTH: N_("Monthly sales statement"), Kind.SALES_STATISTICS: N_("Sales statistics"),
                Kind.SALES_ANALYSIS: N_("Sales analysis")}


@service(RIGHT, title=N_("Submit the report"), clause="MTG-06")
def submit_report(*, actor: Actor, report_id: Id) -> Done:
    """Freeze a draft, deliver it to the people of the posts the clause names, and record the days it is late.

    Where a flow is in force for such reports it waits for the approver first; late is counted when it is delivered (MTG-06). Refused
    unless handed in by the author's post (MTG-06), and when a clerk's report differs from the outbound notes (MTG-07). Weeks that do not
    add up to their month are told with the difference (MTG-11). Raises NotFound, IllegalTransition, StillWaits.
    """
    report = _draft(actor, report_id)
    asked = asked_for(report)
    decision = decide(asked.control, facts_of(actor, report, asked), subject_of(report))
    if report.state == State.DRAFT and _waits(actor, report):
        state = Report.objects.values_list("state", flat=True).get(pk=report_id)
        return Done(KIND, report_id, report.number, state, before={"state": "draft"}, after={"state": state},
                    data={"report": report.kind, "period": report.period, "due_on": report.due_on and report.due_on.isoformat()})
    late = int(decision.verdict.figures["days_late"])
    _deliver(actor, report, asked, late)
    return Done(KIND, report_id, report.number, State.SUBMITTED.value, before={"state": report.state},
                data={"report": report.kind, "period": report.period, "unit_id": report.unit_id,
                      "version": report.version, "days_late": late, "due_on": report.due_on and report.due_on.isoformat(),
                      "deliveries": [r.person.name for r in asked.readers], "vacant": asked.vacant, "says": str(decision.verdict.says),
                      "outcome": decision.outcome.value},
                after={"state": "submitted", "days_late": late, "deliveries": len(asked.readers)})


def _draft(actor: Actor, report_id: int) -> Report:
    """The draft, locked, when the person may see it; one in review once its flow agreed."""
    if not queries.visible(actor).filter(pk=report_id).exists():
        raise NotFound()
    report: Report = write.lock(Report, report_id)
    REPORT.check("submit", report.state, report.number)
    if report.state == State.REVIEWING:
        approving.require_not_running(KIND, report_id)
    return report


def _waits(actor: Actor, report: Report) -> bool:
    """Put the report into the flow in force for it, if there is one."""
    if not approving.governs(KIND):
        return False
    write.change(Report, where={"id": report.pk}, set={"state": State.REVIEWING, "author_id": actor.id, "author_name": actor.name})
    return approving.submit(actor, KIND, report.pk)


def flow_agreed(actor: Actor, report_id: int) -> None:
    """The approver agreed: it is submitted in the name of who handed it in, by what holds now."""
    author = actor_for(Report.objects.values_list("author_id", flat=True).get(pk=report_id))
    submit_report(actor=author or actor, report_id=report_id)


def flow_ended(actor: Actor, report_id: int, reason: str) -> None:
    """Sent back, refused or taken back: a draft again, to be mended and handed in anew."""
    start, end = REPORT.table["send_back"]
    write.change(Report, where={"id": report_id, "state__in": start}, set={"state": end})


approving.declare(Approvable(KIND, N_("Report"), "MTG-06", cards.report, flow_agreed, flow_ended, cards.FACTS, flow_ended, flow_ended,
                             fact_choices=cards.CHOICES))


def _deliver(actor: Actor, report: Report, asked: Asked, late: int) -> None:
    _freeze(actor, report, late)
    write.add(Delivery, [{"report_id": report.pk, "post": r.post, "person_id": r.person.pk, "person_name": r.person.name,
                          "delivered_at": clock.now()} for r in asked.readers])
    _tell(actor, report, asked.readers)


def _freeze(actor: Actor, report: Report, late: int) -> None:
    """The last change a report ever gets; the database refuses any later one."""
    now = clock.now()
    write.change(Report, where={"id": report.pk, "state__in": [State.DRAFT, State.REVIEWING]}, set={
        "state": State.SUBMITTED, "submitted_at": now, "days_late": late, "author_id": actor.id, "author_name": actor.name,
        "seal": seal_of(report.number, report.version, report.content, now)})


def _tell(actor: Actor, report: Report, readers: Sequence[Reader]) -> None:
    msgid = (N_("%(report)s %(period)s has been submitted by %(author)s: %(amount_fen)s yuan.") if report.version == 1 else
             N_("%(report)s %(period)s was corrected by %(author)s (version %(version)s): %(amount_fen)s yuan."))
    args = {"report": REPORT_NAMES[Kind(report.kind)], "period": report.period, "author": actor.name,
            "amount_fen": cards.amount_of(report.content), "version": report.version}
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
