"""Parsed rows: values, issues, carrying down, merged cells, sums, and the cost of a hundred thousand lines."""

import base64
import datetime as dt
import io
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from yingshu.kernel.tabular import (
    CellIssue,
    Field,
    Fill,
    Kind,
    RowKind,
    SheetKind,
    guess_workbook,
    open_workbook,
    read_sheet,
)
from yingshu.kernel.tabular.messages import EMPTY_NUMBER
from yingshu.kernel.tests.tabular_kinds import SALES, SHEET, read_all, values, with_sheet, xlsx

HEAD = ["日期", "单号", "客户", "货品代码", "数量", "金额", "实际发货", "运费"]
DAY, NEXT = dt.date(2026, 1, 31), dt.date(2026, 2, 1)


def test_a_bad_row_does_not_stop_the_others() -> None:
    rows = [
        HEAD,
        ["2026-01-31", "X1", "佛山五金", 1, 3, "￥1,234.50", "", 5],
        ["2026-02-30", "X2", "佛山五金", 2, "3箱", "", "", ""],
        [NEXT, "X3", "南海铝业", "003", 1, "１２．５", "20260203", ""],
    ]
    read, reader = read_all(xlsx(rows))
    assert [row.number for row in read] == [2, 3, 4]
    assert values(read, "date", "order", "product", "amount", "shipped", "freight") == [
        (DAY, "X1", "1", 123450, None, 500),
        (None, "X2", "2", None, None, None),
        (NEXT, "X3", "003", 1250, dt.date(2026, 2, 3), None),
    ]
    assert read[0].errors == read[2].errors == []
    assert read[1].errors == [
        CellIssue("A", "日期", "date", "There is no such day: %(value)s", {"value": "2026-02-30"}, "2026-02-30"),
        CellIssue("E", "数量", "quantity", "“%(value)s” is not a number", {"value": "3箱"}, "3箱"),
        CellIssue("F", "金额", "amount", EMPTY_NUMBER, {}, ""),
    ]
    assert [str(issue) for issue in read[1].errors][0] == "There is no such day: 2026-02-30"
    assert (reader.errors, reader.counts) == (3, {RowKind.DATA: 3})


def test_the_head_of_a_document_is_carried_to_its_lines_but_not_to_the_next_document() -> None:
    rows = [
        HEAD,
        ["2026-01-31", "X1", "佛山五金", "P1", 1, 1, "2026-02-01", 9],
        ["", "", "", "P2", 1, 2, "", ""],
        [" ", "\u3000", "", "P3", 1, 3, "2026-02-05", ""],
        ["2026-02-01", "X2", "", "P4", 1, 4, "", ""],
        ["", "", "", "P5", 1, 5, "", ""],
    ]
    read, _ = read_all(xlsx(rows))
    assert values(read, "date", "order", "customer", "product", "shipped", "freight") == [
        (DAY, "X1", "佛山五金", "P1", NEXT, 900),
        (DAY, "X1", "佛山五金", "P2", NEXT, None),
        (DAY, "X1", "佛山五金", "P3", dt.date(2026, 2, 5), None),
        (NEXT, "X2", None, "P4", None, None),
        (NEXT, "X2", None, "P5", None, None),
    ]
    assert read[1].raw == ["2026-01-31", "X1", "佛山五金", "P2", 1.0, 2.0, "2026-02-01", ""]


def test_a_mistake_in_the_head_of_a_document_is_a_mistake_of_all_its_lines() -> None:
    rows = [HEAD, ["96-1-1", "X1", "a", "P1", 1, 1], ["", "", "", "P2", 1, 2], [NEXT, "X2", "b", "P3", 1, 3]]
    read, _ = read_all(xlsx(rows))
    assert [[(issue.column, issue.raw) for issue in row.errors] for row in read] == [
        [("A", "96-1-1")],
        [("A", "96-1-1")],
        [],
    ]


def test_a_line_before_any_document_has_no_head() -> None:
    read, _ = read_all(xlsx([HEAD, ["", "", "", "P0", 1, 1], [DAY, "X1", "a", "P1", 1, 2]]))
    assert [[issue.field for issue in row.errors] for row in read] == [["date", "order"], []]


def test_a_grouped_report_fills_what_the_mapping_says() -> None:
    kind = SheetKind("k", "k", [Field("customer", "客户", required=True), Field("amount", "金额", Kind.FEN)])
    rows = [["客户", "金额"], ["佛山五金", 1], ["", 2], ["南海铝业", 3], ["", 4]]
    with open_workbook(xlsx(rows)) as book:
        sheet = guess_workbook(book, [kind]).sheets[0]
        assert [column.fill for column in read_sheet(book.sheets[0], sheet, [kind]).columns] == [Fill.NONE] * 2
        always = replace(sheet, columns=(replace(sheet.columns[0], fill=Fill.ALWAYS), sheet.columns[1]))
        read = list(read_sheet(book.sheets[0], always, [kind]))
    assert [row.values["customer"] for row in read] == ["佛山五金"] * 2 + ["南海铝业"] * 2


def test_merged_cells_fill_downwards_but_never_multiply_an_amount() -> None:
    rows = [
        HEAD,
        [DAY, "X1", "佛山五金", "P1", 1, 1, "2026-02-01", 9],
        ["", "", "", "", 2, 2, "", ""],
        ["", "", "", "P3", 3, 3, "", ""],
        [NEXT, "X2", "南海铝业", "P4", 4, 4, "", ""],
    ]

    def shape(sheet: Any) -> None:
        for place in ("A2:A4", "B2:B4", "C2:C4", "D2:D3", "E2:E3", "H2:H4"):
            sheet.merge_cells(place)

    read, reader = read_all(xlsx(rows, shape))
    assert values(read, "order", "customer", "product", "quantity", "freight") == [
        ("X1", "佛山五金", "P1", 1, 900),
        ("X1", "佛山五金", "P1", None, None),
        ("X1", "佛山五金", "P3", 3, None),
        ("X2", "南海铝业", "P4", 4, None),
    ]
    assert reader.totals.sums == {"amount": 1000, "freight": 900}


SUMS = [
    HEAD,
    ["2026-01-30", "X1", "a", "P1", 1, 100, "", 1],
    ["", "", "", "P2", 1, 50, "", ""],
    ["本页小计", "", "", "", "", 150, "", ""],
    ["", "", "", "P3", 1, "25.50", "", ""],
    ["1月小计", "", "", "", "", "175.50", "", 1],
    HEAD,
    ["2026-02-01", "X2", "b", "P1", 1, 10, "", ""],
    ["2月小计", "", "", "", "", 10, "", ""],
    ["本年累计", "", "", "", "", 185.5, "", ""],
    ["合计", "", "", "", "", 185.5, "", 1],
    ["制表：李四", "", "审核：王五", "", "", "", "", ""],
]


def test_the_sheets_own_sums_agree() -> None:
    read, reader = read_all(xlsx(SUMS))
    assert values(read, "order", "amount") == [("X1", 10000), ("X1", 5000), ("X1", 2550), ("X2", 1000)]
    assert reader.counts == {
        RowKind.DATA: 4,
        RowKind.SUBTOTAL: 3,
        RowKind.RUNNING: 1,
        RowKind.TOTAL: 1,
        RowKind.HEADER: 1,
        RowKind.FOOTER: 1,
    }
    assert reader.totals.differences == []
    assert reader.totals.summary() == {"sums": {"amount": 18550, "freight": 100}, "checked": 7, "different": 0}


@pytest.mark.parametrize(
    ("row", "difference"),
    [
        (3, (4, "本页小计", "amount", 15001, 15000, 1)),
        (5, (6, "1月小计", "amount", 17551, 17550, 1)),
        (9, (10, "本年累计", "amount", 18551, 18550, 1)),
        (10, (11, "合计", "amount", 18551, 18550, 1)),
    ],
)
def test_a_sum_that_is_a_cent_off(row: int, difference: tuple[Any, ...]) -> None:
    rows = [list(each) for each in SUMS]
    rows[row][5] = f"{float(rows[row][5]) + 0.01:.2f}"
    _, reader = read_all(xlsx(rows))
    found = [(d.row, d.label, d.field, d.stated, d.computed, d.difference) for d in reader.totals.differences]
    assert found == [difference]


def test_amounts_in_ten_thousand_yuan() -> None:
    titles = ["日期", "单号", "货品代码", "金额", "运费(元)"]
    rows = [["销售台账", "", "", "", "单位：万元"], titles, [DAY, "X1", "P1", 1.5, 9]]
    read, reader = read_all(xlsx(rows))
    assert values(read, "amount", "freight") == [(1_500_000, 900)]
    assert reader.titles() == ["日期", "单号", "货品代码", "金额(万元)", "运费(元)"]


def test_cells_that_are_too_long() -> None:
    with open_workbook(xlsx([HEAD, [DAY, "X1", "长" * 50, "P1", 1, 1]])) as book:
        sheet = guess_workbook(book, [SALES]).sheets[0]
        read = list(read_sheet(book.sheets[0], sheet, [SALES], cell_length=49))
    assert [str(issue) for issue in read[0].errors] == ["The text has 50 characters, at most 49 are allowed"]


def test_truth_values_are_not_taken_for_numbers_seen_before() -> None:
    read, _ = read_all(xlsx([HEAD, [DAY, "X1", "a", "P1", 1, 1], [DAY, "X2", "a", "P1", True, 1]]))
    assert [row.values["quantity"] for row in read] == [1, None]
    assert [str(issue) for issue in read[1].errors] == ["“TRUE” is not a number"]


def test_a_reader_starts_afresh_each_time() -> None:
    with open_workbook(xlsx(SUMS)) as book:
        sheet = guess_workbook(book, [SALES]).sheets[0]
        reader = read_sheet(book.sheets[0], sheet, [SALES])
        assert len(list(reader)) == len(list(reader)) == 4
        assert reader.totals.sums == {"amount": 18550, "freight": 100}


def test_csv_of_a_ledger() -> None:
    text = '日期,单号,货品代码,金额\n1996年7月4日,X1,002,"1,234.50"\n,,003,１２．５\n合计,,,1247.00\n'
    read, reader = read_all(io.BytesIO(text.encode("gb18030")), name="销售台账.csv")
    assert values(read, "date", "order", "product", "amount") == [
        (dt.date(1996, 7, 4), "X1", "002", 123450),
        (dt.date(1996, 7, 4), "X1", "003", 1250),
    ]
    assert (reader.totals.checked, reader.totals.differences) == (1, [])


# A ledger of two merged lines and their sum in the format of Excel 97, packed by zlib and base85.
OLD_LEDGER = (
    "c-rk)O-NKx6#njeZ**qVamF;zz(i;)Q&A&oqf<e-YSL7c6iS;Z!qggCWQ(%QRR~E16}2#I(Z*`i4~66|A~0(a1d%4L+7uMEP+#Yscc1BG;6M"
    "e+`yTh)d(S=R+;iW#fA75-4U7-m&zV3RDxqW6^dM;-Pf+sM6+fumG-c7w-IPoR%L*Ph1v1HnCuuK}WejD!C!pb;F+vphNU0ge5bo@V=KV+PU"
    ">{n9^r3>NzzyQ~kj-9YFg?h071O&c`IPB4=JYYGAlY%T52K-Q;Z`+^8?}6H^Fi8u$U5(sQ-&-&m$UfHMPbRhuswF9<>)eN$Td<i2nuLbv?Cg"
    "m^>o~Z7w94sx3?EZBIC%UU=QM(nFoBeSM{?zhyQ>10>uBZke~bqzMFy=&%dM@KsU?-yhwU!U#>A^iy?5Or2cblux}cNkU|`p49u}fd@8#3Fl"
    "F_%-)kwm)wHFR+6($d>L$bDByq<2Z(gNk(O5?8rai}-FNeqalSs`hLpe&Y8KrbeptQ7{WZiWG7rgR-;0?vUU_(jcg_cS*f^;qic)9s$MALV^"
    "yx!ef9oo;FZaze;qh_5P8BCm&8l>#w7S|jtWQ~nX&#~1tT+U&dNiviNtFu&LR}aga=hh(gvx)I0R4}i+p31$SY98hGPKGv6d8lgQROZmz&;a"
    "u3=!=lPe0oqMip2G65|2Z6F4VU4o@w@PTa;V#E8k6Zo~C0)E=odx=`ege_JDc}))9;72-cC*s@ZSUs%ccy=W04zvTFv_T*@0Q&hlx^tG3q{L"
    "5=0DSS2ZKjV;TtT9W#LHfh<dEbDQWhp9zp%TQ&({##{@y_Z&Ww&_tl=xnng#j<HE@*WJf<5lto%YVoPrYK$pd#LfF^E=Ym2O9<|wG2Fv1EwS"
    "67rb!bz<~n?4jedG!H`!-c>~h<LS$X6<&`d3{nweHH0%5(S+UrQPI^wzN99g*P#!~9Li1-eT*9^`mZ)R@FO+DY-eYJ(EBn!w@cgAuE-`;ROI"
    "Gy%y(N@r|Fens`H%bm2}}I<Py"
)


def test_old_workbooks() -> None:
    read, reader = read_all(io.BytesIO(zlib.decompress(base64.b85decode(OLD_LEDGER))))
    day = dt.date(1996, 7, 4)
    assert values(read, "date", "order", "customer", "product", "amount") == [
        (day, "X1", "佛山五金", "1", 1250),
        (day, "X1", "佛山五金", "002", 725),
    ]
    assert (reader.layout.header_row, reader.totals.checked, reader.totals.differences) == (2, 1, [])


LINES = 100_000
MEASURE = """
import pathlib, re, sys, time
from yingshu.kernel.tabular import guess_workbook, open_workbook, read_sheet
from yingshu.kernel.tests.tabular_kinds import KINDS
start = time.process_time()
with open_workbook(sys.argv[1]) as book:
    sheet = guess_workbook(book, KINDS).sheets[0]
    reader = read_sheet(book.sheet(sheet.sheet), sheet, KINDS)
    count = sum(1 for row in reader)
seconds = time.process_time() - start
status = pathlib.Path("/proc/self/status").read_text()  # ru_maxrss would begin with the memory of the parent
megabytes = int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024
print(count, reader.errors, reader.totals.sums["amount"], megabytes, seconds)
"""


def line(number: int, cells: list[Any]) -> str:
    """A row of a sheet as XML, which is quicker than any library."""
    values = "".join(
        f"<c><v>{cell}</v></c>" if isinstance(cell, int | float) else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
        for cell in cells
    )
    return f'<row r="{number}">{values}</row>'


def big_ledger(path: Path) -> int:
    """A ledger of 100,000 lines; returns the sum of its amounts in fen."""
    amounts = [number * 7919 % 1_000_003 for number in range(LINES)]
    rows = [line(1, [*HEAD, "产品名称", "业务员"])]
    for number, fen in enumerate(amounts):
        order = number // 3
        head = [f"2026-{order % 12 + 1}-{order % 28 + 1}", f"X{order:07}", f"佛山市客户{order % 3000}五金有限公司"]
        rows.append(line(number + 2, [*head, f"P{number % 500}", number % 97, fen / 100, "", "", "产品", "张三"]))
    path.write_bytes(with_sheet(SHEET.format("".join(rows))))
    return sum(amounts)


def test_a_hundred_thousand_lines(tmp_path: Path) -> None:
    """Measured in a process of its own: at most 400 MB, and at most eight times what calamine alone needs."""
    path = tmp_path / "big.xlsx"
    total = big_ledger(path)
    start = time.process_time()
    alone = sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())
    seconds_alone = time.process_time() - start
    run = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True)
    count, errors, amount, megabytes, seconds = run.stdout.split()
    assert (int(count), int(errors), int(amount), alone) == (LINES, 0, total, LINES + 1)
    assert int(megabytes) <= 400
    assert float(seconds) <= 8 * seconds_alone + 0.5
