"""Arranging what was read from a file: by pure functions, and on the page, until it becomes a draft."""

from __future__ import annotations

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from yingshu.kernel.errors import InvalidInput
from yingshu.rulebook import arranging
from yingshu.rulebook.books import nodes_of
from yingshu.rulebook.models import Rulebook, RulebookVersion
from yingshu.rulebook.services.book_text import PieceInput
from yingshu.rulebook.tests.test_parameters import signed_in

TEXT = "订单制度\n第一章 总则\n第一条 为规范订单，制定本制度。\n第二章 发货\n第二条 先查款，后开单。\n上一篇：报价办法\n"


def pieces(words):
    """``章0 条1 项2`` as pieces: kind by the sign, then the depth; the text is the place."""
    kinds = {"章": "chapter", "条": "article", "款": "paragraph", "项": "item", "？": "unplaced"}
    return [PieceInput(kind=kinds[word[0]], depth=int(word[1]), text=word[2:] or str(n)) for n, word in enumerate(words.split())]


def drawn(found):
    """Depth and text, short to compare."""
    return " ".join(f"{piece.depth}{piece.text}" for piece in found)


def test_a_piece_of_another_kind_stands_where_its_kind_stands():
    found = arranging.classed(pieces("章1一 条3甲 ？1乙 ？1丙"), {2: "article", 3: "item"})
    assert [(p.kind, p.depth, p.text) for p in found] == [
        ("chapter", 1, "一"), ("article", 3, "甲"), ("article", 3, "乙"), ("item", 4, "丙")]


def test_what_is_left_out_is_marked_and_can_come_back():
    found = arranging.classed(pieces("条1甲 条1乙"), {1: arranging.LEFT_OUT})
    assert [p.text for p in arranging.kept(found)] == ["甲"] and found[1].kind == "article"
    assert arranging.classed(found, {1: "article"}) == pieces("条1甲 条1乙")


@pytest.mark.parametrize("step, n, then, at", [
    (arranging.up, 3, "1B 2b 1A 2a", 0), (arranging.down, 0, "1B 2b 1A 2a", 2), (arranging.up, 0, "1A 2a 1B 2b", 0),
    (arranging.down, 1, "1A 1B 2a 2b", 2), (arranging.deeper, 2, "1A 2a 2B 3b", 2), (arranging.deeper, 0, "1A 2a 1B 2b", 0)])
def test_moving_takes_along_what_stands_below(step, n, then, at):
    old = pieces("条1A 款2a 条1B 款2b")
    found, place = step(old, n if n != 3 else 2)
    assert (drawn(found), place) == (then, at)


def test_lost_text_is_placed_by_hand():
    old = pieces("章1一 条2甲 项3a 条2乙 章1二 条2丙 ？1失")
    behind, at = arranging.placed(arranging.classed(old, {6: "item"}), 6, 1)
    assert (drawn(behind), at) == ("1一 2甲 3失 3a 2乙 1二 2丙", 2)
    article, at = arranging.placed(arranging.classed(old, {6: "article"}), 6, 1)
    assert (drawn(article), at) == ("1一 2甲 3a 2失 2乙 1二 2丙", 3)
    added, at = arranging.joined(old, 6, 3)
    assert (drawn(added), at) == ("1一 2甲 3a 2乙失 1二 2丙", 3)


def test_one_piece_is_cut_into_several_by_the_numbers_in_it():
    (own,) = pieces("条2甲")
    found, _at = arranging.cut([own.model_copy(update={"text": "先查款。\n\n第三条 再开单。\n（一）备货完成；\n\n余下的话"})], 0)
    assert [(p.kind, p.depth, p.label, p.text) for p in found] == [
        ("article", 2, "", "先查款。"), ("article", 2, "第三条", "再开单。"), ("item", 3, "（一）", "备货完成；"),
        ("item", 3, "", "余下的话")]


def test_a_piece_that_would_grow_too_long_is_not_joined():
    long = PieceInput(kind="article", depth=1, text="长" * 15_000)
    with pytest.raises(InvalidInput):
        arranging.joined([long, long], 1, 0)


@given(st.lists(st.tuples(st.sampled_from("章条款项？"), st.integers(0, 4)), min_size=1, max_size=12),
       st.lists(st.tuples(st.sampled_from(["up", "down", "deeper", "higher", "placed", "joined", "cut"]), st.integers(0, 11),
                          st.integers(0, 11)), max_size=8))
def test_no_word_is_lost_by_any_order_of_steps(made, steps):
    found = pieces(" ".join(f"{kind}{depth}" for kind, depth in made))
    words = sorted("".join(p.text for p in found))
    for name, a, b in steps:
        n, other = a % len(found), b % len(found)
        if name in ("placed", "joined"):
            found, at = getattr(arranging, name)(found, n, other)
        else:
            found, at = arranging.deeper(found, n, -1) if name == "higher" else getattr(arranging, name)(found, n)
        assert 0 <= at < len(found) and all(0 <= p.depth <= 12 for p in found)
    assert sorted("".join(p.text for p in found).replace("\n", "")) == words


# ---- on the page

def state(answer):
    """The hidden pieces of the page."""
    return html.unescape(re.search(r'<textarea hidden name="pieces">(.*?)</textarea>', answer.content.decode(), re.DOTALL)[1])


@pytest.mark.clause("ORG-31")
def test_a_file_is_previewed_arranged_and_becomes_a_draft(company):
    client = signed_in(company)
    shown = client.post("/rulebook/import/", {"file": SimpleUploadedFile("a.txt", TEXT.encode("gb18030"))})
    assert shown.status_code == 200 and "上一篇：报价办法" in shown.content.decode() and not RulebookVersion.objects.exists()
    rows = re.findall(r'name="kind-(\d+)"', shown.content.decode())
    form = {"title": "订单制度", "origin": "a.txt"}
    opened = client.post("/rulebook/import/", {**form, "pieces": state(shown), "do": "open-2"})
    assert 'name="label"' in opened.content.decode() and "为规范订单" in opened.content.decode()
    words = {"at": "2", "label": "第1条", "title-of": "目的", "text": "为规范订单。\r\n\r\n第二条 另立一条。"}
    cut = client.post("/rulebook/import/", {**form, "pieces": state(opened), **words, "do": "cut"})
    done = client.post("/rulebook/import/", {**form, "pieces": state(cut), f"kind-{int(rows[-1]) + 1}": arranging.LEFT_OUT})
    version = RulebookVersion.objects.get()
    assert done.status_code == 302 and (version.rulebook.title, version.origin) == ("订单制度", "a.txt")
    assert [(n.kind, n.label, n.title) for n in nodes_of(version)] == [
        ("document", "", "订单制度"), ("chapter", "第一章", "总则"), ("article", "第1条", "目的"), ("article", "第二条", ""),
        ("chapter", "第二章", "发货"), ("article", "第二条", "")]


@pytest.mark.clause("ORG-31")
def test_lost_text_is_put_where_it_belongs_on_the_page(company):
    client = signed_in(company)
    shown = client.post("/rulebook/import/", {"text": TEXT})
    lost = len(re.findall(r'name="kind-(\d+)"', shown.content.decode())) - 1
    form = {"title": "订单制度", "at": lost, "text": "上一篇：报价办法"}
    refused = client.post("/rulebook/import/", {**form, "pieces": state(shown), "do": "join"})
    assert refused.status_code == 400 and "请选择它属于哪一段" in refused.content.decode()
    chosen = {f"kind-{lost}": "paragraph", "towards": "2", "do": "place"}
    placed = client.post("/rulebook/import/", {**form, "pieces": state(refused), **chosen})
    assert 'name="at" value="3"' in placed.content.decode()
    assert client.post("/rulebook/import/", {"title": "订单制度", "pieces": state(placed)}).status_code == 302
    assert [(n.kind, n.depth) for n in nodes_of(RulebookVersion.objects.get())][2:4] == [("article", 2), ("paragraph", 3)]


def test_without_a_name_the_preview_stays_with_all_that_was_arranged(company):
    client = signed_in(company)
    shown = client.post("/rulebook/import/", {"text": TEXT})
    again = client.post("/rulebook/import/", {"pieces": state(shown), "title": "", "kind-2": "paragraph"})
    assert again.status_code == 400 and "或填写新制度的名称" in again.content.decode() and '"kind":"paragraph"' in state(again)
    nothing = client.post("/rulebook/import/", {"pieces": "[]", "title": "x"})
    assert nothing.status_code == 400 and not Rulebook.objects.exists()


@pytest.mark.parametrize("given_form",
                         [{}, {"text": "   "}, {"file": SimpleUploadedFile("a.doc", bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 99)},
                          {"pieces": "[nonsense", "title": "x"}, {"pieces": "[]", "title": ""}])
def test_a_bad_import_says_why_and_writes_nothing(company, given_form):
    answer = signed_in(company).post("/rulebook/import/", given_form)
    assert answer.status_code == 400 and "error-list" in answer.content.decode()
    assert not Rulebook.objects.exists() and not RulebookVersion.objects.exists()
