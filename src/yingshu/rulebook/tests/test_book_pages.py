"""The pages of the book: reading, the clause chip, comparison, editing, import with preview, packs, print."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from pypdf import PdfReader
from tests.support.browsing import words as read_aloud

from yingshu.kernel import clock
from yingshu.rulebook.books import nodes_of, reading_of
from yingshu.rulebook.comparing import compare, figures
from yingshu.rulebook.models import ReadingConfirmation, RulebookVersion, Signature
from yingshu.rulebook.suggesting import suggest
from yingshu.rulebook.tests.test_book import at, draft_of, make_book, published  # noqa: F401
from yingshu.rulebook.tests.test_parameters import signed_in


@pytest.fixture
def centre(company, at):  # noqa: F811
    at("2026-05-01")
    done = company.act("rulebook.use_packs", "director", packs=["small_centre_cod"], code="ZX", title="营销中心管理制度")
    version = published(company, None, "2026-05-01", RulebookVersion.objects.get(pk=done.id))
    at("2026-05-06")
    return version


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_without_a_book_the_page_says_how_to_get_one(company):
    says = page(signed_in(company), "/rulebook/")
    assert "/rulebook/packs/" in says and "/rulebook/import/" in says


def test_the_workbench_of_who_may_publish_leads_to_the_packs_until_a_book_is_published(company, at):  # noqa: F811
    at("2026-05-01")
    head, seller = signed_in(company), signed_in(company, "salesperson")
    assert "/rulebook/packs/" in page(head, "/") and "公司还没有发布制度" in page(head, "/import/ledger/")
    assert "公司还没有发布制度" not in page(seller, "/")
    published(company, make_book(company), "2026-05-01")
    assert "公司还没有发布制度" not in page(head, "/")


def test_the_book_opens_at_the_clause_that_a_chip_names(company, centre, query_budget):
    client = signed_in(company)
    answer = client.get("/rulebook/clauses/ORD-06/")
    assert (answer.status_code, answer["Location"]) == (302, f"/rulebook/read/{centre.pk}/?clause=ORD-06#ORD-06")
    with query_budget("rulebook.read"):
        says = page(client, answer["Location"])
    assert "营销中心管理制度" in says and "销售单开具条件" in says and 'class="side-pane"' in says and "制度规定" in says
    assert "系统建议" in page(client, f"/rulebook/read/{centre.pk}/?clause=ORD-01")
    assert "销售单开具条件" in page(client, "/rulebook/clauses/ORD-06/?catalogue=1")


def test_a_reader_confirms_and_the_rate_follows(company, centre):
    client = signed_in(company, "salesperson")
    assert "confirm_reading" in page(client, "/rulebook/")
    client.post(f"/act/rulebook.confirm_reading/?version_id={centre.pk}", {"version_id": centre.pk})
    assert list(ReadingConfirmation.objects.values_list("person__username", flat=True)) == ["salesperson"]
    assert "confirm_reading" not in page(client, "/rulebook/mine/")
    assert len(reading_of(centre).people) == 15
    says = page(signed_in(company), f"/rulebook_versions/{centre.pk}/")
    assert "6.67%" in says and '<td>东区</td><td>1 / ' in says and "<td>公司</td><td>0 / " in says, "by unit, too"


@pytest.mark.clause("ORG-01")
def test_whom_no_book_covers_reads_that_he_is_not_covered(company, at):  # noqa: F811
    at("2026-05-01")
    book = make_book(company, posts=["salesperson"])
    published(company, book, "2026-05-01")
    assert "未覆盖" in page(signed_in(company, "finance"), "/rulebook/mine/")


def test_versions_side_by_side_down_to_the_words(company, centre, at):  # noqa: F811
    done = company.act("rulebook.draft_version", "director", rulebook_id=centre.rulebook_id)
    draft = RulebookVersion.objects.get(pk=done.id)
    node = next(n for n in nodes_of(draft) if n.key == "ORD-07")
    company.act("rulebook.change_node", "director", node_id=node.pk, text=node.text + "不得迟于12小时。")
    gone = next(n for n in nodes_of(draft) if n.key == "ORD-08")
    company.act("rulebook.remove_node", "director", node_id=gone.pk)
    company.act("rulebook.add_node", "director", version_id=draft.pk, kind="article", after_id=node.pk, label="新", text="新的一条。")
    rows = compare(nodes_of(centre), nodes_of(draft))
    assert {k: v for k, v in figures(rows).items() if k != "same"} == {"changed": 1, "added": 1, "removed": 1, "moved": 0}
    changed = next(row for row in rows if row.state == "changed")
    assert [p.text for p in changed.new_parts if p.changed] == ["不得迟于12小时。"] and not any(p.changed for p in changed.old_parts)
    says = page(signed_in(company), f"/rulebook/compare/{centre.pk}/{draft.pk}/")
    assert "<ins>" in says and "<del>" in says


def test_the_book_as_pdf(company, centre):
    answer = signed_in(company).get(f"/rulebook/read/{centre.pk}/print/")
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf"
    for words in ("营销中心管理制度", "ZX V1", "第七十三条", "销售单开具条件", "ORD-06", "2026-05-01", "营销副总秦刚"):
        assert words in re.sub(r"\s+", " ", text), words


def test_a_piece_is_bound_by_hand_with_clauses_suggested(company):
    book = make_book(company, text="制度\n第一条 只有备货完成且货款到账，才可以开具销售单并通知物流发货。\n")
    version, client = draft_of(book), signed_in(company)
    node = next(n for n in nodes_of(version) if n.kind == "article")
    address = f"/rulebook/edit/{version.pk}/?node={node.pk}"
    assert "ORD-06" in page(client, address)
    form = {"node_id": node.pk, "kind": "article", "depth": 1, "label": "第一条", "title": "", "text": node.text,
            "clauses": ["ORD-06", "ORD-01"], "controls": ["orders.slip_gate"]}
    assert client.post(address, form).status_code == 302
    node.refresh_from_db()
    assert (node.clauses, node.controls) == (["ORD-06", "ORD-01"], ["orders.slip_gate"])
    assert '<option value="orders.slip_gate" selected>销售单闸口</option>' in page(client, address)
    assert client.get("/lookup/clauses/?q=开具").json()["results"][0]["id"] == "ORD-06"
    wrong = client.post(address, {**form, "clauses": "ORD-99"})
    assert wrong.status_code == 400 and "没有条款 ORD-99" in wrong.content.decode()


def test_packs_are_previewed_together_and_their_contradictions_named(company):
    client = signed_in(company)
    says = page(client, "/rulebook/packs/?pack=small_centre_cod&pack=price_strategy_flow")
    assert "互相矛盾" in says and "接单即发指令" in says and "系统建议" in says and "制度规定" in says
    refused = client.post("/rulebook/packs/", {"pack": ["half_year_index", "yearly_survey"], "title": "满意度"})
    assert refused.status_code == 400 and not RulebookVersion.objects.exists()
    made = client.post("/rulebook/packs/", {"pack": ["three_departments"], "title": "管理制度"})
    assert made.status_code == 302 and RulebookVersion.objects.get().settings["packs"] == ["three_departments"]
    assert "总开关关闭" in page(client, "/rulebook/packs/?pack=three_departments")


def test_likeness_of_words():
    known = {"A-01": "备货完成且货款到账才可开具销售单", "B-02": "每周一召开例会"}
    assert suggest("货款到账并备货完成后开具销售单", known) == ["A-01"] and suggest("", known) == [] and date.min


# ---- who reads what is not published yet

def opened(client, version, before):
    """The answers of every page that shows a version."""
    addresses = (f"/rulebook/read/{version.pk}/", f"/rulebook/read/{version.pk}/print/", f"/rulebook/compare/{before.pk}/{version.pk}/",
                 f"/rulebook_versions/{version.pk}/")
    return [client.get(address).status_code for address in addresses]


@pytest.mark.clause("ORG-31")
def test_a_draft_is_read_by_those_who_work_on_it_and_a_published_book_by_all(company, centre, at):  # noqa: F811
    done = company.act("rulebook.draft_version", "director", rulebook_id=centre.rulebook_id)
    draft = RulebookVersion.objects.get(pk=done.id)
    writer, reader = signed_in(company), signed_in(company, "salesperson")
    assert opened(writer, draft, centre) == [200] * 4
    assert opened(reader, draft, centre) == [404] * 4
    assert draft.number not in page(reader, f"/rulebooks/{centre.rulebook_id}/") and draft.number not in page(reader, "/rulebook_versions/")
    published(company, None, "2026-06-01", draft)
    assert opened(reader, draft, centre) == [200] * 4


def test_a_leader_named_or_an_approver_of_the_flow_reads_the_draft(company, centre):
    done = company.act("rulebook.draft_version", "director", rulebook_id=centre.rulebook_id)
    draft, reader = RulebookVersion.objects.get(pk=done.id), signed_in(company, "finance")
    assert opened(reader, draft, centre) == [404] * 4
    Signature.objects.create(version=draft, round=1, person=company.person("finance"), asked_at=clock.now())
    assert opened(reader, draft, centre) == [200] * 4


def test_beside_a_clause_stands_the_way_to_the_rehearsal_of_its_control(company, centre):
    head, seller = signed_in(company), signed_in(company, "salesperson")
    says = page(head, f"/rulebook/read/{centre.pk}/?clause=ORD-06")
    assert 'href="/rulebook/parameters/orders.slip_gate/?rehearse=1#values"' in says
    assert "rehearse=1" not in page(seller, f"/rulebook/read/{centre.pk}/?clause=ORD-06")
    form = page(head, "/rulebook/parameters/orders.slip_gate/?rehearse=1")
    assert 'id="values"' in form and "沙盘推演" in form and "/rehearse" in form


def test_the_dialog_of_submission_finds_leaders_by_name(company, centre):
    done = company.act("rulebook.draft_version", "director", rulebook_id=centre.rulebook_id)
    says = page(signed_in(company), f"/act/rulebook.submit_version/?version_id={done.id}")
    assert 'name="leaders" data-remote="/lookup/people/" multiple' in says


OWN = """
code: own
title: 费用制度
kind: whole
source: own
chapters:
- title: 费用
  articles:
  - {clause: BUD-02, title: 预算执行控制, text: 支出占用预算，超预算须追加审批。, parameters: {warn_ratio: 0.8}}
  - {clause: BUD-01, title: 费用预算, text: 按类别编制预算。, parameters: {categories: [市场调研费, 营销活动费, 差旅费, 业务招待费]}}
"""


def pane_at(client, address):
    """The words of the clause's pane."""
    return read_aloud(page(client, address).split('id="pane"')[1])


@pytest.mark.clause("ORG-31")
def test_beside_a_clause_without_a_control_stands_who_set_its_value_and_since_when(company, at):  # noqa: F811
    at("2026-05-01")
    done = company.act("rulebook.use_packs", "director", own=OWN, code="FY", title="费用制度")
    draft, reader = RulebookVersion.objects.get(pk=done.id), signed_in(company)

    def told(version, code):
        return pane_at(reader, f"/rulebook/read/{version.pk}/?clause={code}")
    writer = company.person("director").name
    assert f"本公司设定 {writer} 0.8" in told(draft, "BUD-02"), "of a draft, who writes it"
    first = published(company, None, "2026-05-06", draft)
    at("2026-06-01")
    second = company.act("rulebook.draft_version", "director", rulebook_id=first.rulebook_id)
    second = published(company, None, "2026-06-15", RulebookVersion.objects.get(pk=second.id))
    for version in (first, second):
        assert f"本公司设定 {writer} 2026-05-06 0.8" in told(version, "BUD-02"), "it holds since the first version with it"
    assert "制度规定" in told(second, "BUD-01") and "本公司设定" not in told(second, "BUD-01")


@pytest.mark.clause("ORG-01")
def test_a_regions_book_shows_its_own_values_and_elsewhere_those_of_headquarters(company, at):  # noqa: F811
    at("2026-05-01")
    done = company.act("rulebook.use_packs", "director", own=OWN, code="FY", title="费用制度")
    above = published(company, None, "2026-05-06", RulebookVersion.objects.get(pk=done.id))
    text = "东区补充规定\n第一条 东区备货完成且货款到账，方可开单。\n"
    book = make_book(company, code="EAST", text=text, unit_id=company.unit("east").pk, parent_id=above.rulebook_id)
    draft = draft_of(book)
    node = next(n for n in nodes_of(draft) if n.kind == "article")
    company.act("rulebook.change_node", "director", node_id=node.pk, clauses=["ORD-06"])
    company.act("rulebook.choose_values", "director", version_id=draft.pk, control="orders.slip_gate", values={"tolerance_fen": 500})
    version = published(company, book, "2026-05-10")
    at("2026-06-01")
    writer, east, west = company.person("director").name, signed_in(company, "salesperson"), signed_in(company, "salesperson_west")
    assert "东区备货完成且货款到账" in page(east, "/rulebook/?clause=ORD-06")
    assert f"5.00 2026-05-10 {writer} 本公司设定" in pane_at(east, "/rulebook/?clause=ORD-06")
    assert f"本公司设定 {writer} 2026-05-06 0.8" in pane_at(east, "/rulebook/?clause=BUD-02")
    assert "东区备货完成" not in page(west, "/rulebook/?clause=ORD-06")
    assert ["confirm_reading" in page(reader, f"/rulebook_versions/{version.pk}/") for reader in (east, west)] == [True, False]
