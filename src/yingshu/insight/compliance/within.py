"""The figures of the trend cover six months; the records behind them are those of the period."""

from __future__ import annotations

from dataclasses import replace

from yingshu.kernel.enforcement import Asked

from .matrix import Matrix


def within_period(found: Matrix) -> Asked:
    """The same question for the period alone."""
    return replace(found.asked, first=found.query.days.first, last=found.query.days.last)
