"""How often an address may come: counted over processes, by few statements, the address itself not stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yingshu.kernel import clock
from yingshu.kernel.models import VisitCount
from yingshu.kernel.public.limits import Limit, _limits, forget_old

NOON = datetime(2026, 6, 1, 12, 0, 10)


@pytest.fixture
def page(db: None) -> Iterator[Any]:
    """Processes of one page; each call is another process."""
    before = len(_limits)
    with clock.at(NOON):
        yield lambda per_minute: Limit("a.page", per_minute)
    del _limits[before:]


def let_in(limit: Limit, times: int, address: str = "10.0.0.1") -> int:
    """How many of so many visits were let in."""
    return sum(not limit.exceeded(address) for _n in range(times))


def test_one_process_lets_in_exactly_the_limit(page: Any) -> None:
    limit = page(30)
    assert (let_in(limit, 40), let_in(limit, 5, "10.0.0.2")) == (30, 5)


@pytest.mark.parametrize(("per_minute", "processes"), [(20, 2), (30, 4), (60, 3), (600, 8)])
def test_two_processes_share_one_limit(page: Any, per_minute: int, processes: int) -> None:
    """Visits spread evenly, as a proxy does: together hardly more than the limit, each process wrong by less than one share."""
    workers = [page(per_minute) for _n in range(processes)]
    came = sum(let_in(workers[n % processes], 1) for n in range(3 * per_minute))
    assert per_minute <= came <= per_minute + processes * (workers[0].share - 1) + processes - 1
    assert all(let_in(worker, per_minute) <= workers[0].share for worker in workers)


def test_the_next_minute_begins_anew_in_every_process(page: Any) -> None:
    one, other = page(20), page(20)
    assert let_in(one, 25) + let_in(other, 25) <= 21
    with clock.at(NOON + timedelta(minutes=1)):
        assert let_in(other, 20) == 20 and let_in(one, 5) <= 1


def test_people_who_answer_a_survey_cost_no_statement_and_a_crowd_behind_one_address_few(page: Any) -> None:
    survey = page(600)
    with CaptureQueriesContext(connection) as asked:
        for n in range(1000):
            assert let_in(survey, 12, f"10.1.{n // 250}.{n % 250}") == 12
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        let_in(survey, 5000, "10.2.0.1")
    assert len(asked) == 21  # and whoever is refused is not counted any further


def test_no_address_is_stored_and_old_counts_are_forgotten(page: Any) -> None:
    let_in(page(20), 5, "10.3.0.1")
    assert not VisitCount.objects.filter(address__contains="10.3").exists() and VisitCount.objects.get().visits == 5
    assert forget_old() == 0
    with clock.at(NOON + timedelta(minutes=2)):
        assert forget_old() == 1
