"""Duties of the library, in cases: put in force and planned, then their occurrences are read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from yingshu.duties.models import Duty, Occurrence
from yingshu.duties.services.defining import put_in_force
from yingshu.duties.services.planning import plan_duty
from yingshu.duties.services.running import close_missed
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.services import together
from yingshu.registers.section import duties
from yingshu.rulebook.sections import Origin

if TYPE_CHECKING:
    from .driver import Player


def states(player: Player, code: str, since: Any = None) -> dict[str, str]:
    """Period → state (open ones that are late are ``overdue``) of everything planned so far."""
    planned(code, since)
    rows = Occurrence._plain.filter(Q(due_at__lte=clock.now()) | Q(opens_at__lte=clock.now()), duty__code=code)
    return {row.period: "overdue" if row.state == "open" and row.late_at <= clock.now() else str(row.state)
            for row in rows.order_by("due_at")}


def undone(player: Player, code: str, since: Any = None, of: str | None = None) -> list[str]:
    """The subjects for which the duty is open in the period that is running or was last due, those of one person when named."""
    planned(code, since)
    rows = Occurrence._plain.filter(duty__code=code, state="open", opens_at__lte=clock.now())
    mine = rows.filter(assignees__person_id=player.company.person(of).pk) if of else rows
    return list(dict.fromkeys(mine.order_by("subject_id").values_list("subject_name", flat=True)))


def planned(code: str, since: Any = None) -> None:
    """Put in force when it is not yet, and planned up to now."""
    item: Any = next(d for d in duties() if d.code == code)
    if not Duty.objects.filter(code=code).exists():
        first = date.fromisoformat(since) if since else clock.today()
        with together(system(), "rulebook.publish"):
            put_in_force(system(), Origin("trial", 1, first, None), [item])
    with together(system(), "duties.plan"):
        plan_duty(system(), Duty.objects.get(code=code).pk)
    close_missed()
