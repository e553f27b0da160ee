"""Questionnaires by link: shown, answered once, counted; closed and foreign links tell nothing (MKT-10)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.support.company import Company

from yingshu.kernel.actor import system
from yingshu.registers.asking import tallies, token_of
from yingshu.registers.models import Entry
from yingshu.registers.registry import live
from yingshu.registers.section import library, with_needed
from yingshu.registers.services import define

from .conftest import Desk

QUESTIONS = [{"text": "主要作物", "kind": "单选", "options": "水稻、蔬菜", "must": True},
             {"text": "购买渠道", "kind": "多选", "options": "门店、网上"},
             {"text": "满意度", "kind": "打分", "must": True}, {"text": "建议", "kind": "填空"}]


@pytest.fixture
def asked(desk: Desk) -> Entry:
    """A questionnaire that was given out."""
    for d in with_needed([d for d in library() if d.code in ("questionnaires", "answers")]):
        define(actor=system(), definition=d.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    pk = desk.add("assistant", "questionnaires", subject="用肥习惯", intro="用于改进产品。", questions=QUESTIONS).id
    for who, move in (("assistant", "submit"), ("director", "approve"), ("assistant", "publish")):
        desk.move(who, "questionnaires", pk, move)
    return Entry._plain.get(pk=pk)


def post(entry: Entry, key: str = "k1", **data: Any) -> Any:
    return Client(HTTP_HOST="localhost").post(f"/q/{token_of(entry)}/", {"idempotency_key": key, **data})


@pytest.mark.clause("MKT-10")
def test_given_out_answered_and_counted(asked: Entry, company: Company) -> None:
    page = Client(HTTP_HOST="localhost").get(f"/q/{token_of(asked)}/")
    text = page.content.decode()
    assert page.status_code == 200 and "用于改进产品" in text and text.count("<fieldset") == 3
    assert post(asked, q1="水稻").status_code == 422
    good = {"q1": "水稻", "q2": ["门店", "网上", "别处"], "q3": "4", "q4": "小包装"}
    assert "谢谢" in post(asked, **good).content.decode()
    assert "谢谢" in post(asked, **good).content.decode()  # sent twice, kept once
    assert "谢谢" in post(asked, key="k2", q1="蔬菜", q3="5").content.decode()
    asking = live("questionnaires").definition.public
    assert asking is not None
    found = [(t.answered, t.rows, t.mean, t.texts) for t in tallies(asking, asked)]
    assert found == [(2, [("水稻", 1, "50.0%"), ("蔬菜", 1, "50.0%")], "", []), (1, [("门店", 1, "100.0%"), ("网上", 1, "100.0%")], "", []),
                     (2, [("1", 0, "0.0%"), ("2", 0, "0.0%"), ("3", 0, "0.0%"), ("4", 1, "50.0%"), ("5", 1, "50.0%")], "4.50", []),
                     (1, [], "", ["小包装"])]
    client = Client(HTTP_HOST="localhost")
    client.force_login(company.person("director"), backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get(f"/r/questionnaires/{asked.pk}/").content.decode()
    assert f"/q/{token_of(asked)}/" in shown and "4.50" in shown


def test_foreign_links_and_closed_ones_tell_nothing(asked: Entry, desk: Desk) -> None:
    browser = Client(HTTP_HOST="localhost")
    draft = desk.add("assistant", "questionnaires", subject="另一份", questions=QUESTIONS).id
    for token in (f"{asked.pk}-x", "x", token_of(Entry._plain.get(pk=draft)), token_of(asked)[:-1], "1:2"):
        assert browser.get(f"/q/{token}/").status_code == 404
    desk.move("assistant", "questionnaires", asked.pk, "close")
    asked.refresh_from_db()
    closed = post(asked, q1="水稻", q3="4")
    assert (closed.status_code, "不再" in closed.content.decode()) == (410, True)
    assert not Entry._plain.filter(register__code="answers").exists()
