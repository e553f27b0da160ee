"""What the worker does for the organisation: reorganisations take effect on their day (ORG-05)."""

from __future__ import annotations

from yingshu.kernel import clock
from yingshu.kernel.actor import system

from .models import Reorganisation
from .services import take_effect


def run_checks() -> int:
    """Put approved reorganisations in force whose day has come; answers how many."""
    due = Reorganisation.objects.filter(state=Reorganisation.State.APPROVED, effective_on__lte=clock.today()).order_by("effective_on", "id")
    return len([take_effect(actor=system("schedule"), reorganisation_id=pk) for pk in due.values_list("pk", flat=True)])
