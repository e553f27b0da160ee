"""Which column is which field: guessed, corrected by hand, saved and used again."""

import datetime as dt
import json
from typing import Any

import pytest

from yingshu.kernel.tabular import (
    ColumnMap,
    Field,
    Fill,
    Kind,
    Mapping,
    MappingError,
    SheetKind,
    SheetMap,
    bind,
    guess,
    guess_workbook,
    open_workbook,
    read_sheet,
)
from yingshu.kernel.tabular.layout import find_layout
from yingshu.kernel.tests.tabular_kinds import CUSTOMERS, KINDS, SALES, values, xlsx

DAY = dt.date(2026, 1, 31)
FIELDS = [
    Field("date", "日期", Kind.DATE, True, ["开单日期"]),
    Field("customer", "客户名称", required=True, synonyms=["客户"]),
    Field("phone", "电话", Kind.PHONE),
    Field("amount", "金额", Kind.FEN, True),
]


def guessed(titles: list[str], rows: list[list[Any]], extra: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """Letter → field and confidence, and the notices as sentences."""
    found = guess(titles, rows, FIELDS, extra)
    return {column.letter: (column.field, column.confidence) for column in found.columns} | {
        "notices": [str(notice) for notice in found.notices]
    }


def test_titles_decide() -> None:
    assert guessed(["开 单 日期*", "客户", "联系电话", "金额（元）"], [["2026-01-31", "佛山五金", "0757", "1.00"]]) == {
        "A": ("date", 1.0),
        "B": ("customer", 1.0),
        "C": ("phone", 0.7),
        "D": ("amount", 1.0),
        "notices": ["Column “联系电话” was taken for “电话”, which is not certain. Check it"],
    }


def test_a_companys_own_titles() -> None:
    rows = [["2026-01-31", "佛山五金", 1.0]]
    extra = {"customer": ["购货方"], "amount": ["价税合计"], "date": ["日子"]}
    assert guessed(["日子", "购货方", "价税合计"], rows, extra) == {
        "A": ("date", 1.0),
        "B": ("customer", 1.0),
        "C": ("amount", 1.0),
        "notices": [],
    }


def test_content_lowers_and_raises() -> None:
    """A title whose cells do not fit is doubted; a required field without a title goes to the only fitting column."""
    rows = [["甲", "佛山五金", "2026-01-31"], ["乙", "南海铝业", "2026.2.1"]]
    assert guessed(["金额", "客户", "日子"], rows) == {
        "A": ("amount", 0.4),
        "B": ("customer", 1.0),
        "C": ("date", 0.3),
        "notices": [
            "Many cells of column “金额” do not look like “金额”",
            "Column “日子” was taken for “日期” because of its content. Check it",
        ],
    }


def test_what_is_missing_and_what_is_left_over() -> None:
    assert guessed(["客户", "备忘"], [["佛山五金", "x"]])["notices"] == [
        "Sheet “” has no column for “日期”",
        "Sheet “” has no column for “金额”",
        "Column “备忘” is not used",
    ]


def test_a_field_is_given_once_to_the_best_title() -> None:
    assert guessed(["客户名称备注", "客户名称", "日期", "金额"], []) == {
        "B": ("customer", 1.0),
        "C": ("date", 1.0),
        "D": ("amount", 1.0),
        "notices": ["Column “客户名称备注” is not used"],
    }


def test_kinds_of_sheets() -> None:
    def shape(sheet: Any) -> None:
        book = sheet.parent
        sheet.append(["日期", "单号", "客户", "货品代码", "数量", "金额"])
        sheet.append(["2026-01-31", "X1", "佛山五金", "P1", 3, 12.5])
        other = book.create_sheet("客户一览 2026")
        other.append(["客户名称", "联系人", "电话"])
        other.append(["佛山五金", "李四", "0757"])
        book.create_sheet("说明").append(["请按月填写"])
        book.create_sheet("空")

    with open_workbook(xlsx([], shape)) as book:
        mapping = guess_workbook(book, KINDS)
    assert [(sheet.sheet, sheet.kind, sheet.header_row) for sheet in mapping.sheets] == [
        ("Sheet1", "sales", 1),
        ("客户一览 2026", "customers", 1),
    ]
    assert [str(notice) for notice in mapping.notices] == ["Sheet “说明” is not used", "Sheet “空” is not used"]


ROWS = [["甲", "乙", "客户", "客户", "A"], ["2026-01-31", "X1", "佛山五金", "南海铝业", 1.5], ["", "", "", "", 2.5]]
HAND = SheetKind(
    "hand",
    "手工",
    [Field("date", "日期", Kind.DATE, True), Field("customer", "客户"), Field("amount", "金额", Kind.FEN)],
)


def by_hand(columns: Any, **more: Any) -> Mapping:
    return Mapping.from_json(json.dumps({"sheets": [{"sheet": "Sheet1", "kind": "hand", "columns": columns, **more}]}))


def read_by_hand(columns: Any, **more: Any) -> list[tuple[Any, ...]]:
    with open_workbook(xlsx(ROWS)) as book:
        sheet = by_hand(columns, **more).sheets[0]
        return values(list(read_sheet(book.sheets[0], sheet, [HAND])), "date", "customer", "amount")


def test_by_hand_with_titles_and_letters() -> None:
    columns = {"甲": {"field": "date", "fill": "always"}, "D": "customer", "E": {"field": "amount", "unit": "万元"}}
    assert read_by_hand(columns) == [(DAY, "南海铝业", 1_500_000), (DAY, None, 2_500_000)]
    assert read_by_hand(columns, header_row=1) == read_by_hand(columns)


def test_a_title_that_looks_like_a_letter_wins() -> None:
    columns = {"甲": {"field": "date", "fill": "always"}, "A": "amount"}
    assert read_by_hand(columns) == [(DAY, None, 150), (DAY, None, 250)]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"丙": "date"}, "Sheet “Sheet1” has no column “丙”. It has: 甲、乙、客户、客户、A"),
        ({"Z": "date"}, "Sheet “Sheet1” has no column “Z”. It has: 甲、乙、客户、客户、A"),
        ({"客户": "date"}, "Sheet “Sheet1” has several columns “客户”. Name the letter: C、D"),
        ({"甲": "day"}, "“day” is no field of “手工”. There are: date、customer、amount"),
        ({"甲": "date", "乙": "date"}, "“日期” is mapped to two columns of sheet “Sheet1”"),
        ({"乙": "customer"}, "Sheet “Sheet1” has no column for “日期”"),
    ],
)
def test_mappings_that_do_not_fit(columns: Any, says: str) -> None:
    with pytest.raises(MappingError) as caught:
        read_by_hand(columns)
    assert str(caught.value) == says


def test_unknown_kind_and_no_head() -> None:
    with open_workbook(xlsx([[1, 2], [3, 4]])) as book:
        with pytest.raises(MappingError, match="“hand” is no kind of sheet. There are: customers"):
            read_sheet(book.sheets[0], by_hand({"甲": "date"}).sheets[0], [CUSTOMERS])
        with pytest.raises(MappingError, match="No row with column titles was found on sheet “Sheet1”"):
            read_sheet(book.sheets[0], by_hand({"甲": "date"}).sheets[0], [HAND])


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"sheets": 1}', '{"sheets": [{}]}', '{"sheets": [{"sheet": "a", "kind": "b", "columns": [1]}]}',
     '{"sheets": [{"sheet": "a", "kind": "b", "columns": {"A": {"field": "x", "unit": "斤"}}}]}',
     '{"sheets": [{"sheet": "a", "kind": "b", "columns": {"A": {"field": "x", "fill": "down"}}}]}'],
)  # fmt: skip
def test_json_that_is_no_mapping(text: str) -> None:
    with pytest.raises(MappingError, match="The mapping can't be read"):
        Mapping.from_json(text)


def test_json_round_trip() -> None:
    columns = (
        ColumnMap("date", "日期", "A", fill=Fill.DOCUMENT, confidence=0.95),
        ColumnMap("amount", "金额", "B", unit=10_000, kind=Kind.PRICE),
    )
    mapping = Mapping((SheetMap("台账", "sales", columns, header_row=4, confidence=0.9), SheetMap("b", "c", ())))
    assert Mapping.from_json(mapping.to_json()) == mapping
    template = mapping.as_template().sheets[0]
    assert (template.header_row, template.confidence, template.columns[0].confidence) == (None, 1.0, 1.0)


def test_a_template_fits_when_columns_have_moved() -> None:
    """Saved from one file, used on another with the columns in another order and the head in another row."""
    first = [["日期", "单号", "货品代码", "金额"], ["2026-01-31", "X1", "P1", 1]]
    with open_workbook(xlsx(first, name="台账")) as book:
        template = guess_workbook(book, [SALES]).as_template().to_json()
    moved = [["销售台账", None, None, None], ["金额", "货品代码", "单号", "日期"], [2, "P2", "X2", "2026-02-01"]]
    with open_workbook(xlsx(moved, name="台账2026")) as book:
        sheet = Mapping.from_json(template).for_sheet("台账2026")
        assert sheet is not None
        rows = list(read_sheet(book.sheets[0], sheet, [SALES]))
    assert values(rows, "order", "product", "amount") == [("X2", "P2", 200)]


def test_which_sheet_a_template_means() -> None:
    mapping = Mapping((SheetMap("销售", "sales", ()), SheetMap("销售退货", "returns", ())))
    found = [mapping.for_sheet(name) for name in ("销售", "2026销售", "销售退货2026", "客户")]
    assert [sheet and sheet.kind for sheet in found] == ["sales", "sales", None, None]


def test_units_come_from_the_column_then_the_unit_row_then_the_sheet() -> None:
    rows = [["", "", "单位：千元"], ["日期", "客户", "金额"], ["2026-01-31", "佛山五金", 1.0]]
    units = []
    for titles, unit in ((["日期", "客户", "金额(万元)"], None), (["日期", "客户", "金额"], None), (rows[1], 1)):
        layout = find_layout([rows[0], titles, rows[2]], (), lambda key: key in {"日期", "客户", "金额"})
        assert layout is not None
        columns = (ColumnMap("date", "日期"), ColumnMap("amount", titles[2], unit=unit))
        units.append(bind(SheetMap("s", "hand", columns), layout, HAND)[1].unit)
    assert units == [10_000, 1_000, 1]
