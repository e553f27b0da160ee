"""A company with duties in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from tests.support.company import Company

from yingshu.duties.items import DutyItem
from yingshu.duties.models import Duty, Occurrence
from yingshu.duties.services.defining import put_in_force
from yingshu.duties.services.planning import Planned, plan_duty
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.services import together
from yingshu.rulebook.sections import Origin

Put = Callable[..., DutyItem]


def item(**given: Any) -> DutyItem:
    """A duty of the director, every Monday at half past eight, unless told otherwise."""
    raw = {"code": "meeting", "title": "周例会", "clauses": ["MTG-01"], "when": {"every": "week", "weekdays": ["MO"], "at": "08:30"},
           "who": {"posts": ["director"]}, **given}
    return DutyItem.model_validate(raw)


def put(*items: DutyItem, book: str = "trial", version: int = 1, first: date = date(2026, 1, 1), unit_id: int | None = None) -> None:
    """Publish a rulebook with these duties."""
    with together(system(), "rulebook.publish"):
        put_in_force(system(), Origin(book, version, first, unit_id), items)


def plan(code: str = "meeting") -> Planned:
    """The worker's planning of one duty."""
    with together(system(), "duties.plan"):
        return plan_duty(system(), Duty.objects.get(code=code).pk)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 6) -> Any:
    """The clock stands still in 2026."""
    return clock.at(datetime(2026, month, day, hour, minute))


def seen(code: str = "meeting") -> list[tuple[str, str]]:
    """Period and state of all occurrences in the order in which they are due."""
    return list(Occurrence._plain.filter(duty__code=code).order_by("due_at", "subject_id").values_list("period", "state"))


@pytest.fixture
def centre(company: Company) -> Company:
    """The company of these tests."""
    return company
