"""What the worker does by itself: look at the limits."""

from __future__ import annotations

from yingshu.kernel.actor import system

from .services import run_checks


def look() -> None:
    """Every ten minutes."""
    run_checks(actor=system("schedule"))
