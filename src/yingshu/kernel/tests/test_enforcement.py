"""What rooms tell the matrix, added up; tables of parameters."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from decimal import Decimal

import pytest

from yingshu.kernel import enforcement
from yingshu.kernel.bands import check_contiguous, check_rising, check_weights
from yingshu.kernel.enforcement import Asked, Count, Source, Way

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def source(code, ways, *found):
    return Source(code, code, lambda: ways, lambda asked: found, lambda clause, asked, limit: ())


@pytest.fixture
def two_rooms(monkeypatch):
    monkeypatch.setattr(enforcement, "SOURCES", {})
    enforcement.declare(source("a", {"MTG-01": Way.RECORD, "ORD-06": Way.GATE}, Count("MTG-01", MAY, 3),
                               Count("ORD-06", JUNE, 5, 5, 4, 2, 1)))
    enforcement.declare(source("b", {"MTG-01": Way.DUTY}, Count("MTG-01", MAY, 1, 4, 3), Count("MTG-01", JUNE, 0, 4, 4)))


def test_ways_of_a_clause_come_firmest_first(two_rooms):
    assert [(clause, list(ways.items())) for clause, ways in enforcement.ways().items()] == [
        ("MTG-01", [(Way.DUTY, ["b"]), (Way.RECORD, ["a"])]), ("ORD-06", [(Way.GATE, ["a"])])]


def test_figures_of_all_rooms_are_added_up(two_rooms):
    assert enforcement.counts(Asked(MAY, JUNE)) == {
        ("MTG-01", MAY): Count("MTG-01", MAY, 4, 4, 3), ("MTG-01", JUNE): Count("MTG-01", JUNE, 0, 4, 4),
        ("ORD-06", JUNE): Count("ORD-06", JUNE, 5, 5, 4, 2, 1)}


def test_who_plans_is_asked_first_and_the_others_know_what_it_counted(monkeypatch):
    heard = []
    monkeypatch.setattr(enforcement, "SOURCES", {})
    enforcement.declare(Source("a", "a", dict, lambda asked: heard.append(asked.planned) or [Count("MTG-01", MAY, 1)], lambda c, a, n: ()))
    enforcement.declare(Source("b", "b", dict, lambda asked: [Count("MTG-01", MAY, 1, 1, 0), Count("MTG-01", JUNE, 1)], lambda c, a, n: (),
                               plans=True))
    assert enforcement.counts(Asked(MAY, JUNE))["MTG-01", MAY] == Count("MTG-01", MAY, 2, 1, 0)
    assert heard == [{("MTG-01", MAY)}]


def test_a_source_is_declared_once(two_rooms):
    with pytest.raises(ValueError, match="declared twice"):
        enforcement.declare(source("a", {}))


@pytest.mark.parametrize(("bands", "says"), [
    ([(0, 3), (3, 8), (8, None)], ""), ([(0, 3), (2, 8)], "重叠"), ([(0, 3), (4, 8)], "没有归属"), ([(0, None), (4, 8)], "重叠"),
    ([(3, 3)], "为空")])
def test_bands_neither_overlap_nor_leave_a_gap(bands, says):
    with pytest.raises(ValueError, match=says) if says else nullcontext():
        check_contiguous(bands)


def test_weights_sum_to_one_and_bounds_rise():
    check_weights({"a": Decimal("0.6"), "b": Decimal("0.4")})
    check_rising((1, 2, 3))
    with pytest.raises(ValueError, match="权重合计为 0.9"):
        check_weights([Decimal("0.5"), Decimal("0.4")])
    with pytest.raises(ValueError, match="2 之后是 2"):
        check_rising((1, 2, 2))
