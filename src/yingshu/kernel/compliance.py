"""What every month is looked at for. A room declares its check; whoever runs the month asks them all.

A check names its control and reads the facts of some days; the control's rule answers whether the month passes. A month that does not
pass is a warning (nothing is stopped), with its conditions, numbers and clause.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .controls import Control, Facts


@dataclass(frozen=True, slots=True)
class MonthCheck:
    """One check: its control, and how the facts of first..last are read."""

    control: Control[Any, Any]
    facts: Callable[[date, date], Facts]


MONTH_CHECKS: dict[str, MonthCheck] = {}


def declare(check: MonthCheck) -> MonthCheck:
    """Make a check known; a second one on the same control is an error."""
    if check.control.code in MONTH_CHECKS:
        raise ValueError(f"month check {check.control.code} is declared twice")
    MONTH_CHECKS[check.control.code] = check
    return check
