"""The printed documents, read back from their PDF: what they say, what they must not say, how they are drawn."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from yingshu.documents.printing import TEMPLATES, CannotPrint, FontsMissing, PrintRequest, engine, render
from yingshu.documents.printing.catalogue import Kind
from yingshu.documents.printing.glyphs import clean, coverage, drawable
from yingshu.documents.printing.payload import build, price, quantity, rate

POINTS_PER_MM = 72 / 25.4
COVERED = coverage(engine.font_files(engine.FONTS))
LINE: dict[str, Any] = {
    "code": "FH-451515-50", "name": "硫酸钾型复合肥 15-15-15", "spec": "50 kg/袋", "unit": "袋",
    "quantity": D("200.000"), "unit_price": D("85.000000"), "amount_fen": 17_000_00, "remark": "原袋",
}  # fmt: skip
SLIP: dict[str, Any] = {
    "company": "岭南禾泽肥业有限公司", "number": "XS20260617-0007", "qr": "https://ys.example.cn/t/7Hq2kP9xZb4LmN8w",
    "order_number": "DD20260616-0031", "issued_at": datetime(2026, 6, 17, 6, 10, tzinfo=UTC),
    "clause": "制度 V7 第二十三条", "decision": "决定 JD20260617-0388",
    "customer": "甘泉农资", "consignee": "张先生", "phone": "13800005678",
    "address": "肇庆市高要区金利镇甘泉路 18 号 农资仓", "carrier": "顺驰物流 粤A·7K512 到付",
    "payment_method": "代收货款", "cod_fen": 17_000_00, "lines": [LINE], "total_fen": 17_000_00,
    "tax": [{"rate": D("0.09"), "net_fen": 15_596_33, "tax_fen": 1_403_67}],
    "note": "不得拖行", "prepared_by": "林晓雯", "approved_by": "陈志远",
}  # fmt: skip
COPIES = ("第一联存根︵白︶", "第二联客户︵红︶", "第三联仓库·财务︵黄︶")


def read(
    template: str = "sales_slip", paper: str = "241x140", data: dict[str, Any] | None = None, **rest: Any
) -> PdfReader:
    """Render and open; ``data`` change the sample slip."""
    return PdfReader(io.BytesIO(render(PrintRequest(template, paper, SLIP | (data or {}), **rest))))


def words(page: PageObject) -> str:
    """The text of a page without white space and break opportunities."""
    return "".join(page.extract_text().replace("\u200b", "").split())


def texts(reader: PdfReader) -> list[str]:
    return [words(page) for page in reader.pages]


def many(count: int) -> dict[str, Any]:
    """Data with so many lines, each with its own name."""
    lines = [LINE | {"name": f"品种{number:04}号", "amount_fen": 100} for number in range(1, count + 1)]
    return {"lines": lines, "total_fen": 100 * count}


def refused(data: dict[str, Any], **rest: Any) -> tuple[str, str]:
    with pytest.raises(CannotPrint) as caught:
        render(PrintRequest(**({"template": "sales_slip", "paper": "241x140", "data": SLIP | data} | rest)))
    return caught.value.field, caught.value.data["reason"]


@pytest.mark.clause("ORD-06")
@pytest.mark.parametrize("paper", ["241x140", "241x93", "a5", "a4"])
def test_sales_slip_says_everything_on_each_copy(paper: str) -> None:
    pages = texts(read(paper=paper))
    assert len(pages) == 3
    for page, copy in zip(pages, COPIES, strict=True):
        for said in (
            "岭南禾泽肥业有限公司", "销售单", "No.XS20260617-0007", "订单DD20260616-0031", "2026-06-1714:10",
            "制度V7第二十三条", "决定JD20260617-0388", "第1/1页",
            "客户：甘泉农资", "收货人：张先生13800005678", "送达：肇庆市高要区金利镇甘泉路18号农资仓",
            "承运：顺驰物流粤A·7K512到付", "付款方式：代收货款", "到货代收¥17,000.00",
            "序编码品名规格单位数量单价金额（元）备注",
            "1FH-451515-50硫酸钾型复合肥15-15-1550kg/袋袋20085.0017,000.00原袋",
            "合计（大写）人民币壹万柒仟元整20017,000.00", "税率9%：不含税15,596.33税额1,403.67",
            "现场清点：应200袋实差清点人", "备注：不得拖行",
            "制单：林晓雯审核：陈志远发货：承运签字：客户签收：",
        ):  # fmt: skip
            assert said in page
        assert page.endswith(copy)
        assert not {mark for mark in ("补打", "作废", "草稿", "缺字") if mark in page}


@pytest.mark.parametrize(("paper", "width", "height"), [("241x140", 241, 140), ("241x93", 241, 93), ("a5", 210, 148), ("a4", 210, 297)])
def test_sheet_has_the_size_of_the_paper(paper: str, width: int, height: int) -> None:
    box = read(paper=paper).pages[0].mediabox
    assert (round(float(box.width) / POINTS_PER_MM, 2), round(float(box.height) / POINTS_PER_MM, 2)) == (width, height)


def test_copies_can_be_named_or_be_one_page_for_preprinted_paper() -> None:
    assert [page[-4:] for page in texts(read(copies=("甲 白", "乙 红")))] == ["收：甲白", "收：乙红"]
    assert texts(read(copies=("",))) == [texts(read())[0].removesuffix(COPIES[0])]


def test_head_and_page_number_on_every_page_of_a_long_order() -> None:
    reader = read(data=many(40))
    pages = texts(reader)
    per_copy = len(pages) // 3
    assert per_copy == 4 and len(pages) == 12
    for index, page in enumerate(pages):
        assert f"第{index % per_copy + 1}/{per_copy}页" in page
        assert [
            said for said in ("客户：甘泉农资", "付款方式：代收货款", "序编码品名", "客户签收：") if said not in page
        ] == []
        assert page.endswith(COPIES[index // per_copy])
        foot = ["合计（大写）人民币肆拾元整" in page, "现场清点：" in page, "备注：不得拖行" in page]
        assert foot == [index % per_copy == per_copy - 1] * 3
    one_copy = "".join(pages[:per_copy])
    assert [one_copy.count(f"品种{number:04}号") for number in range(1, 41)] == [1] * 40
    assert len(read(data=many(30), paper="a4").pages) == 3


def test_reprint_and_marks() -> None:
    assert "补打第3次" in texts(read(copy_number=3))[2]
    void, draft = texts(read(mark="void"))[1], texts(read(mark="draft", paper="a4"))[1]
    assert void.startswith("作废") and "第1/1页作废" in void and "草稿" not in void
    assert draft.startswith("草稿") and "第1/1页草稿" in draft and "作废" not in draft


def test_prices_stay_off_notes_without_prices() -> None:
    silent = ["17,000.00", "85.00", "税", "大写", "单价", "金额"]
    outbound = texts(read("outbound_note", data={"lines": [LINE | {"place": "2号库B-04"}]}))[0]
    assert "出货单" in outbound and "应发实发库位" in outbound and "2号库B-04" in outbound
    delivery = texts(read("delivery_note", data={"show_prices": False, "cod_fen": None}))[0]
    assert "送货单" in delivery and "数量实收备注" in delivery and "收货人签收：" in delivery
    for page in (outbound, delivery):
        assert [word for word in silent if word in page] == []
    priced = texts(read("delivery_note"))[0]
    assert "85.0017,000.00" in priced and "人民币壹万柒仟元整" in priced


def test_quantities_of_different_units_are_not_added() -> None:
    lines = [LINE, LINE | {"unit": "桶", "quantity": D("12.5")}, LINE | {"quantity": 3}]
    page = texts(read(data={"lines": lines, "total_fen": 51_000_00}))[0]
    assert "现场清点：应203袋、12.5桶实" in page
    assert "合计（大写）人民币伍万壹仟元整51,000.00" in page


HOSTILE = '#let x = 1; $a$ [b] \\u{41} "q" <t> *b* _i_ // c /* d */ @ref `raw` = h - i + j #{ } {{ }} %'


@pytest.mark.parametrize("paper", ["241x140", "241x93", "a5", "a4"])
def test_hostile_text_is_only_text(paper: str) -> None:
    line = LINE | {"name": HOSTILE, "code": "#panic()", "remark": "\\", "spec": "$"}
    data = {"customer": HOSTILE[:80], "address": HOSTILE, "company": "#sys.inputs", "note": HOSTILE, "lines": [line]}
    page = texts(read(data=data, paper=paper))[0]
    said = "".join(HOSTILE.split())
    assert page.count(said) == 3 and "#panic()" in page and "#sys.inputs" in page


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=150), st.text(min_size=1, max_size=12))
def test_any_text_prints(customer: str, name: str, unit: str) -> None:
    data = {"customer": f"客{customer}", "lines": [LINE | {"name": f"品{name}", "unit": f"袋{unit}"}], "note": name}
    reader = read(data=data, copies=("",))
    assert "客户：客" in words(reader.pages[0]) and len(reader.pages) <= 3


def test_overlong_values_wrap_inside_the_form() -> None:
    line = LINE | {
        "name": "W" * 120, "code": "8" * 40, "spec": "超长规格" * 15, "remark": "R" * 60, "unit": "平方米",
        "quantity": D("123456789012345.678"), "unit_price": D("123456789.123456"), "amount_fen": 999_999_999_999_99,
    }  # fmt: skip
    data = {
        "company": "岭南" * 20, "customer": "佛山" * 40, "address": "A" * 120, "carrier": "运" * 60, "phone": "1" * 30,
        "clause": "条" * 50, "decision": "J" * 40, "number": "9" * 30, "payment_method": "付" * 24, "note": "麦" * 160,
        "prepared_by": "郑" * 16, "lines": [line], "total_fen": 999_999_999_999_99,
    }  # fmt: skip
    reader = read(data=data, copies=("",))
    whole = "".join(texts(reader))
    assert len(reader.pages) <= 4
    for said, count in (("W", 120), ("R", 60), ("麦", 160), ("郑", 16 * len(reader.pages))):
        assert whole.count(said) == count
    across = sorted(x / POINTS_PER_MM for page in reader.pages for x, _ in places(page))
    assert across[0] >= 18.99 and across[-1] < 241 - 19


def places(page: PageObject) -> list[tuple[float, float]]:
    """Where pieces of text start, in points from the lower left corner."""
    found: list[tuple[float, float]] = []

    def note(text: str, outer: list[float], inner: list[float], *_: Any) -> None:
        if text.strip():
            found.append((outer[4] + inner[4], outer[5] + inner[5]))

    page.extract_text(visitor_text=note)
    return found


def test_values_beyond_their_limit_end_in_an_ellipsis() -> None:
    page = texts(read(data={"customer": "客" * 81}))[0]
    assert f"客户：{'客' * 79}…" in page


def test_offsets_move_the_whole_form() -> None:
    before = places(read(copies=("",)).pages[0])
    moved = places(read(copies=("",), offset_x_mm=D("5.5"), offset_y_mm=D("-2")).pages[0])
    for (x, y), (new_x, new_y) in zip(before, moved, strict=True):
        assert (new_x - x) / POINTS_PER_MM == pytest.approx(5.5, abs=0.01)
        assert (new_y - y) / POINTS_PER_MM == pytest.approx(2, abs=0.01)


def test_rare_characters_are_shown_or_told(caplog: pytest.LogCaptureFixture) -> None:
    page = texts(read(data={"consignee": "㙍喆堃龘𠮷😀"}))[0]
    assert "收货人：㙍喆堃龘〓〓13800005678" in page
    assert "〓字库缺字U+1F600U+20BB7" in page
    assert "U+1F600 U+20BB7" in caplog.text


def test_every_character_of_gbk_can_be_drawn_but_one() -> None:
    points = set()
    for code in range(0x8140, 0xFEFF):
        try:
            points.add(code.to_bytes(2).decode("gbk"))
        except UnicodeDecodeError:
            continue
    missing: set[str] = set()
    drawable("".join(points), COVERED, missing)
    assert missing - {char for char in missing if not clean(char, 9)} == {"≒"}


def test_clean_takes_out_what_has_no_shape() -> None:
    assert clean(" a\x00b\r\nc\u200b\u202ed\ufe0f　e ", 20) == "a b cd e"
    assert clean("12345", 4) == "123…"


@pytest.mark.parametrize("paper", ["241x140", "241x93", "a5", "a4"])
def test_black_only_thick_lines_large_letters(paper: str) -> None:
    reader = read(data=many(20), paper=paper, copy_number=2, mark="void")
    for page in reader.pages:
        drawn = list(ContentStream(page["/Contents"].get_object(), reader).operations)
        colours = {float(value) for operands, name in drawn if name in (b"scn", b"SCN") for value in operands}
        others = {name for _, name in drawn} & {b"rg", b"RG", b"k", b"K", b"g", b"G", b"gs"}
        assert (colours, others) == ({0.0, 1.0}, set())
        assert min(float(operands[0]) for operands, name in drawn if name == b"w") >= 0.3 * POINTS_PER_MM - 0.001
        assert min(float(operands[1]) for operands, name in drawn if name == b"Tf") >= 9


def test_same_request_same_bytes_whatever_came_between() -> None:
    request = PrintRequest("sales_slip", "241x140", SLIP)
    first = render(request)
    assert render(PrintRequest("sales_slip", "241x140", SLIP | {"qr": "another"})) != first
    assert render(request) == first


def test_threads_do_not_mix_documents() -> None:
    numbers = [f"XS20260617-{number:04}" for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        readers = list(pool.map(lambda number: read(data={"number": number}, copies=("",)), numbers))
    told = [[number for number in numbers if number in texts(reader)[0]] for reader in readers]
    assert told == [[number] for number in numbers]


def test_qr_holds_the_link_or_else_the_number() -> None:
    def code(**data: Any) -> str:
        return build(PrintRequest("sales_slip", "241x140", SLIP | data), COVERED)[0]["qr"]

    assert code(qr="") == code(qr="XS20260617-0007") != code()
    assert code().startswith("<svg") and "7Hq2" not in code()


def test_only_our_fonts_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(engine.fonts(engine.FONTS).families()) == {"Noto Sans SC"}
    monkeypatch.setattr(engine, "FONTS", tmp_path)
    with pytest.raises(FontsMissing) as caught:
        render(PrintRequest("sales_slip", "241x140", SLIP))
    assert caught.value.data == {"family": "Noto Sans SC", "folder": tmp_path.name}


@pytest.mark.parametrize(
    ("data", "field", "reason"),
    [
        ({"payment_method": ""}, "payment_method", "payment_method is missing"),
        ({"lines": []}, "lines", "lines are 1 to 500"),
        ({"lines": [LINE | {"name": None}]}, "name", "name is missing"),
        ({"total_fen": 16_999_99}, "total_fen", "total_fen is 1699999, its lines add up to 1700000"),
        ({"total_fen": 17000.0}, "total_fen", "total_fen is not int"),
        ({"cod_fen": True}, "cod_fen", "cod_fen is not int"),
        ({"lines": [LINE | {"quantity": 2.5}]}, "quantity", "quantity is not Decimal"),
        ({"issued_at": "2026-06-17"}, "issued_at", "issued_at is not datetime"),
        ({"qr": "x" * 300}, "qr", "qr does not fit a code that a telephone can read"),
        ({"qr": "\ud800"}, "qr", "qr does not fit a code that a telephone can read"),
    ],
)
def test_incomplete_or_contradictory_data_are_refused(data: dict[str, Any], field: str, reason: str) -> None:
    assert refused(data) == (field, reason)


@pytest.mark.parametrize(
    ("rest", "field", "reason"),
    [
        ({"template": "poem"}, "template", "template poem is unknown"),
        ({"paper": "a0"}, "paper", "sales_slip is not printed on a0"),
        ({"copy_number": 0}, "copy_number", "copy_number starts at 1"),
        ({"mark": "gone"}, "mark", "mark gone is unknown"),
        ({"offset_x_mm": D("15.1")}, "offset", "offset is at most 15 mm"),
        ({"copies": ()}, "copies", "copies are 1 to 6"),
    ],
)
def test_requests_outside_the_catalogue_are_refused(rest: dict[str, Any], field: str, reason: str) -> None:
    assert refused({}, **rest) == (field, reason)


def test_formats() -> None:
    prices = {"85": "85.00", "3.125000": "3.125", "1234.5": "1,234.50", "0.000001": "0.000001"}
    assert {text: price(D(text)) for text in prices} == prices
    assert [quantity(value) for value in (D("1200.000"), D("2.5"), D(0), 7)] == ["1,200", "2.5", "0", "7"]
    assert [rate(D(text)) for text in ("0.13", "0.0450", "0", "1")] == ["13%", "4.5%", "0%", "100%"]


def test_catalogue_is_sound() -> None:
    for code, template in TEMPLATES.items():
        assert (code, (engine.SOURCES / template.source).is_file()) == (template.code, True)
        names = [key.name for key in template.keys]
        assert len(names) == len(set(names))
        assert all((key.kind is Kind.ROWS) == bool(key.rows) for key in template.keys)
