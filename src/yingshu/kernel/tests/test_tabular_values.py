"""What one cell means: `clean`, `numerals`, `dates`, `titles`."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingshu.kernel.tabular import CellError
from yingshu.kernel.tabular.clean import (
    escape,
    match_key,
    to_bool,
    to_choice,
    to_code,
    to_note,
    to_phone,
    to_text,
    unescape,
)
from yingshu.kernel.tabular.dates import FIRST_YEAR, LAST_YEAR, to_date
from yingshu.kernel.tabular.numerals import to_discount, to_fen, to_int, to_price, to_quantity, to_rate
from yingshu.kernel.tabular.titles import column_index, column_letter, money_unit, title_keys, unit_name

DAY = dt.date(1996, 7, 4)
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def refusal(parse: Callable[[Any], Any], raw: Any) -> str:
    with pytest.raises(CellError) as caught:
        parse(raw)
    return str(caught.value)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\u3000Hanari  Carnes \u200b", "Hanari Carnes"),
        ("佛山（禅城）\n五金", "佛山（禅城） 五金"),
        ("\ufeff名\u00a0称", "名 称"),
        (1.0, "1"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (dt.date(2026, 1, 31), "2026-01-31"),
        (dt.datetime(2026, 1, 31, 14, 5), "2026-01-31 14:05:00"),
        (None, ""),
        ("'=1+1", "=1+1"),
    ],
)
def test_text(raw: Any, text: str) -> None:
    assert to_text(raw) == text


def test_note_keeps_lines() -> None:
    assert to_note(" 第一行 \r\n\u3000第二行 ") == "第一行\n第二行"


@pytest.mark.parametrize(
    ("raw", "code"),
    [(1.0, "1"), ("002", "002"), ("ＸＳ－００１", "XS-001"), ("A–1", "A-1"), (10248, "10248"), ("", ""), (1.5, "1.5")],
)
def test_code(raw: Any, code: str) -> None:
    assert to_code(raw) == code


def test_code_that_excel_has_cut() -> None:
    assert refusal(to_code, 911000000000000000.0) == (
        "“9.11e+17” has lost digits: it is stored as a number. Make the cell text and write it again"
    )
    assert "has lost digits" in refusal(to_code, "1.23E+17")


def test_phone() -> None:
    assert [to_phone(raw) for raw in (13800138000.0, "０７５７－８３３３", "'+86 138", "030-1／030-2")] == [
        "13800138000",
        "0757-8333",
        "+86 138",
        "030-1/030-2",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("佛山（禅城）五金 ", "\u3000佛山(禅城)五金", True),
        ("【华南】ABC公司", "华南ａｂｃ公司", True),
        ("Suprêmes  Délices", "suprêmes délices", True),
        ("阿里·买买提", "阿里•买买提", True),
        ("佛山禅城五金", "佛山南海五金", False),
    ],
)
def test_match_key(one: str, other: str, same: bool) -> None:
    assert (match_key(one) == match_key(other)) is same


def test_yes_and_no() -> None:
    assert [to_bool(raw) for raw in ("是", "停售", "Y", "√", 1.0, True)] == [True] * 6
    assert [to_bool(raw) for raw in ("否", "在售", "n", "Ｎ", 0, False, "无")] == [False] * 7
    assert [to_bool(raw) for raw in ("", None, "-")] == [None] * 3
    assert to_bool("启用", {"启用": True}) is True
    assert refusal(to_bool, "也许") == "“也许” is neither yes nor no"


def test_choice() -> None:
    ways = {"款到发货": "prepaid", "现款": "prepaid", "月结": "credit"}
    read = [to_choice(raw, ways) for raw in ("现 款", "credit", "月结\u3000", "")]
    assert read == ["prepaid", "credit", "credit", None]
    assert refusal(lambda raw: to_choice(raw, ways), "赊") == "“赊” is not one of: 款到发货、现款、月结"


@given(st.text(min_size=1, max_size=12), st.sampled_from(["", "=", "+", "-", "@", "'", "'=", "\t", "＝"]))
def test_escape_round_trip(text: str, start: str) -> None:
    escaped = escape(start + text)
    assert unescape(escaped) == start + text
    assert escaped[0] not in "=+-@\t\r\n＝＋－＠"


SPELLINGS: list[Callable[[dt.date], Any]] = [
    lambda day: day,
    lambda day: dt.datetime(day.year, day.month, day.day, 9, 30),
    lambda day: float((day - dt.date(1899, 12, 30)).days),
    lambda day: (day - dt.date(1899, 12, 30)).days + 0.75,
    lambda day: day.isoformat(),
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}。{day.month}。{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year} 年 {day.month:02} 月 {day.day:02} 号",
    lambda day: day.strftime("%Y%m%d"),
    lambda day: int(day.strftime("%Y%m%d")),
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"\u3000{day.isoformat().translate(FULL_WIDTH)}\u3000",
    lambda day: f"{day.isoformat()} 00:00:00",
    lambda day: f"{day.isoformat()}T08:15:30.000Z",
    lambda day: f"{day.year}年{day.month}月{day.day}日 星期四",
]


@given(st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)), st.sampled_from(SPELLINGS))
def test_every_spelling_of_a_day(day: dt.date, spell: Callable[[dt.date], Any]) -> None:
    assert to_date(spell(day)) == day


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("96-7-4", "“96-7-4” is not clear. Write the year with four digits, as in 2026-01-31"),
        ("7/4/96", "“7/4/96” is not clear. Write the year with four digits, as in 2026-01-31"),
        ("1996-02-30", "There is no such day: 1996-02-30"),
        ("19961301", "There is no such day: 19961301"),
        ("1996年7月", "“1996年7月” is not a date. Write it as 2026-01-31"),
        ("明天", "“明天” is not a date. Write it as 2026-01-31"),
        ("1896-07-04", "“1896-07-04” is outside the years 1950 to 2149"),
        (12.0, "“12” is outside the years 1950 to 2149"),
        (199607.0, "“199607” is not a date. Write it as 2026-01-31"),
        (True, "“TRUE” is not a date. Write it as 2026-01-31"),
        (dt.time(8, 30), "“08:30:00” is not a date. Write it as 2026-01-31"),
        (float("nan"), "“nan” is not a date. Write it as 2026-01-31"),
    ],
)
def test_what_is_no_day(raw: Any, says: str) -> None:
    assert refusal(to_date, raw) == says


def test_empty_cells() -> None:
    for parse in (to_date, to_fen, to_price, to_quantity, to_int, to_rate):
        assert [parse(raw) for raw in ("", None, "\u3000", "-", "—", "无", "／", "N/A")] == [None] * 8


@pytest.mark.parametrize(
    ("raw", "fen"),
    [
        (168.0, 16800),
        ("￥1,234.50", 123450),
        ("¥ 1,234.5元", 123450),
        ("１，２３４．５", 123450),
        ("1,2345.67", 1234567),
        ("1 234.50", 123450),
        ("(123.45)", -12345),
        ("（123.45）", -12345),
        ("-￥123.45", -12345),
        ("￥-123.45", -12345),
        ("−123.45", -12345),
        ("123.45-", -12345),
        ("负123.45", -12345),
        ("+5", 500),
        ("3.5万元", 3500000),
        ("1.2亿", 12000000000),
        ("RMB 12.00", 1200),
        ("人民币100元整", 10000),
        (".5", 50),
        ("12.", 1200),
        (1.005, 101),
        (-1.005, -101),
        (394.87499999999994, 39488),
        ("0.005", 1),
        ("0.0049", 0),
        (0, 0),
        ("'-5", -500),
    ],
)
def test_amount(raw: Any, fen: int) -> None:
    assert to_fen(raw) == fen


def test_amounts_in_ten_thousand() -> None:
    assert [to_fen(raw, 10_000) for raw in (1.23456, "1.5", "150元", "2万元")] == [1234560, 1500000, 15000, 2000000]
    assert to_price("1.5", 10_000) == Decimal("15000.000000")


@pytest.mark.parametrize(
    "raw",
    ["12,5", "1,23,456.00", "12元5", "1.2.3", "(5", "5)", "(-5)", "--5", "约100", "1E+05", "12%", True, DAY, "1" * 29],
)
def test_what_is_no_amount(raw: Any) -> None:
    assert refusal(to_fen, raw).endswith("is not an amount. Write it as 1234.56")


def test_amounts_beyond_all_measure() -> None:
    assert refusal(to_fen, 1e13) == "“10000000000000” is too large"
    assert refusal(to_fen, float("inf")) == "“inf” is not a number"


def spellings_of(fen: int) -> list[Any]:
    value, sign = Decimal(fen).scaleb(-2), "-" if fen < 0 else ""
    plain = f"{abs(value):.2f}"
    return [
        float(value),
        f"{sign}{plain}",
        f"{sign}{abs(value):,.2f}",
        f"￥{value:,.2f}",
        f"{value:,.2f}元",
        f"({plain})" if fen < 0 else plain,
        f"{sign}{plain}".translate(FULL_WIDTH),
        f"{value.scaleb(-4):f}万元",
        f" {value:.2f}00 ",
    ]


@given(st.integers(-(10**13), 10**13), st.integers(0, 8))
def test_every_spelling_of_an_amount(fen: int, which: int) -> None:
    assert to_fen(spellings_of(fen)[which]) == fen


def test_prices_and_quantities() -> None:
    assert to_price("12.3456785") == Decimal("12.345679")
    assert to_price(0.0000005) == Decimal("0.000001")
    assert to_quantity("1,000.0005") == Decimal("1000.001")
    assert to_quantity(12.0) == Decimal("12.000")
    assert to_int(3.0) == 3
    assert refusal(to_int, 3.5) == "“3.5” is not a whole number"
    assert refusal(to_quantity, "3万") == "“3万” is not a number"
    assert refusal(to_quantity, "3箱") == "“3箱” is not a number"


@pytest.mark.parametrize(
    ("raw", "off"),
    [
        (0.15, "0.15"),
        ("15%", "0.15"),
        ("１５％", "0.15"),
        ("85折", "0.15"),
        ("打8.5折", "0.15"),
        ("八五折", "0.15"),
        ("八点五折", "0.15"),
        ("九折", "0.1"),
        ("9 折", "0.1"),
        ("98.5折", "0.015"),
        ("对折", "0.5"),
        ("十折", "0"),
        ("10折", "0"),
        ("优惠12.5%", "0.125"),
        ("20% off", "0.2"),
        ("100%", "1"),
        ("无", "0"),
        ("不打折", "0"),
        ("", "0"),
        (None, "0"),
        (0.0, "0"),
    ],
)
def test_discount(raw: Any, off: str) -> None:
    assert to_discount(raw) == Decimal(off)


@pytest.mark.parametrize("raw", [1.0, 8.5, 15.0, -0.1, "-15%", "120%", "0折", "折", "便宜点", DAY])
def test_unclear_discounts(raw: Any) -> None:
    assert "is not a discount" in refusal(to_discount, raw)


def test_discount_as_share_paid() -> None:
    assert [to_discount(raw, paid=True) for raw in (0.85, "85%", 1.0, "85折", "")] == [
        Decimal(off) for off in ("0.15", "0.15", "0", "0.15", "0")
    ]


@given(st.integers(1, 999), st.sampled_from(["share", "percent", "tenths", "hundredths", "paid"]))
def test_every_spelling_of_a_discount(permille: int, form: str) -> None:
    off = Decimal(permille) / 1000
    paid = 1 - off
    text = {
        "share": float(off),
        "percent": f"{(off * 100).normalize():f}%",
        "tenths": f"{(paid * 10).normalize():f}折",
        "hundredths": f"{(paid * 100).normalize():f}折" if paid > Decimal("0.1") else f"{(paid * 10).normalize():f}折",
        "paid": float(paid),
    }[form]
    assert to_discount(text, paid=form == "paid") == off


def test_rate() -> None:
    assert [to_rate(raw) for raw in ("13%", 0.13, 13, "６％", 0, 1)] == [
        Decimal(rate) for rate in ("0.13", "0.13", "0.13", "0.06", "0", "0.01")
    ]
    assert refusal(to_rate, "-3%") == "“-3%” is not a rate. Write it as 13%"


def test_titles() -> None:
    assert title_keys("日 期") == ("日期",)
    assert title_keys("单价（元）*") == ("单价",)
    assert title_keys("金额（万元）：") == ("金额",)
    assert title_keys("品类（原文）") == ("品类原文", "品类")
    assert title_keys("国家/地区") == ("国家地区", "国家", "地区")
    assert title_keys("Customer  Name") == title_keys("customer_name")
    assert title_keys(" ") == ()


def test_units_of_money() -> None:
    texts = ["金额(万元)", "单位：元", "单位:人民币千元", "金额/万元", "元旦", "数量(件)"]
    assert [money_unit(text) for text in texts] == [10_000, 1, 1_000, 10_000, None, None]
    assert unit_name(10_000) == "万元"


@given(st.integers(0, 16_383))
def test_column_letters(index: int) -> None:
    assert column_index(column_letter(index)) == index
    assert [column_letter(0), column_letter(25), column_letter(26), column_letter(16_383)] == ["A", "Z", "AA", "XFD"]
    assert column_index("客户") is None
