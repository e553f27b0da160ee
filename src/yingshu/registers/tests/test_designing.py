"""The editor: what an administrator writes in the browser is what a pack writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.support.browsing import BACKEND, page, words

from yingshu.kernel import clock
from yingshu.registers.definition import Definition
from yingshu.registers.designing import as_definition, as_form, differences
from yingshu.registers.models import Entry, RegisterVersion
from yingshu.registers.registry import live
from yingshu.registers.section import library

from .conftest import CHECKS, Desk


@pytest.mark.parametrize("definition", library(), ids=lambda d: d.code)
def test_a_definition_goes_through_the_form_and_comes_back_the_same(definition: Definition) -> None:
    given = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert Definition.model_validate(as_definition(as_form(given), definition.code)) == definition


def test_an_administrator_defines_previews_and_changes_a_register(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.company.person("admin"), backend=BACKEND)
    assert "可看保密字段" in page(client, "/registers/design/")
    form = {"code": "keys", "title": "钥匙台账", "prefix": "YS", "scope": "scoped", "who_see": "*", "who_add": "*",
            "who_change": "owner", "fields-0-code": "room", "fields-0-title": "房间", "fields-0-kind": "text",
            "fields-0-required": "true", "fields-0-listed": "true",
            "fields-1-code": "back_on", "fields-1-title": "归还日", "fields-1-kind": "dates"}
    wrong = client.post("/registers/design/", {**form, "preview": "1"})
    assert (wrong.status_code, "fields.1.kind" in words(wrong.content.decode())) == (400, True)
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
