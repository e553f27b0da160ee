"""When meetings are due is said by the parameters of their series (MTG-01 to MTG-04)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from yingshu.duties.sources import RHYTHMS

JUNE = (date(2026, 6, 15), date(2026, 6, 30))


def due(kind: str) -> list[datetime]:
    return [slot.due for slot in RHYTHMS[f"meetings.{kind}"].slots(*JUNE)]


@pytest.mark.clause("MTG-01")
def test_the_weekly_meeting_is_due_on_the_day_and_hour_of_the_series(trade: Any) -> None:
    assert due("weekly") == [datetime(2026, 6, day, 8, 30) for day in (15, 22, 29)]
    trade.parameters("meetings.weekly", weekday="TUE", time="09:00")
    assert (due("weekly"), RHYTHMS["meetings.weekly"].says()) == ([datetime(2026, 6, day, 9) for day in (16, 23, 30)], "每周 星期二 09:00")


@pytest.mark.clause("MTG-02", "MTG-03", "MTG-04")
def test_the_others_are_due_at_the_end_of_their_month_or_quarter(trade: Any) -> None:
    end = [datetime(2026, 7, 1)]
    assert (due("regional"), due("coordination"), due("sales")) == (end, end, end)
    trade.parameters("meetings.regional", frequency="week", weekday="FRI", time="14:00")
    trade.parameters("meetings.sales", frequency="none")
    assert (due("regional"), due("sales")) == ([datetime(2026, 6, day, 14) for day in (19, 26)], [])
