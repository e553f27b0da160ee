"""Finding the table on a sheet and telling its rows apart."""

import datetime as dt
from typing import Any

import pytest

from yingshu.kernel.tabular.classify import RowClassifier, RowKind, sum_level
from yingshu.kernel.tabular.layout import Layout, find_layout
from yingshu.kernel.tabular.mapping import known_titles
from yingshu.kernel.tabular.workbook import Merge
from yingshu.kernel.tests.tabular_kinds import KINDS

KNOWN = known_titles(KINDS).__contains__
BODY = [["2026-01-31", "X1", "佛山五金", 3.0, 12.5], ["", "", "", 1.0, 7.0]]


def layout(rows: list[list[Any]], merges: tuple[Merge, ...] = (), known: Any = KNOWN, row: int | None = None) -> Layout:
    found = find_layout(rows, merges, known, row)
    assert found is not None
    return found


def seen(found: Layout) -> tuple[int, int, list[str]]:
    return found.header_row, found.body_first + 1, found.titles


TITLES = ["日期", "单号", "客户", "数量", "金额"]


def test_plain_head() -> None:
    assert seen(layout([TITLES, *BODY])) == (1, 2, TITLES)


def test_titles_and_notes_above() -> None:
    rows = [
        ["2026年销售台账", "", "", "", ""],
        ["编制单位：营销中心", "", "", "", "单位：万元"],
        ["", "", "", "", ""],
        ["日 期", "单号", "客户", "数量", "金额"],
        *BODY,
    ]
    found = layout(rows, (Merge(0, 0, 0, 4),))
    assert seen(found) == (4, 5, ["日 期", "单号", "客户", "数量", "金额"])
    assert found.unit == 10_000
    assert found.above == {"2026年销售台账", "编制单位：营销中心", "单位：万元"}


def test_head_without_any_known_title_is_found_by_its_shape() -> None:
    rows = [["客商往来", "", "", "", ""], ["甲", "乙", "丙", "丁", "戊"], *BODY]
    assert seen(layout(rows, known=lambda key: False)) == (2, 3, ["甲", "乙", "丙", "丁", "戊"])


def test_head_given_by_hand() -> None:
    rows = [["日期", "单号", "客户", "数量", "金额"], ["a", "b", "c", "d", "e"], *BODY]
    assert seen(layout(rows, row=2)) == (2, 3, ["a", "b", "c", "d", "e"])
    assert find_layout(rows, (), KNOWN, 99) is None


def test_nothing_that_looks_like_a_head() -> None:
    assert find_layout([], (), KNOWN) is None
    assert find_layout([["", ""], [1.0, 2.0], [3.0, 4.0]], (), KNOWN) is None


MERGED_HEAD = [
    ["日期", "单号", "客户", "货品", ""],
    ["", "", "", "数量", "金额"],
    *BODY,
]
GROUPED_HEAD = [
    ["单据", "", "客户", "", "货品", ""],
    ["日期", "单号", "名称", "电话", "名称", "金额"],
    ["2026-01-31", "X1", "佛山五金", "0757", "龙头", 12.5],
]


def test_two_row_head_merged() -> None:
    merges = tuple(Merge(0, index, 1, index) for index in range(3)) + (Merge(0, 3, 0, 4),)
    found = layout(MERGED_HEAD, merges)
    assert seen(found) == (2, 3, ["日期", "单号", "客户", "数量", "金额"])
    assert [column.group for column in found.columns] == ["", "", "", "货品", "货品"]


def test_two_row_head_without_merges() -> None:
    assert seen(layout(MERGED_HEAD)) == (2, 3, ["日期", "单号", "客户", "数量", "金额"])


@pytest.mark.parametrize("merges", [(), (Merge(0, 0, 0, 1), Merge(0, 2, 0, 3), Merge(0, 4, 0, 5))])
def test_a_title_that_occurs_twice_takes_its_group(merges: tuple[Merge, ...]) -> None:
    assert seen(layout(GROUPED_HEAD, merges)) == (2, 3, ["日期", "单号", "客户名称", "电话", "货品名称", "金额"])


def test_a_body_of_texts_is_not_taken_for_a_second_head_row() -> None:
    rows = [["客户名称", "联系人", "地址", ""], ["佛山五金", "李四", "季华路", "1号"], ["南海铝业", "王五", "桂城", ""]]
    assert seen(layout(rows, (Merge(0, 2, 0, 3),))) == (1, 2, ["客户名称", "联系人", "地址", "D"])


def test_rows_of_units_and_of_numbers_under_the_head() -> None:
    rows = [
        ["日期", "单号", "客户", "数量", "金额"],
        ["", "", "", "（件）", "（万元）"],
        ["1", "2", "3", "4", "5"],
        *BODY,
    ]
    found = layout(rows)
    assert seen(found) == (1, 4, ["日期", "单号", "客户", "数量", "金额"])
    assert [column.unit for column in found.columns] == [None, None, None, None, 10_000]


def test_unit_in_a_title() -> None:
    assert layout([["日期", "金额（万元）", "单价(元)"], ["2026-01-31", 1.0, 2.0]]).columns[1].unit == 10_000


TABLE = layout([["销售台账", "", "", "", ""], ["日期", "单号", "客户", "数量", "金额"], *BODY], (Merge(0, 0, 0, 4),))


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["2026-01-31", "X1", "佛山五金", 3.0, 12.5], RowKind.DATA),
        ([dt.date(2026, 1, 31), "X1", "", "", 12.5], RowKind.DATA),
        (["", "", "", 0.0, 0.0], RowKind.DATA),
        (["", "", "合计器有限公司", 1.0, 7.0], RowKind.DATA),
        (["2026-01-31", "X1", "小计", "李四", "12.5"], RowKind.DATA),
        (["备注：加急", "X1", "佛山五金", 3.0, 12.5], RowKind.DATA),
        (["", "", "", "", ""], RowKind.BLANK),
        ([None, "\u3000", " ", "", ""], RowKind.BLANK),
        (["", "1998年5月小计", "", "", 18333.64], RowKind.SUBTOTAL),
        (["小 计", "", "", "", "18,333.64"], RowKind.SUBTOTAL),
        (["本月合计：", "", "", 3.0, 1.0], RowKind.SUBTOTAL),
        (["", "", "东区小计（元）", "", 1.0], RowKind.SUBTOTAL),
        (["Subtotal", "", "", "", 1.0], RowKind.SUBTOTAL),
        (["本年累计", "", "", "", 1.0], RowKind.RUNNING),
        (["合\u3000计", "", "", "", 1.0], RowKind.TOTAL),
        (["总计金额：￥12.50", "", "", "", ""], RowKind.TOTAL),
        (["Grand Total", "", "", "", 1.0], RowKind.TOTAL),
        (["制表：", "", "审核：", "", "打印日期：1998-05-31"], RowKind.FOOTER),
        (["备注：以上金额含税", "", "", "", ""], RowKind.FOOTER),
        (["日 期", "单号", "客户", "数量", "金额"], RowKind.DATA),
        (["日期", "单号", "客户", "数量", "金额"], RowKind.HEADER),
        (["销售台账", "", "", "", ""], RowKind.HEADER),
        (["示例：2026-01-31", "X1", "佛山五金", 3.0, 12.5], RowKind.SAMPLE),
    ],
)
def test_kinds_of_rows(row: list[Any], kind: RowKind) -> None:
    assert RowClassifier(TABLE).classify(row)[0] is kind


def test_levels_of_subtotals() -> None:
    labels = ["1998年5月小计", "本月小计", "5月份小计", "东区小计", "本年度合计", "小计：", "本年累计"]
    assert [sum_level(label) for label in labels] == ["月小计", "月小计", "月小计", "小计", "年合计", "小计", "年累计"]
