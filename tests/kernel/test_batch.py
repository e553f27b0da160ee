"""Writes that wait for the end of an action."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import connection

from yingshu.documents.models import Counter
from yingshu.kernel import services
from yingshu.kernel.actor import system
from yingshu.kernel.batch import Batch
from yingshu.kernel.models import CacheVersion

pytestmark = [pytest.mark.django_db, pytest.mark.no_invariants]
ONE = connection.vendor == "postgresql"


def numbers() -> dict[str, int]:
    return dict(Counter.objects.filter(period="t").values_list("kind", "last"))


def test_a_batch_goes_in_one_statement_on_postgresql(django_assert_num_queries) -> None:
    Counter.objects.create(kind="a", period="t", last=1)
    batch = Batch()
    batch.add(CacheVersion, [{"name": "x", "number": 1}, {"name": "y", "number": 2}])
    batch.change(Counter, {"kind": "a", "period": "t"}, {"last": 5})
    with django_assert_num_queries(1 if ONE else 2):
        batch.send()
    assert (numbers(), CacheVersion.objects.filter(name__in="xy").count(), len(batch)) == ({"a": 5}, 2, 0)


def test_increases_of_one_row_are_summed_and_rows_are_made() -> None:
    batch = Batch()
    for _ in range(2):
        batch.add_up(CacheVersion, "name", {"n": {"number": 3}, "m": {"number": D(1)}})
    batch.send()
    batch.add_up(CacheVersion, "name", {"n": {"number": -1}})
    batch.send()
    assert dict(CacheVersion.objects.filter(name__in="nm").values_list("name", "number")) == {"n": 5, "m": 2}


def test_a_table_is_changed_once_in_a_statement() -> None:
    Counter.objects.create(kind="a", period="t", last=1)
    batch = Batch()
    batch.change(Counter, {"kind": "a"}, {"last": 2})
    batch.change(Counter, {"kind": "a", "last": 2}, {"last": 3})
    assert numbers() == {"a": 2}
    batch.send()
    assert numbers() == {"a": 3}


def test_what_waits_is_written_before_it_is_read_and_at_the_end() -> None:
    with services.together(system(), "test"):
        services.add_later(Counter, [{"kind": "a", "period": "t", "last": 1}])
        assert numbers() == {}
        services.settle()
        assert numbers() == {"a": 1}
        services.change_later(Counter, where={"kind": "a"}, set={"last": 7})
        assert numbers() == {"a": 1}
    assert numbers() == {"a": 7}


def test_much_is_written_at_once_and_outside_an_action_everything_is() -> None:
    services.add_later(Counter, [{"kind": "b", "period": "t", "last": 2}])
    assert numbers() == {"b": 2}
    with services.together(system(), "test"):
        services.add_later(Counter, [{"kind": f"c{n}", "period": "t"} for n in range(services.MOST_WAITING + 1)])
        assert len(numbers()) == services.MOST_WAITING + 2
