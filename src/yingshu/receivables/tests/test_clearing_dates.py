"""How often what is owed is gone through is said by the company's parameter (REC-03)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yingshu.duties.library import ready_made
from yingshu.duties.sources import RHYTHMS

DUE = {"week": [date(2026, 6, 19), date(2026, 6, 26)], "month": [date(2026, 6, 30)], "quarter": [date(2026, 6, 30)]}
SAYS = {"week": "每周", "month": "每月", "quarter": "每季度"}


@pytest.mark.clause("REC-03")
@pytest.mark.parametrize("frequency", DUE)
def test_going_through_what_is_owed_is_due_as_often_as_the_parameter_says(trade: Any, frequency: str) -> None:
    trade.parameters("receivables.ageing", frequency=frequency)
    rhythm = RHYTHMS["receivables.ageing"]
    assert ([s.due_on for s in rhythm.slots(date(2026, 6, 17), date(2026, 7, 1))], rhythm.says()) == (DUE[frequency], SAYS[frequency])
    assert [item.code for item in ready_made() if item.when.rhythm == "receivables.ageing"] == ["receivables_clearing"]
