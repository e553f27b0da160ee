"""Parameters in force, decisions and what people read of them."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.test import Client

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import InvalidInput, NotAllowed
from yingshu.organisation.controls import HEADCOUNT, REPORTING
from yingshu.organisation.queries import superiors_of
from yingshu.organisation.services.templates import _data
from yingshu.rulebook.book_views import parameters_of
from yingshu.rulebook.catalogue import clause, clauses
from yingshu.rulebook.decisions import Refused, in_force, params_of
from yingshu.rulebook.models import DecisionRecord
from yingshu.rulebook.packs import delivered
from yingshu.rulebook.queries import control_in_force, decision_panel
from yingshu.rulebook.services import set_parameters
from yingshu.rulebook.shown import show

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def change(company, control, **more):
    return set_parameters(actor=system("制度发布"), control=control, **more)


def signed_in(company, who="director"):
    client = Client()
    client.force_login(company.person(who), BACKEND)
    return client


def refuse(company):
    """Appoint a second assistant where the headcount is one."""
    unit, post = company.unit("company").pk, company.posts["assistant"].pk
    company.act("organisation.set_headcount", "admin", unit_id=unit, post_id=post, seats=1)
    with pytest.raises(Refused) as refusal:
        company.act("organisation.appoint", "director", person_id=company.person("finance").pk, post_id=post, unit_id=unit)
    return refusal.value


@pytest.mark.clause("ORG-20")
def test_the_head_reports_to_the_chairman_when_the_rulebook_says_so(company):
    company.posts["chairman"] = company.posts["director"].__class__.objects.create(name="董事长", code="chairman", reach="all")
    chairman, head = company.hire("chairman", "chairman", name="董事长钱"), company.person("director")
    assert [p.username for p in superiors_of(head.pk)] == ["vice_president", "general_manager"]
    change(company, REPORTING.code, variant="直接向董事长")
    assert superiors_of(head.pk) == [chairman]


@pytest.mark.clause("ORG-20")
def test_a_chain_of_superiors_wins_over_the_posts(company):
    post = company.posts["region_manager"].__class__
    company.posts["svp"] = post.objects.create(name="销售副总", code="svp", reach="all")
    svp = company.hire("svp", "svp")
    company.act("organisation.change_post", "admin", post_id=company.posts["region_manager"].pk, name="区域经理")
    change(company, REPORTING.code, variant="三级销售线")
    assert superiors_of(company.person("region_manager").pk) == [svp]
    assert superiors_of(svp.pk) == [company.person("general_manager")]


@pytest.mark.clause("ORG-03")
def test_every_variant_of_the_structure_clause_is_a_sample():
    assert {v["variant"] for v in _data("templates").values()} == {v["name"] for v in clause("ORG-03").variants}


def test_a_new_set_holds_from_its_day_on_and_the_old_one_stays_on_record(company):
    with clock.at(datetime(2026, 6, 1, 9, 0)):
        change(company, HEADCOUNT.code, values={"refuse_beyond": False}, valid_from=date(2026, 7, 1), reason="试行")
        assert params_of(HEADCOUNT).refuse_beyond is True
        assert params_of(HEADCOUNT, on=date(2026, 7, 1)).refuse_beyond is False
        force = in_force(HEADCOUNT, on=date(2026, 7, 2))
        assert (force.version, force.since, force.changed_by) == (1, date(2026, 7, 1), "制度发布")


def test_bad_values_are_refused_by_field(company):
    with pytest.raises(InvalidInput) as refusal:
        change(company, "customers.credit_check", values={"min_channels": 0, "colour": "red"})
    assert set(refusal.value.errors) == {"min_channels", "colour"}
    for who in ("salesperson", "director", "general_manager", "admin"):
        with pytest.raises(NotAllowed):
            set_parameters(actor=company.actor(who), control=HEADCOUNT.code, values={})


def test_since_when_counts_the_unbroken_run_of_a_value(company):
    with clock.at(datetime(2026, 6, 1, 9, 0)):
        for day, values in ((1, {"refuse_beyond": False}), (2, {"refuse_beyond": False, "require_headcount": True}), (3, {
                "refuse_beyond": False})):
            change(company, HEADCOUNT.code, values=values, valid_from=date(2026, 5, day))
    rows = {r["code"]: (r["value"], r["since"], r["by"], r["origin"]) for r in control_in_force(HEADCOUNT.code).rows}
    assert rows == {"refuse_beyond": ("否", "2026-05-01", "制度发布", "own"),
                    "require_headcount": ("否", "2026-05-03", "制度发布", "assumed")}


def test_a_refusal_is_kept_and_explains_itself(company):
    refusal = refuse(company)
    record = DecisionRecord.objects.get(subject_kind="person", subject_id=company.person("finance").pk)
    panel = decision_panel(record, company.actor("admin"))
    assert {k: panel[k] for k in ("state", "title", "verdict", "text", "clause", "decision")} == {
        "state": "refuse", "title": "编制", "verdict": "拒绝", "text": "超编：公司的营销助理编制 1，在岗 1。需要特批。",
        "clause": "ORG-04", "decision": record.number}
    assert panel["conditions"] == [
        {"name": "编制空缺", "ok": False, "text": "公司，营销助理：编制 1，在岗 1。", "clause": "ORG-04", "gap": ""},
        {"name": "特批", "ok": False, "text": "没有特批。", "clause": "ORG-04", "gap": ""}]
    assert panel["why"] == {
        "clause": "ORG-04", "title": "岗位编制人数", "quote": clause("ORG-04").requirement, "sum": [], "params": [
            {"name": "超编禁止入岗", "code": "refuse_beyond", "value": "是", "since": "--", "by": "", "origin": "law"},
            {"name": "未设编制不得任命", "code": "require_headcount", "value": "否", "since": "--", "by": "", "origin": "assumed"}]}
    assert [e["title"] for e in panel["exits"]] == ["设定编制"]
    assert decision_panel(record, company.actor("salesperson"))["exits"] == []
    live = refusal.panel()
    assert (live["conditions"], live["why"]) == (panel["conditions"], panel["why"])


def test_decisions_are_seen_within_the_scope(company):
    from yingshu.rulebook.queries import visible

    refuse(company)
    assert [visible(company.actor(who)).count() for who in ("director", "service_manager", "region_manager", "salesperson")] == [
        1, 1, 0, 0]
    assert DecisionRecord.objects.get().unit_id == company.unit("company").pk


def test_pages_of_the_book(company):
    client = signed_in(company)
    assert "岗位编制人数" in client.get("/rulebook/clauses/").content.decode()
    page = client.get("/rulebook/clauses/ORG-04/").content.decode()
    assert clause("ORG-04").requirement in page and "超编禁止入岗" in page and "制度规定" in page
    assert client.get("/rulebook/clauses/ZZZ-99/").status_code == 404
    assert "编制" in client.get("/rulebook/parameters/").content.decode()
    assert signed_in(company, "admin").get("/rulebook/parameters/").status_code == 200


@pytest.mark.parametrize("code", sorted(CONTROLS))
def test_every_control_has_a_page_with_a_form(company, code):
    assert signed_in(company).get(f"/rulebook/parameters/{code}/").status_code == 200


def test_every_control_names_clauses_of_the_catalogue():
    assert {c for control in CONTROLS.values() for c in control.clauses} <= set(clauses())


def test_the_variants_of_every_control_are_valid():
    for control in CONTROLS.values():
        for name, values in control.variants.items():
            assert control.params.model_validate(values), name


@pytest.mark.parametrize("code", sorted(CONTROLS))
def test_parameters_and_their_values_are_named_in_chinese(company, code):
    """What no room has named would show the code's English."""
    rows = control_in_force(code).rows
    assert [r["name"] for r in rows if re.search("[a-zA-Z]{4}", r["name"])] == []
    assert [r["value"] for r in rows if re.search("[a-zA-Z]{4}", r["value"])] == []
    control = CONTROLS[code]
    shown = [show(name, value, control.params.model_fields[name])
             for values in control.variants.values()
             for name, value in control.params.model_validate(values).model_dump(mode="json").items()]
    assert [text for text in shown if re.search("[a-zA-Z]{3}", text)] == []


def test_the_values_of_every_ready_made_rulebook_are_named_in_chinese(company):
    shown = {row["value"] for pack in delivered().values() for article in pack.articles for row in parameters_of(article)}
    assert [text for text in shown if re.search("[a-zA-Z]{3}", text.replace("DDGS", ""))] == []
