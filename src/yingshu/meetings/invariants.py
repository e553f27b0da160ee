"""What must always be true of meetings and reports."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from yingshu.kernel.invariants import invariant

from .models import ActionItem, Attendance, Meeting, WorkReport


@invariant("meetings.closed")
def closed() -> Iterator[tuple[str, str]]:
    """A closed meeting says when it was closed; others were not."""
    for row in Meeting.objects.filter(Q(state=Meeting.State.CLOSED, closed_at=None) | ~Q(state=Meeting.State.CLOSED) & ~Q(closed_at=None)):
        yield row.number, f"{row.state}, closed at {row.closed_at}"


@invariant("meetings.lateness")
def lateness() -> Iterator[tuple[str, str]]:
    """Only who checked in is late."""
    for row in Attendance.objects.filter(late_minutes__gt=0, checked_in_at=None):
        yield str(row.pk), f"{row.late_minutes} minutes late without a check-in"


@invariant("meetings.items")
def items() -> Iterator[tuple[str, str]]:
    """Every action item has a person and a day; finished ones say when, open ones do not."""
    state = ActionItem.State
    wrong = Q(owner=None) | Q(due_on=None) | Q(state=state.OPEN) & ~Q(closed_at=None) | ~Q(state=state.OPEN) & Q(closed_at=None)
    for row in ActionItem.objects.filter(wrong):
        yield str(row.pk), f"{row.state}, owner {row.owner_id}, due {row.due_on}, closed {row.closed_at}"


@invariant("meetings.reports")
def reports() -> Iterator[tuple[str, str]]:
    """A given report has its moment and its timing; only late ones count days; answers come after reports."""
    state = WorkReport.State
    rows = WorkReport.objects.unscoped(reason="a check of all records")
    wrong = (~Q(state=state.DRAFT) & (Q(reported_at=None) | Q(timing="")) | Q(state=state.DRAFT) & ~Q(reported_at=None)
             | Q(late_days__gt=0) & ~Q(timing="late") | Q(handled_at__lt=F("reported_at")))
    for row in rows.filter(wrong):
        yield row.number, f"{row.state}, {row.timing}, {row.late_days} days late"
