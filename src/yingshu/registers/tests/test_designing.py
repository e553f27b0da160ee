"""The editor: what an administrator writes in the browser is what a pack writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.support.browsing import BACKEND, page, words
from tests.support.trade import START

from yingshu.duties.models import DutyVersion
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import InvalidInput
from yingshu.registers.definition import Definition
from yingshu.registers.designing import as_definition, as_form, differences
from yingshu.registers.errors import RecordNeeded, RuleRefuses
from yingshu.registers.models import Entry, RegisterVersion
from yingshu.registers.registry import live
from yingshu.registers.section import as_delivered, library
from yingshu.registers.services import set_parameters

from .conftest import CHECKS, Desk


def through_the_form(definition: Definition) -> Definition:
    given = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return Definition.model_validate(as_definition(as_form(given), definition.code))


def test_every_definition_goes_through_the_form_and_comes_back_the_same(desk: Desk) -> None:
    assert [d.code for d in library() if through_the_form(d) != d] == []


def test_an_administrator_defines_previews_and_changes_a_register(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.company.person("admin"), backend=BACKEND)
    assert "可看保密字段" in page(client, "/registers/design/")
    form = {"code": "keys", "title": "钥匙台账", "prefix": "YS", "scope": "scoped", "who_see": "*", "who_add": "*",
            "who_change": "owner", "fields-0-code": "room", "fields-0-title": "房间", "fields-0-kind": "text",
            "fields-0-required": "true", "fields-0-listed": "true",
            "fields-1-code": "back_on", "fields-1-title": "归还日", "fields-1-kind": "dates"}
    wrong = client.post("/registers/design/", {**form, "preview": "1"})
    assert (wrong.status_code, "字段 第 2 行 类型" in words(wrong.content.decode())) == (400, True)
    form["fields-1-kind"] = "date"
    form |= {"states-0-weight": "draft", "rules-0-level": "refuse", "rules-0-at": "save"}  # lines nobody wrote in
    preview = client.post("/registers/design/", {**form, "preview": "1"})
    assert "preview-room" in preview.content.decode() and RegisterVersion.objects.count() == 0
    assert client.post("/registers/design/", form)["Location"] == "/r/keys/"
    assert "房间" in page(client, "/r/keys/new/")
    first = desk.add("assistant", "keys", room="东区仓库")
    form |= {"more": "fields:\n  back_on: {default: today + 7}\nparams: {days: {title: 天数, value: 7}}"}
    changed = client.post("/registers/design/keys/", {**form, "preview": "1"})
    assert "修改字段：归还日" in words(changed.content.decode())
    assert client.post("/registers/design/keys/", form).status_code == 302
    second = desk.add("assistant", "keys", room="西区仓库")
    assert [live("keys", n).definition.params.keys() == {"days"} for n in (1, 2)] == [False, True]
    listed = words(page(client, "/r/keys/"))
    assert "东区仓库" in listed and "西区仓库" in listed
    assert [Entry._plain.get(pk=x.id).values.get("back_on") for x in (first, second)] == [None, f"{clock.today() + timedelta(days=7)}"]
    assert client.post("/registers/design/keys/", {**form, "more": "a: ["}).status_code == 400


@pytest.mark.clause("BRD-10")
def test_a_register_edited_in_the_browser_says_who_set_it_and_since_when(desk: Desk) -> None:
    item = as_delivered("materials")
    desk.define(**item.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    admin, values = Client(), {"name": "2027 挂历", "quantity": 500}
    admin.force_login(desk.company.person("admin"), backend=BACKEND)

    def shown(pk: int) -> str:
        reader = Client()
        reader.force_login(desk.company.person("director"), backend=BACKEND)
        return words(page(reader, f"/r/materials/{pk}/"))

    def edited(old: str, new: str) -> None:
        form = as_form(live("materials").definition.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        assert old in form["more"]
        answer = admin.post("/registers/design/materials/", posted({**form, "more": form["more"].replace(old, new)}))
        assert answer.status_code == 302, words(answer.content.decode())

    first = desk.add("assistant", "materials", kind="宣传挂历", **values).id
    assert "制度规定" in shown(first) and "本公司设定" not in shown(first)
    with clock.at(START):
        edited("促销品", "样品册")
    second = desk.add("assistant", "materials", kind="样品册", **values).id
    admin_name = desk.company.person("admin").name
    assert f"产品包装、宣传挂历、挂图、样品册 本公司设定 {admin_name} 2026-06-01" in shown(second)
    assert "本公司设定" not in shown(first), "what was recorded before keeps its version"
    set_parameters(actor=system("总经理老顾"), register_code="materials", values={"material_types": ["挂图"]})
    assert f"挂图 本公司设定 总经理老顾 {clock.today()}" in shown(second)
    edited("挂图", "海报")
    third = desk.add("assistant", "materials", kind="海报", **values).id
    assert f"海报 本公司设定 {admin_name} {clock.today()}" in shown(third), "what is typed holds, not what was set before"
    form = as_form(live("materials").definition.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    admin.post("/registers/design/materials/", posted({**form, "hint": "另一种写法"}))
    assert f"本台账 本公司设定 {admin_name}" in shown(desk.add("assistant", "materials", kind="海报", **values).id)


def test_others_may_not_define(checks: Desk) -> None:
    client = Client()
    client.force_login(checks.company.person("director"), backend=BACKEND)
    assert client.get("/registers/design/").status_code == 403


@pytest.mark.parametrize(("change", "told"), [
    ({"fields": [{"code": "a", "title": "甲", "kind": "choice"}]}, "fields.0: a"),
    ({"fields": [{"code": "a", "title": "甲", "formula": "b + 1", "kind": "computed"}]}, "b"),
    ({"moves": [{"code": "go", "title": "走", "from": ["nowhere"], "to": "draft"}]}, "nowhere"),
    ({"rules": [{"when": "__import__('os')", "says": "x"}]}, "rules.0.when"),
    ({"expects": [{"code": "e", "title": "e", "every": "month", "least": "lots"}]}, "lots"),
    ({"prefix": "DD"}, "DD"), ({"colour": "red"}, "colour")])
def test_mistakes_are_told_with_place_and_name_and_nothing_is_loaded(desk: Desk, change: dict[str, Any], told: str) -> None:
    from yingshu.registers.errors import BadDefinition

    with pytest.raises(BadDefinition) as wrong:
        desk.define(**{**CHECKS, **change})
    assert told in wrong.value.text()
    assert RegisterVersion.objects.count() == 0


def test_the_same_definition_again_is_no_new_version(desk: Desk) -> None:
    assert (desk.define(**CHECKS).data, desk.define(**CHECKS).state) == ({"version": 1}, "unchanged")
    more = {**CHECKS, "fields": [*CHECKS["fields"], {"code": "place", "title": "地点", "filter": True}]}
    before = dict(live("checks").slots)
    assert desk.define(**more).data == {"version": 2}
    assert {k: v for k, v in live("checks").slots.items() if k != "place"} == before
    assert differences(Definition.model_validate(CHECKS), Definition.model_validate(more)) != []


LOANS: dict[str, Any] = {
    "title": "样品借用", "prefix": "YJ", "scope": "all", "headline": "样品", "handler": "经办人", "signatures": "借用人、经办人",
    "who_see": ["*"], "who_add": ["*"], "who_change": ["owner"],
    "fields": [
        {"title": "样品", "kind": "text", "required": "true", "listed": "true"}, {"title": "件数", "kind": "number"},
        {"title": "押金", "kind": "money", "filter": "true", "total": "true"}, {"title": "借用日", "kind": "date", "default": "today"},
        {"title": "用途", "kind": "choice", "choices": "展示、试用", "filter": "true"},
        {"title": "试用方案", "kind": "long", "required_when": "用途 == '试用'"},
        {"title": "经办人", "kind": "person", "default": "me"}, {"title": "所在部门", "kind": "unit"},
        {"title": "客户", "kind": "record", "of": "customers", "filter": "true"}, {"title": "订单", "kind": "record", "of": "orders"},
        {"title": "产品", "kind": "record", "of": "products"}, {"title": "照片", "kind": "file"}, {"title": "明细", "kind": "table"},
        {"title": "明细合计", "kind": "computed", "gives": "money", "formula": "sum(明细.金额)"},
        {"title": "应还日", "code": "due_on", "kind": "computed", "gives": "date", "formula": "借用日 + 7"}],
    "columns": [{"table": "明细", "title": "品名", "kind": "text", "required": "true"},
                {"table": "明细", "title": "金额", "kind": "money"}],
    "states": [{"title": "借出", "weight": "run", "open": "true"}, {"title": "待确认", "weight": "wait"},
               {"title": "已还", "weight": "done", "final": "true"}],
    "moves": [{"title": "归还", "from": "借出", "to": "待确认", "who": "登记人、处理人"},
              {"title": "确认", "from": "待确认", "to": "已还", "who": "营销中心主任", "not_owner": "true"},
              {"title": "退回", "from": "待确认", "to": "借出", "who": "营销中心主任", "reason": "true"}],
    "rules": [{"when": "押金 <= 0", "says": "押金 {押金} 须大于零。", "at": "保存", "level": "refuse", "field": "押金"}],
    "reminders": [{"on": "应还日 + 1", "when": "状态 == '借出'", "says": "样品逾期未还", "tell": "登记人、经办人"}],
    "gates": [{"before": "customers.transfer_owner", "match": "客户=customer_id", "states": "已还", "within_days": "30",
               "says": "样品未还，不能转移客户。"}],
    "approval_at": "归还", "approval_agreed": "确认", "approval_refused": "退回"}


def posted(values: dict[str, Any]) -> dict[str, Any]:
    """A form as the browser sends it."""
    plain = {key: value for key, value in values.items() if not (isinstance(value, list) and value and isinstance(value[0], dict))}
    rows = {f"{table}-{n}-{name}": "true" if text is True else text for table, given in values.items() if table not in plain
            for n, row in enumerate(given) for name, text in row.items() if text is not False}
    return {**plain, **rows}


def test_a_whole_register_is_written_in_words(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.company.person("admin"), backend=BACKEND)
    assert client.post("/registers/design/", posted(LOANS))["Location"] == "/r/yj/"
    made = live("yj").definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert [f["code"] for f in made["fields"]] == [*(f"field_{n}" for n in range(1, 15)), "due_on"]
    assert [c["code"] for c in made["fields"][12]["columns"]] == ["column_1", "column_2"]
    assert {f["title"]: f["formula"] for f in made["fields"] if "formula" in f} == {
        "明细合计": "sum(field_13.column_2)", "应还日": "field_4 + 7"}
    assert (made["headline"], made["handler"], made["signatures"]) == ("field_1", "field_7", ["借用人", "经办人"])
    assert [(m["from"], m["to"], m.get("who", ["owner"])) for m in made["moves"]] == [
        (["state_1"], "state_2", ["owner", "handler"]), (["state_2"], "state_3", ["director"]), (["state_2"], "state_1", ["director"])]
    assert made["approval"] == {"at": "step_1", "agreed": "step_2", "refused": "step_3"}
    assert made["rules"] == [{"when": "field_3 <= 0", "says": "押金 {field_3} 须大于零。", "field": "field_3"}]
    assert (made["reminders"][0]["when"], made["reminders"][0]["tell"]) == ("state == 'state_1'", ["owner", "field_7"])
    assert (made["gates"][0]["fields"], made["gates"][0]["states"]) == ({"field_9": "customer_id"}, ["state_3"])
    shown = page(client, "/registers/design/yj/")
    assert all(f'value="{text}"' in shown for text in ("登记人、处理人", "营销中心主任", "待确认", "客户=customer_id"))
    assert through_the_form(live("yj").definition) == live("yj").definition


@pytest.fixture
def loans(desk: Desk) -> Desk:
    """With a register that was written in words."""
    definition = as_definition({**LOANS, "fields": [dict(f) for f in LOANS["fields"]]})
    desk.define(**{**definition, "approval": None})
    return desk


def test_words_that_name_nothing_are_told_with_what_there_is(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.company.person("admin"), backend=BACKEND)
    wrong = {**LOANS, "approval_refused": "退会", "moves": [{**LOANS["moves"][0], "from": "出借"}],
             "columns": [{"table": "清单", "title": "品名", "kind": "text"}]}
    told = words(client.post("/registers/design/", posted(wrong)).content.decode())
    assert "审批驳回时的流转：没有“退会”。现有：归还。" in told
    assert "流转 起始状态：没有“出借”。现有：借出、待确认、已还。" in told and "明细的列 所属明细：没有“清单”。" in told
    assert RegisterVersion.objects.count() == 0


def test_what_was_written_in_words_works(loans: Desk) -> None:
    with pytest.raises(RuleRefuses) as refused:
        loans.add("assistant", "yj", field_1="玉米样", field_3=0)
    assert refused.value.text() == "押金 0.00 须大于零。"
    with pytest.raises(InvalidInput):
        loans.add("assistant", "yj", field_1="玉米样", field_5="试用")
    made = loans.add("assistant", "yj", field_1="玉米样", field_3=5000, field_13=[{"column_1": "一", "column_2": 100},
                                                                                    {"column_1": "二", "column_2": 250}])
    values = Entry._plain.get(pk=made.id).values
    assert (values["field_14"], values["field_7"]["label"]) == (35000, "助理何静")
    client = Client()
    client.force_login(loans.company.person("assistant"), backend=BACKEND)
    assert "押金 〈押金〉 须大于零。" in page(client, f"/r/yj/{made.id}/")
    customer = loans.company.act("customers.create", "salesperson", name="甘泉农资", phone="13800000001")
    with pytest.raises(RecordNeeded):
        loans.company.act("customers.transfer_owner", "director", customer_id=customer.id, reason="分管调整",
                          owner_id=loans.company.person("salesperson_west").pk)


def test_a_duty_is_done_by_a_step_of_the_register_that_is_chosen_by_its_name(loans: Desk) -> None:
    client = Client()
    client.force_login(loans.company.person("director"), backend=BACKEND)
    assert "样品借用：归还" in page(client, "/duties/new/") and "样品借用：应还日" in page(client, "/duties/new/")
    form = {"code": "loans_back", "title": "样品归还", "when-by_record": "true", "who-per": "record", "who-records": "r/yj.due_on",
            "done-actions": "r/yj.step_1", "done-times": "1", "told-after_hours": "0", "active": "true", "reason": "新台账"}
    other = client.post("/duties/new/", {**form, "who-records": "staff"})
    assert (other.status_code, "没有说明是为哪一条" in other.content.decode()) == (400, True)
    assert client.post("/duties/new/", form).status_code == 302
    done = DutyVersion.objects.get().terms.done
    assert (done.actions, done.data, done.subject) == (("registers.move_entry",), {"register": "yj", "move": "step_1"}, "ref_entry")
