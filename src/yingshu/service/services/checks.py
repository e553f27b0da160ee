"""What the worker looks at by itself: limits that have passed, suggestions and events that lie (SVC-02, SVC-23, SVC-24)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell, tell_posts
from yingshu.rulebook.decisions import params_of

from ..controls import INTAKE, SUGGESTIONS
from ..models import Case, Improvement, Incident, Step
from ..models.case import OPEN_STATES
from .incidents import url_of as incident_url
from .steps import changed, step, url_of

S = Case.State


@service("service.run_checks", title=N_("Look at limits of cases"), clause="SVC-02")
def run_checks(*, actor: Actor) -> Done:
    """Escalate what passed its limit, remind of suggestions, improvements and measures. Each is told once a day at most."""
    escalated = [case for case in _late() if _escalate(case, actor)]
    reminded = [case for case in _silent() if _remind(case)]
    waiting = [case for case in _waiting() if _ask_again(case)]
    improvements = [row for row in Improvement.objects.filter(state=Improvement.State.OPEN, due_on__lt=clock.today()) if _overdue(row)]
    late = Incident.objects.filter(state=Incident.State.CORRECTING, measures_by__lt=clock.today())
    measures = [row for row in late if _late_measures(row)]
    return Done("service_checks", 0, data={"escalated": len(escalated), "suggestions": len(reminded), "waiting": len(waiting),
                                           "improvements": len(improvements), "measures": len(measures)})


def _late() -> Iterator[Case]:
    """Open cases that passed a limit and were not escalated since then; those that wait for the customer stand still."""
    now, passed = clock.now(), Q()
    for limit, missed in (("accept_by", Q(state=S.OPEN)), ("reply_by", Q(replied_at=None)), ("resolve_by", Q())):
        passed |= missed & Q(**{f"{limit}__lt": now}) & (Q(escalated_at=None) | Q(escalated_at__lt=F(limit)))
    rows = Case.objects.unscoped(reason="limits of all cases").filter(passed, state__in=(S.OPEN, S.ACCEPTED))
    return rows.order_by("id").iterator()


def _escalate(case: Case, actor: Actor) -> bool:
    """To the head of the department, once for each limit that has passed (SVC-02)."""
    params = params_of(INTAKE, case.unit_id)
    changed(case, escalated_at=clock.now())
    step(case.pk, Step.Kind.ESCALATED, actor)
    args = {"number": case.number, "name": case.owner.name if case.owner else "--"}
    tell_posts(params.escalate_to, N_("%(number)s has passed its limit. Handler: %(name)s."), clause="SVC-02", urgent=True, args=args,
               url=url_of(case))
    return True


def _silent() -> Iterator[Case]:
    """Suggestions without an answer after the days of the rulebook."""
    oldest = clock.now() - timedelta(days=params_of(SUGGESTIONS).reply_days)
    return Case.objects.unscoped(reason="suggestions of all").filter(kind=Case.Kind.SUGGESTION, state__in=OPEN_STATES, adopted=None,
                                                                     received_at__lt=oldest).order_by("id").iterator()


def _waiting() -> Iterator[Case]:
    """Cases that have waited for their customer longer than the days of the rulebook."""
    oldest = clock.now() - timedelta(days=params_of(INTAKE).ask_again_after_days)
    rows = Case.objects.unscoped(reason="cases of all that wait").filter(state=S.WAITING, waiting_since__lt=oldest)
    return rows.order_by("id").iterator()


def _ask_again(case: Case) -> bool:
    days = params_of(INTAKE, case.unit_id).ask_again_after_days
    tell([case.owner_id or 0], N_("%(number)s has waited for the customer for more than %(days)s days: ask again, or close it."),
         args={"number": case.number, "days": days}, url=url_of(case), clause="SVC-02",
         dedupe=f"case_waiting:{case.pk}:{case.waiting_since:%Y%m%d}")
    return True


def _remind(case: Case) -> bool:
    tell_posts(params_of(SUGGESTIONS, case.unit_id).manager, N_("Suggestion %(number)s waits for your word."), args={"number": case.number},
               url=url_of(case), clause="SVC-23", urgent=True, dedupe=f"suggestion:{case.pk}:{clock.today()}")
    return True


def _late_measures(row: Incident) -> bool:
    tell([row.owner_id or 0], N_("Serious event %(number)s: its measures were due on %(day)s."), clause="SVC-24", urgent=True,
         args={"number": row.number, "day": f"{row.measures_by}"}, url=incident_url(row.pk), dedupe=f"measures:{row.pk}:{clock.today()}")
    return True


def _overdue(row: Improvement) -> bool:
    tell([row.owner_id], N_("Improvement %(number)s was due on %(day)s."), args={"number": row.number, "day": row.due_on.isoformat()},
         url=f"/improvements/{row.pk}/", clause="SVC-25", urgent=True, dedupe=f"improvement:{row.pk}:{clock.today()}")
    return True
