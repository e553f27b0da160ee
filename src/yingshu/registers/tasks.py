"""Scheduled reminders of registers."""

from __future__ import annotations

from yingshu.kernel.actor import system

from .services import make_steps, remind


def run_checks() -> None:
    """All scheduled checks of the room, a few times a day."""
    make_steps(system("schedule"))
    remind(actor=system("schedule"))
