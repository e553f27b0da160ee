"""Scheduled work of duties."""

from __future__ import annotations

from yingshu.kernel.actor import system

from .services.running import run_duties


def run_checks() -> None:
    """Plan ahead, close what was missed, remind."""
    run_duties(system("schedule"))
