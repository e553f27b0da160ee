"""What the worker does by itself: forget what visitors left when its time is over (CNF-07), ask for handovers in time (ORG-28)."""

from __future__ import annotations

from yingshu.kernel.actor import system

from .services import forget_expired, remind_of_handovers


def run_checks() -> None:
    """Every night."""
    forget_expired(actor=system("schedule"))
    remind_of_handovers(actor=system("schedule"))
