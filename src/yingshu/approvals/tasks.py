"""What the worker does: overdue steps are reminded, then the superior is told; nothing is ever agreed to by waiting. At the beginning of a
month the report of incompatible duties is sent."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.services import together
from yingshu.notifications.models import Message
from yingshu.notifications.services import tell
from yingshu.organisation.queries import who_may

from . import engine
from .leaving import hand_on, works
from .models import Approval, ApprovalEvent, ApprovalTask
from .queries import separation
from .services.running import flow_item, page_of, people_of, state_of

REMINDED, ESCALATED = 1, 2
AFTER_MONTH_DAYS = 5
MOST = 500


def run_checks() -> int:
    """Remind, escalate, and hand on what waits for people who left; answers how many approvals were touched."""
    now, actor = clock.now(), system("schedule")
    with together(actor, "approvals.check") as work:
        for person_id in ApprovalTask.objects.filter(outcome="open").values_list("person_id", flat=True).distinct():
            if not works(person_id):
                hand_on(work, person_id)
        _report_month()
        late = Approval.objects.filter(state=Approval.State.RUNNING, due_at__lt=now, warned__lt=ESCALATED).select_related("flow")
        return sum(_look_at(actor, row) for row in late.order_by("due_at")[:MOST])


def _report_month() -> None:
    """Incompatible duties of the month before, once, to everybody who may see them."""
    if clock.today().day > AFTER_MONTH_DAYS or not separation.pairs():
        return
    last = clock.today().replace(day=1) - timedelta(days=1)
    news = f"separation:{last:%Y-%m}"
    readers = [p.pk for p in who_may("incompatible_duties.view")]
    if Message.objects.filter(dedupe=news, person_id__in=readers).count() < len(readers):
        found = {"acts": len(separation.acts(last.replace(day=1), last)), "holders": len(separation.holders())}
        tell(readers, N_("Incompatible duties in %(month)s: both sides on %(acts)s documents, united rights of %(holders)s people"),
             args={"month": f"{last:%Y-%m}", **found}, url=f"{reverse('separation-report')}?month={last:%Y-%m}", clause="ORG-29",
             dedupe=news)


def _look_at(actor: Actor, row: Approval) -> bool:
    asked = [s.person for s in engine.open_seats(state_of(row))]
    limit = (row.due_at or clock.now()) + timedelta(hours=flow_item(row).escalate_after)
    if clock.now() >= limit:
        above = [people_of(row).superior(person) or 0 for person in asked]
        _tell(actor, row, ESCALATED, "escalate", [*filter(None, above), *people_of(row).administrators()],
              N_("[Overdue] %(kind)s %(number)s waits at the step “%(step)s” since %(since)s"))
        return True
    if row.warned < REMINDED:
        _tell(actor, row, REMINDED, "overdue", asked, N_("[Reminder] %(kind)s %(number)s: the time limit of the step “%(step)s” is over"))
        return True
    return False


def _tell(actor: Actor, row: Approval, level: int, verb: str, people: list[int], sentence: str) -> None:
    kind = str(APPROVABLES[row.kind].title)
    write.change(Approval, where={"id": row.pk, "warned__lt": level}, set={"warned": level})
    write.add_one(ApprovalEvent, approval_id=row.pk, at=clock.now(), verb=verb, step_title=row.step_title, actor_id=actor.id,
                  actor_name=actor.name, waited=max(int((clock.now() - row.since).total_seconds()), 0))
    tell(people, sentence, args={"kind": kind, "number": row.number, "step": row.step_title,
                                 "since": f"{clock.local(row.since):%Y-%m-%d %H:%M}"}, url=page_of(row.pk), clause=row.clause, urgent=True)
