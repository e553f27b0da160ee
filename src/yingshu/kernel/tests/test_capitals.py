"""RMB capitals: the house vectors, and every amount read back by an independent reader."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yingshu.kernel.capitals import LIMIT_FEN, rmb_capitals

DIGITS = "零壹贰叁肆伍陆柒捌玖"
SMALL = {"拾": 10, "佰": 100, "仟": 1000}

VECTORS = {
    140950: "人民币壹仟肆佰零玖元伍角",
    32504: "人民币叁佰贰拾伍元零肆分",
    10000: "人民币壹佰元整",
    1700000: "人民币壹万柒仟元整",
    0: "人民币零元整",
    1: "人民币壹分",
    10: "人民币壹角",
    11: "人民币壹角壹分",
    101: "人民币壹元零壹分",
    1000: "人民币壹拾元整",
    10_000_000: "人民币壹拾万元整",
    10_000_100: "人民币壹拾万零壹元整",
    1_000_000_00_00: "人民币壹亿元整",
    1_000_100_00_00: "人民币壹亿零壹万元整",
    2_000_005: "人民币贰万元零伍分",
    10**14: "人民币壹万亿元整",
    10**14 + 100: "人民币壹万亿零壹元整",
    12_345_678_901_234: "人民币壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分",
    -32504: "人民币负叁佰贰拾伍元零肆分",
    -1_700_000: "人民币负壹万柒仟元整",
}


def below_ten_thousand(text: str) -> int:
    """Read digits with 仟, 佰, 拾."""
    total = digit = 0
    for char in text:
        if char in SMALL:
            total, digit = total + digit * SMALL[char], 0
        else:
            digit = DIGITS.index(char)
    return total + digit


def below_hundred_million(text: str) -> int:
    """Read one group that may hold 万."""
    upper, wan, lower = text.rpartition("万")
    return (below_ten_thousand(upper) * 10_000 if wan else 0) + below_ten_thousand(lower)


def read_back(text: str) -> int:
    """Capitals → fen, written without looking at how capitals are made."""
    body = text.removeprefix("人民币")
    sign = -1 if body.startswith("负") else 1
    yuan, has_yuan, cents = body.removeprefix("负").removesuffix("整").rpartition("元")
    upper, yi, lower = yuan.rpartition("亿")
    whole = (below_hundred_million(upper) * 10**8 if yi else 0) + below_hundred_million(lower)
    jiao, has_jiao, fen = cents.rpartition("角")
    tens = DIGITS.index(jiao.removeprefix("零")) if has_jiao else 0
    ones = fen.removesuffix("分").removeprefix("零")
    return sign * ((whole if has_yuan else 0) * 100 + tens * 10 + (DIGITS.index(ones) if ones else 0))


@pytest.mark.parametrize(("fen", "text"), VECTORS.items())
def test_house_vectors(fen: int, text: str) -> None:
    assert rmb_capitals(fen) == text


# few distinct digits make the hard cases (runs of zeros, zeros at group borders) common
sparse = st.text("00001509", min_size=1, max_size=18).map(int)


@given(st.one_of(sparse, sparse.map(lambda n: -n), st.integers(1 - LIMIT_FEN, LIMIT_FEN - 1)))
@example(LIMIT_FEN - 1)
@example(1_000_100_000_000_00)
@example(100_000_010_010_000_00)
def test_every_amount_reads_back(fen: int) -> None:
    text = rmb_capitals(fen)
    assert text.startswith("人民币")
    assert read_back(text) == fen
    assert "零零" not in text and " " not in text
    assert text.endswith("整") == (fen % 100 == 0)


@pytest.mark.parametrize("fen", [LIMIT_FEN, -LIMIT_FEN])
def test_beyond_the_units_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="capitals"):
        rmb_capitals(fen)
