"""Opening files: what is read, what is refused, and that hostile files cost nothing."""

import codecs
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from yingshu.kernel.tabular import Limits, WorkbookError, open_workbook
from yingshu.kernel.tests.tabular_kinds import SHEET, with_sheet, xlsx


def rows_of(source: Any, name: str = "", limits: Limits = Limits()) -> list[list[Any]]:
    with open_workbook(source, name, limits) as book:
        return list(book.sheets[0].rows())


def refusal(source: Any, name: str = "x.xlsx", limits: Limits = Limits()) -> str:
    with pytest.raises(WorkbookError) as caught:
        rows_of(io.BytesIO(source) if isinstance(source, bytes) else source, name, limits)
    return str(caught.value)


def packed(**parts: str) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return target


def ods(body: str) -> io.BytesIO:
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = f'<?xml version="1.0"?><office:document-content{spaces}><office:body><office:spreadsheet>{body}'
    content += "</office:spreadsheet></office:body></office:document-content>"
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed(**{"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


CELL = '<table:table-cell{} office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def test_rows_keep_their_place() -> None:
    """Empty rows and columns before the first value count, so that numbers and letters are those of Excel."""

    def shape(sheet: Any) -> None:
        sheet["C3"] = "客户"
        sheet["D5"] = 12.5

    assert rows_of(xlsx([], shape)) == [
        ["", "", "", ""],
        ["", "", "", ""],
        ["", "", "客户", ""],
        ["", "", "", ""],
        ["", "", "", 12.5],
    ]


def test_sheets_can_be_read_twice_and_again_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(xlsx([["a", 1], ["b", 2]], name="一").getvalue())
    with open_workbook(path) as book:
        view = book.sheet("一")
        assert book.name == "台账.xlsx"
        assert [list(view.rows()), list(view.rows()), view.head(1)] == [[["a", 1.0], ["b", 2.0]]] * 2 + [[["a", 1.0]]]
        with pytest.raises(WorkbookError, match="The workbook has no sheet “二”. It has: 一"):
            book.sheet("二")


def test_many_sheets_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only as many sheets are kept as fit the budget; the others are loaded again when asked for."""
    monkeypatch.setattr("yingshu.kernel.tabular.workbook._KEPT_CELLS", 5)
    book = openpyxl.Workbook()
    for name in ("二", "三"):
        book.create_sheet(name)
    for sheet in book.worksheets:
        for row in range(2):
            sheet.append([sheet.title, row])
    target = io.BytesIO()
    book.save(target)
    with open_workbook(target) as opened:
        views = opened.sheets
        for view in [*views, *views]:
            assert list(view.rows()) == [[view.name, 0.0], [view.name, 1.0]]
        assert len(views[0]._source._book._sheets) == 1  # type: ignore[attr-defined]


def test_hidden_sheets_are_marked() -> None:
    def shape(sheet: Any) -> None:
        sheet.parent.create_sheet("参数").sheet_state = "hidden"

    with open_workbook(xlsx([["a"]], shape)) as book:
        assert [(view.name, view.hidden) for view in book.sheets] == [("Sheet1", False), ("参数", True)]


def test_merged_ranges() -> None:
    def shape(sheet: Any) -> None:
        sheet.merge_cells("B2:C4")
        sheet.merge_cells("A1:C1")

    with open_workbook(xlsx([["a", "b", "c"]], shape)) as book:
        merges = [(m.top, m.left, m.bottom, m.right) for m in book.sheets[0].merges()]
    assert merges == [(0, 0, 0, 2), (1, 1, 3, 2)]


def test_ods() -> None:
    body = (
        '<table:table table:name="Ledger"><table:table-row>' + CELL.format("", "客户")
        + CELL.format(' table:number-columns-repeated="2"', "x")
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )  # fmt: skip
    assert rows_of(ods(body)) == [["客户", "x", "x"]]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("客户,金额\n佛山,1.50\n", "utf-8"),
        ("客户,金额\n佛山,1.50\n", "utf-8-sig"),
        ("客户,金额\n佛山,1.50\n", "gb18030"),
        ("客户\t金额\r\n佛山\t1.50\r\n", "utf-16"),
        ("客户;金额\n佛山;1.50\n", "gb18030"),
    ],
)
def test_csv(content: str, encoding: str) -> None:
    file = io.BytesIO(content.encode(encoding))
    with open_workbook(file, "客户.csv") as book:
        view = book.sheets[0]
        assert view.name == "客户"
        assert [list(view.rows()), list(view.rows())] == [[["客户", "金额"], ["佛山", "1.50"]]] * 2
    assert not file.closed


def test_csv_with_quotes_and_lines() -> None:
    content = '名称,备注\n"佛山,禅城","一\n二"\n'
    assert rows_of(io.BytesIO(content.encode()), "a.csv") == [["名称", "备注"], ["佛山,禅城", "一\n二"]]


def test_csv_limits() -> None:
    assert "more than 2 rows" in refusal(b"a\nb\nc\n", "a.csv", Limits(rows=2))
    assert "more than 2 columns" in refusal(b"a,b,c\n", "a.csv", Limits(columns=2))
    assert refusal(b"a\xff\xff\xff,\n", "a.csv").startswith("The text file is neither UTF-8 nor GB18030")
    assert refusal(codecs.BOM_UTF8 + b"\xff", "a.csv").startswith("The text file is neither UTF-8 nor GB18030")
    assert refusal(b"a,\x00\n", "a.csv").startswith("The text file is neither UTF-8 nor GB18030")


@pytest.fixture
def never_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a hostile file gets as far as the reading library."""

    class Untouchable:
        @staticmethod
        def from_filelike(file: Any) -> None:
            pytest.fail("the file was given to the reading library")

    monkeypatch.setattr("yingshu.kernel.tabular.workbook.CalamineWorkbook", Untouchable)


NOT_A_WORKBOOK = "The file is not an Excel workbook. Save it as .xlsx in Excel or WPS and upload it again"
DAMAGED = "The workbook is damaged and can't be read. Open it in Excel or WPS and save it again"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty. Save it with its content, then upload it again"),
        ("客户,金额".encode(), NOT_A_WORKBOOK),
        (b"%PDF-1.7", NOT_A_WORKBOOK),
        (b"\x89PNG\r\n", NOT_A_WORKBOOK),
        (b"PK\x03\x04" + b"rubbish" * 50, DAMAGED),
        (OLE + b"rubbish" * 200, DAMAGED),
        (OLE + bytes(5000) + "EncryptedPackage".encode("utf-16-le"), "The file is protected by a password."),
        (b"<html><table><tr><td>1</td></tr></table></html>", "The file is a web page named like a workbook."),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "The file is a web page named like a workbook."),
        (packed(**{"word/document.xml": "<w/>"}).getvalue(), NOT_A_WORKBOOK),
        (packed(**{"xl/workbook.bin": "x"}).getvalue(), "Files of this kind can't be read."),
        (packed(**{"xl/workbook.xml": "<nonsense"}).getvalue(), DAMAGED),
    ],
)
def test_what_is_no_workbook(content: bytes, says: str) -> None:
    assert refusal(content).startswith(says)


def test_cut_and_spoiled_files() -> None:
    whole = xlsx([["客户", index] for index in range(300)]).getvalue()
    assert refusal(whole[: len(whole) // 2]) == DAMAGED
    spoiled = bytearray(whole)
    at = whole.index(b"xl/worksheets/sheet1.xml") + 60
    spoiled[at : at + 40] = bytes(40)
    assert refusal(bytes(spoiled)) == DAMAGED


def test_size_limits() -> None:
    content = xlsx([["a" * 100]]).getvalue()
    assert refusal(content, limits=Limits(file_size=1000)).startswith("The file has 1 MB")
    assert refusal(content, limits=Limits(unpacked_size=1000)) == (
        "The workbook unpacks to more than 0 MB. Delete sheets that are not needed, or split it")
    assert refusal(xlsx([[1], [2], [3]]), limits=Limits(rows=2)) == (
        "Sheet “Sheet1” has more than 2 rows. Split it and import the parts"
    )
    assert "more than 2 columns" in refusal(xlsx([[1, 2, 3]]), limits=Limits(columns=2))


def far_value(place: str) -> Callable[[Any], None]:
    def shape(sheet: Any) -> None:
        sheet[place] = "x"

    return shape


def far_format(sheet: Any) -> None:
    sheet["XFD1048576"].font = Font(bold=True)
    sheet.row_dimensions[1_048_576].height = 30


@pytest.mark.parametrize(
    ("place", "what"), [("XFD1", "columns"), ("EA1", "columns"), ("A1048576", "rows"), ("B200001", "rows")]
)
@pytest.mark.usefixtures("never_laid_out")
def test_far_away_values_are_refused_before_they_are_laid_out(place: str, what: str) -> None:
    assert refusal(xlsx([["客户"]], far_value(place), "台&账")).startswith("Sheet “台&账” has more than")
    assert what in refusal(xlsx([["客户"]], far_value(place)))


def test_far_away_formats_do_no_harm() -> None:
    assert rows_of(xlsx([["客户"]], far_format)) == [["客户"]]


VALUE = "<v>1</v></c>"


@pytest.mark.parametrize(
    "row",
    [
        f'<row r="1"><c r="XFD1">{VALUE}</row>',
        f"<row r = '1'><c s='1' r = 'XFD1'>{VALUE}</row>",
        f'<row r="1048576"><c>{VALUE}</row>',
        f'<row spans="a>b" r="1048576"><c>{VALUE}</row>',
        f'<row r="1048576"><!--</row>--><c>{VALUE}</row>',
        f'<row r="1048576"><c r="A1048576" s="1"/><c>{VALUE}</row>',
        f'<row r="1"><c r="XFD1" a="/>">{VALUE}</row>',
        f'<row r="1"><c r="XFD1" a=\'"\' b="\'/>">{VALUE}</row>',
        f'<row r="1"><c r="XFD1"\n\t>{VALUE}</row>',
        f'<row r="1"><c r="ZZZZZZ1">{VALUE}</row>',
        f'<x:row xmlns:x="u" r="1"><x:c r="XFD1">{VALUE}</x:row>',
    ],
)
@pytest.mark.usefixtures("never_laid_out")
def test_tricks_to_hide_far_away_values(row: str) -> None:
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert "has more than" in refusal(with_sheet(SHEET.format(near + row)))


@pytest.mark.usefixtures("never_laid_out")
def test_a_far_value_at_a_cut_between_pieces() -> None:
    """The search reads in pieces of a megabyte; a value that lies across the cut is found all the same."""
    filler = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 26_000))
    for shift in range(0, 60, 7):
        near = filler[: (1 << 20) - 80 + shift]
        near = near[: near.rfind("</row>") + 6]
        pad = " " * ((1 << 20) - len(SHEET) - len(near) - 60 + shift)
        row = f'{pad}<row r="30000"><c r="A30000"/><c r="XFD30000">{VALUE}</row>'
        assert "columns" in refusal(with_sheet(SHEET.format(near + row)))


@pytest.mark.parametrize(
    "body",
    [
        "<table:table-row>" + CELL.format(' table:number-columns-repeated="9999999"', "x") + "</table:table-row>",
        '<table:table-row><table:table-cell table:number-columns-repeated="9999999"/>'
        + CELL.format("", "x") + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="9999999">' + CELL.format("", "x") + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="9999999"><table:table-cell/></table:table-row><table:table-row>'
        + CELL.format("", "x") + "</table:table-row>",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("never_laid_out")
def test_repeats_in_ods(body: str) -> None:
    assert refusal(ods(f'<table:table table:name="台账">{body}</table:table>')).startswith("Sheet “台账” has more than")


@pytest.mark.parametrize(
    "trick",
    [
        '<!-- <table:table table:name="b"> -->',
        '<table:table-cell a="<" table:number-columns-repeated="9999999" office:value-type="string"/>',
    ],
)
@pytest.mark.usefixtures("never_laid_out")
def test_tricks_in_ods(trick: str) -> None:
    body = f'<table:table table:name="a"><table:table-row>{trick}</table:table-row></table:table>'
    assert refusal(ods(body)) == DAMAGED


@pytest.mark.usefixtures("never_laid_out")
def test_a_part_that_lies_about_its_size() -> None:
    """The stated size of a part is proved by unpacking it, before the reading library unpacks it without a limit."""
    bomb = bytearray(packed(**{"xl/workbook.xml": "x", "xl/sharedStrings.xml": "x" * 5_000_000}).getvalue())
    size = (5_000_000).to_bytes(4, "little")
    while (at := bomb.find(size)) >= 0:
        bomb[at : at + 4] = (10).to_bytes(4, "little")
    assert refusal(bytes(bomb)) == DAMAGED
