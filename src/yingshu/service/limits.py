"""When a case is due, with the time of waiting for the customer left out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from yingshu.kernel import clock, workhours
from yingshu.rulebook.decisions import params_of

from .controls import INTAKE, SUGGESTIONS
from .models import Case
from .rules.cases import IntakeParams


class Limits(NamedTuple):
    """Until when a case is accepted, first replied to and solved."""

    accept_by: datetime
    reply_by: datetime
    resolve_by: datetime


def limits_of(kind: str, received: datetime, unit_id: int | None) -> Limits:
    """Acceptance counts office hours, a reply hours of working days, the solution days."""
    params: IntakeParams = params_of(INTAKE, unit_id)
    hours = params.reply_within_hours if kind == Case.Kind.INQUIRY else params.first_reply_hours
    days = params_of(SUGGESTIONS, unit_id).reply_days if kind == Case.Kind.SUGGESTION else params.resolve_days
    reply = workhours.after(received, timedelta(hours=hours))
    solved = reply if kind == Case.Kind.INQUIRY else received + timedelta(days=days)
    office = workhours.after(received, timedelta(hours=params.accept_within_hours), workhours.spans_of(params.office_hours))
    return Limits(office, reply, solved)


def after_waiting(case: Case, now: datetime) -> dict[str, datetime]:
    """The limits that had not passed when the waiting began, moved on by what was left of them."""
    since = case.waiting_since or now
    moved = {}
    if not case.replied_at and case.reply_by > since:
        moved["reply_by"] = workhours.after(now, workhours.between(since, case.reply_by))
    if case.resolve_by > since:
        moved["resolve_by"] = case.resolve_by + (now - since)
    return moved


def overdue(case: Case, now: datetime | None = None) -> bool:
    """Has a limit passed that the case has not kept? Waiting cases stand still."""
    now = now or clock.now()
    if case.state == Case.State.WAITING or not case.is_open:
        return False
    late_reply = case.replied_at is None and case.reply_by < now
    return late_reply or case.resolve_by < now or (case.accepted_at is None and case.accept_by < now)
