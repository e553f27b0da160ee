"""When the customer files are delivered is said by the company's parameter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from yingshu.duties.sources import RHYTHMS

DUE = {"week": [("2026-W27", date(2026, 7, 5)), ("2026-W28", date(2026, 7, 12))],
       "month": [("2026-06", date(2026, 6, 30))],
       "quarter": [("2026Q2", date(2026, 6, 30))]}


@pytest.mark.clause("CUS-03")
@pytest.mark.parametrize("frequency", DUE)
def test_files_are_due_at_the_end_of_each_span(trade: Any, frequency: str) -> None:
    trade.parameters("customers.files", report_frequency=frequency)
    rhythm = RHYTHMS["customers.files"]
    first = date(2026, 6, 30) if frequency != "week" else date(2026, 7, 1)
    slots = list(rhythm.slots(first, date(2026, 7, 14)))
    assert [(s.period, s.due_on) for s in slots] == DUE[frequency]
    assert rhythm.says() == {"week": "每周", "month": "每月", "quarter": "每季度"}[frequency]


@pytest.mark.clause("CUS-03")
def test_a_delivery_is_open_from_the_first_day_and_missed_after_the_next(trade: Any) -> None:
    (slot,) = RHYTHMS["customers.files"].slots(date(2026, 12, 1), date(2026, 12, 31))
    assert (slot.opens, slot.due, slot.closes) == (datetime(2026, 12, 1), datetime(2027, 1, 1), datetime(2027, 2, 1))
