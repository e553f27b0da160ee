"""Reading rulebooks: the laws of the sample data, the messiest text we could compose, and any text at all."""

from __future__ import annotations

import io
import json
import time
from os import environ
from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from yingshu.rulebook.parsing import Kind, UnreadableFile, counts, parse, parse_source, read_file
from yingshu.rulebook.parsing.numerals import to_han, to_int

HERE = Path(__file__).parent / "data"
ASIDES = ("header", "footer", "footnote", "endnote", "comment")
LAWS = {"price_law.txt": "price_law.txt", "price_law.docx": "price_law.txt", "price_marking_rules.txt": "price_marking_rules.txt"}
NO_FIGURE = {"source", "same_as", "note"}


def regulations():
    shared = Path(environ.get("YINGSHU_SHARED_DATA") or Path(__file__).resolve().parents[4].parent / "shared" / "data")
    folder = shared / "regulations"
    if not folder.is_dir():
        pytest.skip(f"sample laws are not there: {folder} (set YINGSHU_SHARED_DATA)")
    return folder


def outline(text, **more):
    """The numbered pieces with their depth and first words."""
    found = []

    def visit(node, depth):
        if node.style:
            found.append((depth, node.kind.value, node.label, (node.title or node.text)[:8]))
        for child in node.children:
            visit(child, depth + 1)

    for document in parse(text, **more).documents:
        visit(document, 0)
    return found


@pytest.mark.parametrize("name", LAWS)
def test_laws_are_read_exactly(name):
    folder = regulations()
    expected = json.loads((folder / "expected.json").read_text("utf-8"))[LAWS[name]]
    source = read_file((folder / name).read_bytes(), name)
    parsed = parse(source.text, source.headings, source.wrapped)
    found = counts(parsed)
    assert {key: found[key] for key in expected if key not in NO_FIGURE} == {k: v for k, v in expected.items() if k not in NO_FIGURE}
    assert found["unplaced"] == 0 and parsed.text() == source.text


def test_the_messiest_rulebook_finds_its_places():
    text = (HERE / "messy.txt").read_text("utf-8")
    parsed = parse(text)
    assert parsed.text() == text
    assert [d.title for d in parsed.documents] == ["", "营销中心管理制度", "客户投诉处理办法"]
    assert [(n.label, n.title or n.text) for n in parsed.documents[1].walk() if n.kind in (Kind.CHAPTER, Kind.ARTICLE)] == [
        ("第一章", "总则"),
        ("第一条", "目的：为规范营销中心工作，依照公司章程第三条规定，制定本制度。"),
        ("第二条", "本制度适用于营销中心全体员工，第三条所列人员除外。"),
        ("第三条", "临时工、外包人员不适用本制度"),
        ("第四條", "解釋"),
        ("第二章", "岗位职责"),
        ("第五条", "主任职责包括："),
        ("第六条", "业务员"),
        ("七条", "客户服务经理按2026.5.1起的新流程办理。"),
        ("第八条", "罚则"),
        ("第三章", "奖惩"),
        ("第九条", ""),
        ("第十一条", "本制度自发布之日起施行。"),
    ]


def test_what_is_no_rule_in_the_messiest_rulebook_is_set_aside():
    parsed = parse((HERE / "messy.txt").read_text("utf-8"))
    assert [n.label for n in parsed.walk() if n.kind == Kind.ITEM] == [
        "（一）",
        "（二）",
        "（三）",
        "1、",
        "2、",
        "3、",
        "（1）",
        "（2）",
        "(3)",
        "1）",
        "2）",
        "①",
        "②",
        "③",
        "a.",
        "b.",
        "一、",
        "二、",
        "㈠",
        "㈡",
        "1.",
        "1.1",
        "1.2",
        "2.",
        "2.1",
        "●",
        "●",
    ]
    assert [(n.notes[0], n.text) for n in parsed.unplaced()] == [
        ("navigation", "首页 > 范文 > 营销管理"),
        ("contents", "目\u3000录"),
        ("contents", "第一章\u3000总则........1"),
        ("contents", "第二章\u3000岗位职责........3"),
        ("contents", "第三章\u3000奖惩........9"),
        ("page number", "— 3 —"),
        ("navigation", "注：以上内容由小编整理"),
        ("navigation", "上一篇：营销方案 下一篇：销售合同"),
        ("navigation", "相关推荐"),
        ("navigation", "第五条还有什么？"),
    ]
    assert [(n.label, n.notes) for n in parsed.walk() if n.notes and n.kind != Kind.UNPLACED] == [
        ("七条", ["bare number"]),
        ("第十一条", ["gap"]),
    ]


def test_several_documents_in_one_file_are_told_apart():
    """Numbered and plain names of documents, one without 第N条, one counted in decimals, tables, links below the last of them."""
    text = (HERE / "collection.txt").read_text("utf-8")
    parsed = parse(text)
    assert parsed.text() == text
    documents = {f"{d.label}{d.title}": d for d in parsed.documents}
    assert list(documents) == ["", "营销中心管理制度汇编", "一、营销中心客户管理制度", "二、营销中心发货管理制度", "营销中心人员岗位职责",
                               "客户投诉处理流程", "xx公司营销管理规范  V2.0", "客户管理办法（试行）"]

    def pieces(name, *kinds):
        return [f"{n.label}{n.title or n.text[:6]}" for n in documents[name].walk() if n.kind in kinds]

    assert pieces("一、营销中心客户管理制度", Kind.CHAPTER) == ["第一章总则", "第二章客户分级", "附则"]
    assert pieces("一、营销中心客户管理制度", Kind.ARTICLE)[3:] == ["四条客户分为A、", "第五條業務員應當於", "第六条", "第七条逾期处罚：",
                                                         "第八条本制度由营销"]
    assert pieces("二、营销中心发货管理制度", Kind.ARTICLE) == [
        "第一条目的", "第二条发货条件", "第三条：特殊情况经主", "第四条、本制度自发布之日起实施"]
    assert [n.text for n in documents["二、营销中心发货管理制度"].walk() if n.kind == Kind.UNPLACED][2:5] == [
        "相关文章：", "1、公司考勤制度", "2、公司报销制度"]
    assert pieces("客户投诉处理流程", Kind.CHAPTER, Kind.ARTICLE) == [
        "1目的", "1.1规范投诉处理", "2范围", "3流程", "3.1受理", "3.2处理", "4附则"]
    assert pieces("xx公司营销管理规范  V2.0", Kind.PART, Kind.CHAPTER) == [
        "第一篇组织", "第一章機構設置", "第二章职责", "第二篇流程", "第三章下单"]
    assert "1张三\t100" in pieces("xx公司营销管理规范  V2.0", Kind.ITEM)
    assert pieces("客户管理办法（试行）", Kind.CHAPTER) == ["一.总则", "二.分工", "三.附则"]


def test_a_collection_as_a_web_page_shows_it():
    """篇一：, links around it, an annex with a table, a heading glued without a full stop, a chapter's number used twice."""
    text = (HERE / "web_page.txt").read_text("utf-8")
    parsed = parse(text)
    assert parsed.text() == text
    assert [(d.label, d.title) for d in parsed.documents] == [
        ("", ""), ("", "XX公司营销中心管理制度大全（精选3篇）"), ("篇一：", "营销中心管理制度"), ("篇二：", "销售部例会制度"),
        ("篇三", "客户投诉管理规定")]
    first = parsed.documents[2]
    assert [f"{n.label}{n.title}" for n in first.walk() if n.kind in (Kind.CHAPTER, Kind.ARTICLE)] == [
        "第一章、总则", "第一条、", "第二条：", "第三条解释", "第二章组织机构", "第四条", "第五条", "六条", "第七條訂單審核",
        "第九条（删除）", "第十条之一特价", "第十一条", "第三章奖惩", "第12条奖励", "第三章附则", "第十三条"]
    assert [(n.label, n.notes) for d in parsed.documents for n in d.walk() if n.notes and n.kind != Kind.UNPLACED] == [
        ("六条", ["bare number"]), ("第九条", ["gap"]), ("第三章", ["repeated"]), ("三、", ["out of order"]), ("3.2.1.1", ["out of order"])]
    assert next(n for n in first.walk() if n.label == "第十一条").children[0].text == "违反本制度第十条规定的，罚款100元。"
    assert [n.text for n in parsed.unplaced()] == [
        "您当前的位置：首页 >> 制度范本 >> 营销管理 >> 正文", "时间：2023-03-04  来源：网络整理  字体：大 中 小",
        "导语：无规矩不成方圆，下面是小编为大家收集的营销中心管理制度，欢迎阅读。", "【扩展阅读】营销中心组织架构图", "附件一：客户档案表",
        "客户名称\t电话\t地址", "1\t张三\t138", "2\t李四\t139", "5", "上一页 1 2 3 下一页", '看了"营销中心管理制度"的人还看了:',
        "1. 销售部管理制度", "2. 公司营销制度", "3. 营销部规章制度"]


def test_a_list_glued_behind_its_colon_is_cut_and_a_reference_is_not():
    assert outline("制度\n第一条 下设：（1）市场部（2）销售部（3）客服部\n第二条 （一）投诉按照本条（二）办理\n（二）其他\n") == [
        (1, "article", "第一条", "下设："), (2, "item", "（1）", "市场部"), (2, "item", "（2）", "销售部"), (2, "item", "（3）", "客服部"),
        (1, "article", "第二条", ""), (2, "item", "（一）", "投诉按照本条（二"), (2, "item", "（二）", "其他")]


def test_words_that_begin_like_units_are_headings_and_amounts_are_not():
    assert outline("制度\n第一条 职责\n1、人员管理\n2、日常工作\n3、年度计划\n第二条 每人1 个名额，2 天内答复。\n3.5年内有效\n") == [
        (1, "article", "第一条", "职责"), (2, "item", "1、", "人员管理"), (2, "item", "2、", "日常工作"), (2, "item", "3、", "年度计划"),
        (1, "article", "第二条", "每人1 个名额，")]
    assert outline("制度\n1 计划\n1.1 年度计划\n1.2 月度计划\n2 人员\n2.1 人员编制\n2.2 周例会\n") == [
        (1, "chapter", "1", "计划"), (2, "article", "1.1", "年度计划"), (2, "article", "1.2", "月度计划"), (1, "chapter", "2", "人员"),
        (2, "article", "2.1", "人员编制"), (2, "article", "2.2", "周例会")]


def test_a_list_that_begins_again_below_a_lead_in_stands_beside_the_one_before():
    assert outline("岗位职责\n一、主任\n岗位职责：\n1、计划\n2、价格\n任职资格：\n1、大专\n2、五年\n二、业务员\n1、回款\n") == [
        (1, "chapter", "一、", "主任"), (3, "item", "1、", "计划"), (3, "item", "2、", "价格"), (3, "item", "1、", "大专"),
        (3, "item", "2、", "五年"), (1, "chapter", "二、", "业务员"), (2, "article", "1、", "回款")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "制度\n一、总则\n1、甲乙。\n2、丙。\n二、罚则\n1、丁。\n",
            [
                (1, "chapter", "一、", "总则"),
                (2, "article", "1、", "甲乙。"),
                (2, "article", "2、", "丙。"),
                (1, "chapter", "二、", "罚则"),
                (2, "article", "1、", "丁。"),
            ],
        ),
        (
            "制度\n第一编 甲\n第一分编 乙\n第一章 丙\n第一节 丁\n第一条 戊。\n第二节 己\n第二条 庚。\n第二章 辛\n第三条 壬。\n",
            [
                (1, "part", "第一编", "甲"),
                (2, "subpart", "第一分编", "乙"),
                (3, "chapter", "第一章", "丙"),
                (4, "section", "第一节", "丁"),
                (5, "article", "第一条", "戊。"),
                (4, "section", "第二节", "己"),
                (5, "article", "第二条", "庚。"),
                (3, "chapter", "第二章", "辛"),
                (4, "article", "第三条", "壬。"),
            ],
        ),
        (
            "制度\n1 总则\n1.1 目的\n1.2 范围\n2 职责\n2.1 主任\n2.1.1 计划\n",
            [
                (1, "chapter", "1", "总则"),
                (2, "article", "1.1", "目的"),
                (2, "article", "1.2", "范围"),
                (1, "chapter", "2", "职责"),
                (2, "article", "2.1", "主任"),
                (3, "item", "2.1.1", "计划"),
            ],
        ),
        (
            "制度\n第一章 价格\n第一条 甲。\n第二章 回款\n第一条 乙。\n",
            [
                (1, "chapter", "第一章", "价格"),
                (2, "article", "第一条", "甲。"),
                (1, "chapter", "第二章", "回款"),
                (2, "article", "第一条", "乙。"),
            ],
        ),
        (
            "制度\n第一条 甲。\n第一条之一 乙。\n第二条 丙。\n",
            [(1, "article", "第一条", "甲。"), (1, "article", "第一条之一", "乙。"), (1, "article", "第二条", "丙。")],
        ),
        (
            "制度\n第 十 二 条　甲。\n第１３条　乙。\n第壹拾肆條　丙。\n",
            [(1, "article", "第十二条", "甲。"), (1, "article", "第１３条", "乙。"), (1, "article", "第壹拾肆條", "丙。")],
        ),
        (
            "制度\n第一条 违反本制度的，按照\n第二条规定处理，并记录在案。\n第二条 罚款。\n",
            [(1, "article", "第一条", "违反本制度的，按"), (1, "article", "第二条", "罚款。")],
        ),
    ],
)
def test_numberings(text, expected):
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十二", 12),
        ("廿一", 21),
        ("一百零三", 103),
        ("二〇二六", 2026),
        ("壹拾伍", 15),
        ("１２", 12),
        ("⑫", 12),
        ("㈦", 7),
        ("Ⅳ", 4),
        ("b", 2),
        ("两", 2),
        ("千", 1000),
        ("甲", None),
        ("", None),
    ],
)
def test_numerals(text, value):
    assert to_int(text) == value


@given(st.integers(1, 9999))
def test_numerals_both_ways(value):
    assert to_int(to_han(value)) == value


SEPARATORS = ":：、.．\u200b\ufeff"
PIECES = [
    "第一条",
    "第二条",
    "第十条规定",
    "第一章 总则",
    "第二节 价格",
    "一、",
    "二、",
    "（一）",
    "（二）",
    "1、",
    "2.",
    "1.1",
    "1.2",
    "1）",
    "①",
    "②",
    "㈠",
    "a)",
    "●",
    "第三编",
    "目录",
    "客户管理制度",
    "上一篇",
    "注：",
    "- 3 -",
    "，",
    "。",
    "；",
    "：",
    "\n",
    "\r\n",
    "\u3000",
    " ",
    "\t",
    "\x0c",
    "\u2028",
    "业务员应当填写",
    "1.5万元",
    "《",
    "》",
    "第",
    "条",
    "本制度自发布之日起施行。",
    "........12",
    "篇一：",
    "附则\n",
    "一、客户管理制度\n",
    "任职资格：\n",
    "首页>",
    "上一篇：甲\n",
]


def words(text):
    """All characters but blanks and what stands between a number and its text, in order."""
    return [c for c in text if not c.isspace() and c not in SEPARATORS]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=60).map("".join), st.booleans())
def test_no_text_is_ever_lost(text, wrapped):
    parsed = parse(text, wrapped=wrapped)
    assert parsed.text() == text
    kept = "".join(n.label + n.title + n.text for n in parsed.walk())
    assert words(kept) == words(text)
    assert counts(parsed)["unplaced"] == len(parsed.unplaced())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding):
    text = "营销中心管理制度\r\n第一条 为了规范，制定本制度。𠮷\r\n"
    assert read_file(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 50, "old or encrypted"),
        (b"PK\x03\x04 no zip", "no Word"),
        (bytes(range(256)) * 40, "no text"),
        (b"x" * (21 << 20), "MB"),
    ],
)
def test_files_that_cannot_be_read_say_what_to_do(content, reason):
    with pytest.raises(UnreadableFile) as problem:
        read_file(content)
    assert reason in problem.value.reason


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(content):
    try:
        text = read_file(content).text
    except UnreadableFile:
        return
    assert parse(text).text() == text


def test_word_counts_its_own_numbers():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for n, form, shown in ((0, "chineseCountingThousand", "第%1条"), (1, "chineseCounting", "（%2）"), (2, "decimal", "%3."))
    )
    numbering.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for text, level in (
        ("营销制度", None),
        ("为了规范，制定本制度。", 0),
        ("职责如下：", 0),
        ("主任；", 1),
        ("业务员：", 1),
        ("登记；", 2),
        ("回访。", 2),
        ("自发布起施行。", 0),
    ):
        paragraph = document.add_paragraph(text)
        if level is not None:
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
            )
    document.add_heading("附件", 1)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "表单", "日志"
    kept = io.BytesIO()
    document.save(kept)
    source = read_file(kept.getvalue(), "a.docx")
    assert source.text == (
        "营销制度\n第一条 为了规范，制定本制度。\n第二条 职责如下：\n（一） 主任；\n（二） 业务员：\n1. 登记；\n2. 回访。\n"
        "第三条 自发布起施行。\n附件\n表单\t日志\n"
    )
    assert outline(source.text, headings=source.headings, wrapped=False)[:5] == [
        (1, "article", "第一条", "为了规范，制定本"),
        (1, "article", "第二条", "职责如下："),
        (2, "item", "（一）", "主任；"),
        (2, "item", "（二）", "业务员："),
        (3, "item", "1.", "登记；"),
    ]


def attached(document, kind, name, body):
    """Give a Word document a part that python-docx does not write: footnotes, endnotes, comments."""
    xml = f'<?xml version="1.0"?><w:{kind} {nsdecls("w")}>{body}</w:{kind}>'
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    part = Part(PackURI(f"/word/{name}.xml"), f"{word}.{kind}+xml", xml.encode(), document.part.package)
    document.part.relate_to(part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}")


def test_what_word_keeps_outside_the_text_is_not_lost():
    def note(kind, n, *lines):
        return f'<w:{kind} w:id="{n}">' + "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines) + f"</w:{kind}>"

    document = docx.Document()
    for text in ("发货制度", "第一条 先查款，后开单。", "第二条 单据月底归档。"):
        last = document.add_paragraph(text)
    last._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:pict><w:txbxContent><w:p><w:r><w:t>框内：加急单另行登记。</w:t></w:r></w:p>'
                             "</w:txbxContent></w:pict></w:r>"))
    outer = document.add_table(1, 1).cell(0, 0)
    outer.text = "外格"
    outer.add_table(1, 1).cell(0, 0).text = "内格"
    document.sections[0].header.paragraphs[0].text = "内部文件 不得外传"
    document.sections[0].footer.paragraphs[0].text = "营销中心印"
    notes = note("footnote", 1, "款指货款与运费。", "含税。"), note("footnote", 2, "月底指最后一个工作日。")
    attached(document, "footnotes", "footnotes", "".join(notes))
    attached(document, "endnotes", "endnotes", note("endnote", 1, "本制度由财务部解释。"))
    attached(document, "comments", "comments", note("comment", 0, "此条请再议"))
    kept = io.BytesIO()
    document.save(kept)
    source = read_file(kept.getvalue(), "a.docx")
    assert "框内：加急单另行登记。" in source.text and source.text.count("内格") == 1
    parsed = parse_source(source)
    outside = [(node.notes, node.text) for node in parsed.unplaced() if node.notes and node.notes[0] in ASIDES]
    assert sorted(outside) == sorted([
        (["header"], "内部文件 不得外传"), (["footer"], "营销中心印"), (["footnote"], "款指货款与运费。\n含税。"),
        (["footnote"], "月底指最后一个工作日。"), (["endnote"], "本制度由财务部解释。"), (["comment"], "此条请再议")])
    assert parsed.text().startswith(source.text)
    assert [n.label for n in parsed.walk() if n.kind == "article"] == ["第一条", "第二条"]


def test_long_laws_are_read_in_linear_time():
    """Ten times the text takes about ten times the time, never a hundred."""

    def law(articles):
        return "大法\n" + "".join(
            f"第{to_han(n)}条 依照第{to_han(n)}条规定，当事人应当：\n（一）甲；\n（二）乙。\n本条所称合同，另有规定。\n"
            for n in range(1, articles + 1)
        )

    def seconds(text):
        begun = time.perf_counter()
        assert counts(parse(text))["articles_条"] == text.count("\n（一）")
        return time.perf_counter() - begun

    seconds(law(50))
    assert seconds(law(3000)) < 40 * max(seconds(law(300)), 0.01)
