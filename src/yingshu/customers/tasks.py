"""What the worker does by itself: forget what visitors left when its time is over (CNF-07)."""

from __future__ import annotations

from yingshu.kernel.actor import system

from .services import forget_expired


def forget_old() -> None:
    """Every night."""
    forget_expired(actor=system("schedule"))
