"""Printouts, lines broken within a sentence, signs behind numbers: nothing of a file is lost on its way into a draft."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yingshu.rulebook.parsing import parse
from yingshu.rulebook.services.book_text import pieces_of
from yingshu.rulebook.tests.test_parsing import outline

WRITTEN = ("第一条", "第二条：", "第十二章、", "第三条之一", "一、", "（一）", "1.", "1.1", "2.3.4", "①", "㈠",
           "，", "。", "：", "\n", "\n\n", " ", "\u3000", "甲乙丙", "管理办法", "目录", "- 1 -", "上一篇：价格",
           "3.5万元", "a)", "●", "篇二：某制度", "总则", "按", "\t", "......12")


def test_what_every_page_of_a_printout_repeats_is_no_rule():
    """The line beside the page numbers is shown as a header; the first one, and a name that no page number stands beside, stay text."""
    text = ("营销制度\n第一条 甲。\n营销制度\n- 1 -\n第二条 乙。\n签字\n营销制度\n- 2 -\n第三条 丙。\n签字\n")
    parsed = parse(text)
    assert parsed.text() == text and parsed.title == "营销制度" and len(parsed.documents) == 1
    assert [(n.text, n.notes) for n in parsed.unplaced()] == [
        ("营销制度", ["header"]), ("- 1 -", ["page number"]), ("营销制度", ["header"]), ("- 2 -", ["page number"])]
    assert outline(text) == [(1, "article", "第一条", "甲。"), (1, "article", "第二条", "乙。"), (1, "article", "第三条", "丙。")]


def test_an_article_quoted_at_the_beginning_of_a_broken_line_is_no_heading():
    text = "第一条 甲。\n第二条 按\n第一条办理的，\n1.5倍计算；违反\n第一条的，扣分。\n第三条 丙。\n"
    assert [(label, words) for _d, _k, label, words in outline(text)] == [
        ("第一条", "甲。"), ("第二条", "按第一条办理的，"), ("第三条", "丙。")]
    assert parse(text).text() == text


def test_words_that_begin_with_a_unit_are_no_amounts():
    assert outline("第一条 结算\n1.1 现款\n1.2 月结\n1.3 折扣\n1.4 日程\n") == [
        (1, "article", "第一条", "结算"), (2, "item", "1.1", "现款"), (2, "item", "1.2", "月结"), (2, "item", "1.3", "折扣"),
        (2, "item", "1.4", "日程")]


@given(st.lists(st.sampled_from(WRITTEN), max_size=40).map("".join))
def test_numbers_titles_and_texts_of_the_pieces_together_are_the_text(text):
    """What becomes a draft says every sign of the file but the space between words: also the colon behind 第二条."""
    said = "".join(piece.label + piece.title + piece.text for piece in pieces_of(parse(text)))
    assert "".join(said.split()) == "".join(text.split())
