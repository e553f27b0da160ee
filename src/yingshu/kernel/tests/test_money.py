"""Money: exact, half up, and parts that add up."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingshu.kernel import money


@pytest.mark.parametrize(("yuan", "fen"), [("0.005", 1), ("0.004", 0), ("-0.005", -1), ("1.235", 124), ("17000", 1700000), ("2.675", 268)])
def test_half_up(yuan: str, fen: int) -> None:
    assert money.to_fen(yuan) == fen


@pytest.mark.parametrize(("fen", "shown", "plain"), [(123456, "1,234.56", "1234.56"), (-5, "−0.05", "-0.05"), (0, "0.00", "0.00")])
def test_shown(fen: int, shown: str, plain: str) -> None:
    assert (money.show(fen), money.plain(fen)) == (shown, plain)


@given(st.integers(-10**12, 10**12), st.sampled_from(["0", "0.03", "0.06", "0.09", "0.13"]))
def test_tax_is_taken_out_per_line(gross: int, rate: str) -> None:
    net, tax = money.split_tax(gross, D(rate))
    assert net + tax == gross
    assert abs(net * (1 + D(rate)) - gross) <= (1 + D(rate)) / 2


def test_tax_example() -> None:
    assert money.split_tax(960000, D("0.09")) == (880734, 79266)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_shares_add_up(total: int, weights: list[int]) -> None:
    parts = money.share_out(total, weights)
    assert sum(parts) == total
    if sum(weights):
        assert all(abs(p - D(total) * w / sum(weights)) < 1 for p, w in zip(parts, weights, strict=True))
