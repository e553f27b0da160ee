"""The pages of surveys: answering without login, step by step; typing in; builder, preview, codes and lists."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from yingshu.documents.models import Attachment
from yingshu.satisfaction import services, tokens
from yingshu.satisfaction.models import Invitation, Item, Partial, Remark, Response
from yingshu.satisfaction.queries.versions import content

from .surveying import approved, codes, full, planned, running, visitor_answers, wave

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(trade: Any, who: str) -> Client:
    made = Client()
    made.force_login(trade.company.person(who), backend=BACKEND)
    return made


def filled(wave_id: int, step: int, value: int = 4) -> dict[str, str]:
    """What a visitor fills in on a screen."""
    found = content(wave(wave_id).version_id)
    group = [g for g in found.groups if found.by_group.get(g.pk)][step - 1]
    typed = {"consent": "yes"} if step == 1 else {}
    for item in found.by_group[group.pk]:
        if item.kind == Item.Kind.MATRIX:
            typed |= {f"a-{item.code}-{n}": str(value) for n in range(1, len(item.rows) + 1)}
        elif item.kind not in (Item.Kind.TEXT, Item.Kind.PHOTO):
            typed[f"a-{item.code}"] = str(min(value, len(item.options) or 10))
    return typed


def test_a_survey_is_answered_screen_by_screen(trade: Any) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    visitor, url = Client(), f"/s/{token}/"
    first = visitor.get(url).content.decode()
    assert "很满意" in first and "关于您的信息" in first and "1 / 5" in first
    for step in range(1, 5):
        answer = visitor.post(f"{url}?step={step}", filled(wave_id, step))
        assert (answer.status_code, answer["Location"]) == (302, f"?step={step + 1}")
    assert Partial.objects.get().step == 4
    assert "5 / 5" in Client().get(url).content.decode(), "another device goes on where this one stopped"
    done = visitor.post(f"{url}?step=5", {**filled(wave_id, 5, 9), "a-open": "请提前打电话"})
    assert done.status_code == 302
    assert "已提交，谢谢" in visitor.get(url).content.decode()
    assert "已提交，谢谢" in visitor.post(f"{url}?step=5", filled(wave_id, 5)).content.decode()
    found = Response.objects.get()
    assert (found.score, found.consent, Remark.objects.get().text) == (9000, "survey-1", "请提前打电话")
    assert found.device_hash and found.address_hash and visitor.cookies["ys_device"].value not in found.device_hash


def test_nothing_is_kept_without_consent(trade: Any) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    typed = filled(wave_id, 1)
    del typed["consent"]
    answer = Client().post(f"/s/{token}/?step=1", typed)
    assert (answer.status_code, Partial.objects.count()) == (400, 0)
    assert 'value="4" checked' in answer.content.decode(), "what was typed is not lost"
    Client().post(f"/s/{token}/keep/", b'{"a-q1": "4"}', content_type="application/json")
    assert Partial.objects.count() == 0


def test_missing_answers_are_told_at_their_question(trade: Any) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    answer = Client().post(f"/s/{token}/?step=1", {"consent": "yes", "a-q1": "5"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert re.findall(r'id="e-(\w+)"', page) == ["q2", "q3"]
    assert 'href="#q-q2"' in page


def test_the_script_saves_in_between(trade: Any) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    visitor = Client()
    visitor.post(f"/s/{token}/?step=1", filled(wave_id, 1))
    assert visitor.post(f"/s/{token}/keep/", b'{"a-d1": "3", "a-x": "1", "b": 2}', content_type="application/json").status_code == 204
    assert Partial.objects.get().answers["a-d1"] == "3" and "a-x" not in Partial.objects.get().answers
    assert visitor.post(f"/s/{token}/keep/", b"{", content_type="application/json").status_code == 400
    assert visitor.get(f"/s/{token}/keep/").status_code == 204
    assert '"3" checked' in visitor.get(f"/s/{token}/?step=2").content.decode()


def test_steps_cannot_be_skipped_and_wrong_links_are_not_there(trade: Any) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    assert "1 / 5" in Client().get(f"/s/{token}/?step=5").content.decode()
    for bad in ("a" * 16, "x", "ÄÖ"):
        assert Client().get(f"/s/{bad}/").status_code == 404
    services.close_wave(actor=trade.actor("director"), wave_id=wave_id)
    assert "已结束" in Client().get(f"/s/{token}/").content.decode()


def test_the_page_speaks_english_and_is_light(trade: Any) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    page = Client().get(f"/s/{token}/?lang=en")
    assert "The product does what you need" in page.content.decode() and "Very satisfied" in page.content.decode()
    assert len(page.content) < 40_000
    assert Client().post(f"/s/{token}/?step=1&lang=en", filled(wave_id, 1))["Location"] == "?step=2&lang=en"


def test_a_picture_comes_with_its_questionnaire_only(trade: Any) -> None:
    wave_id = running(trade.company, approved(trade.company, "delivery"), kind="standing")
    token, other = codes(trade.company, wave_id, 2)
    shown = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(shown, "PNG")
    shown.seek(0)
    shown.name = "damage.png"
    Client().post(f"/s/{token}/?step=1", {**filled(wave_id, 1), "a-photo": shown})
    kept = Attachment.objects.get()
    remark = Remark.objects.get()
    assert (kept.subject_kind, remark.attachment_id, remark.text) == ("invitation", kept.pk, "")
    url = f"/responses/photo/{remark.pk}/"
    assert signed_in(trade, "director").get(url)["Content-Type"] == "image/png"
    assert (signed_in(trade, "salesperson").get(url).status_code, Client().get(url).status_code) == (403, 302)
    Client().post(f"/s/{other}/?step=1", {**filled(wave_id, 1), "a-photo": str(kept.pk)})
    assert Remark.objects.count() == 1, "somebody else's picture is not taken"


def test_what_is_no_picture_is_refused(trade: Any) -> None:
    wave_id = running(trade.company, approved(trade.company, "delivery"), kind="standing")
    (token,) = codes(trade.company, wave_id, 1)
    program = io.BytesIO(b"MZ" + b"\x00" * 100)
    program.name = "x.png"
    answer = Client().post(f"/s/{token}/?step=1", {**filled(wave_id, 1), "a-photo": program})
    assert (answer.status_code, Attachment.objects.count(), Response.objects.count()) == (400, 0, 0)


def test_typing_in_and_visits(trade: Any) -> None:
    customer = trade.customer()
    wave_id = running(trade.company)
    services.invite(actor=trade.actor("director"), wave_id=wave_id)
    invitation = Invitation.objects.get()
    seller = signed_in(trade, "salesperson")
    url = f"/invitations/{invitation.pk}/enter/"
    assert seller.post(url, {"a-q1": "5"}).status_code == 400
    typed = {k: v for step in range(1, 6) for k, v in filled(wave_id, step).items()}
    assert seller.post(url, {**typed, "channel": "paper", "idempotency_key": "k1"}).status_code == 302
    assert Response.objects.get().channel == "paper"
    assert "走访调查" in seller.get(f"/customers/{customer.pk}/visit/").content.decode()
    assert seller.post(f"/customers/{customer.pk}/visit/", {**typed, "idempotency_key": "k2"}).status_code == 302
    assert seller.post(f"/customers/{customer.pk}/visit/", {**typed, "idempotency_key": "k2"}).status_code == 302
    assert list(Response.objects.order_by("id").values_list("channel", flat=True)) == ["paper", "visit"]
    assert "走访" in seller.get(f"/customers/{customer.pk}/?tab=surveys").content.decode()
    assert signed_in(trade, "salesperson_west").get(url).status_code == 404


def test_builder_preview_and_gates(trade: Any) -> None:
    draft = services.use_ready_made(actor=trade.actor("service_manager"), ready_made="end_user").id
    manager = signed_in(trade, "service_manager")
    page = manager.get(f"/questionnaire_versions/{draft}/").content.decode()
    assert "您对产品的感受" in page and "satisfaction.change_item" in page and "近半年找过我们的售后吗：找过" in page
    dialog = manager.get("/act/satisfaction.change_item/", {"version_id": draft, "code": "used"}).content.decode()
    assert "近半年找过我们的售后吗" in dialog and "找过" in dialog
    assert f"/questionnaires/{draft}/phone/" in manager.get(f"/questionnaires/{draft}/preview/").content.decode()
    phone = manager.get(f"/questionnaires/{draft}/phone/?step=4").content.decode()
    assert 'data-if="a-used"' in phone and 'data-values="1"' in phone
    english = manager.get(f"/questionnaires/{draft}/phone/?step=4&lang=en").content.decode()
    assert 'lang="en"' in english and "step=3&amp;lang=en" in english and "近半年找过我们的售后吗" not in english
    wave_id = planned(trade.company, draft)
    gates = manager.get(f"/waves/{wave_id}/").content.decode()
    assert "未批准，不能发放" in gates and "SAT-26" in gates and "SAT-07" in gates


@pytest.mark.one_database
def test_lists_of_waves_invitations_and_answers(trade: Any, query_budget: Any) -> None:
    trade.customer()
    wave_id = running(trade.company)
    for token in codes(trade.company, wave_id, 3):
        visitor_answers(token, full(wave(wave_id).version_id, 4))
    director = signed_in(trade, "director")
    director.get("/waves/")
    for name, url in (("waves.list", "/waves/"), ("waves.detail", f"/waves/{wave_id}/"), ("invitations.list", "/invitations/"),
                      ("responses.list", "/responses/"), ("responses.detail", f"/responses/{Response.objects.order_by('id')[0].pk}/"),
                      ("questionnaire_versions.list", "/questionnaire_versions/"),
                      ("questionnaire_versions.detail", f"/questionnaire_versions/{wave(wave_id).version_id}/"),
                      ("falsifications.list", "/falsifications/")):
        with query_budget(f"satisfaction.{name}"):
            assert director.get(url).status_code == 200, url
    visitor = Client()
    (token,) = codes(trade.company, wave_id, 1)
    visitor.get(f"/s/{token}/")
    with query_budget("satisfaction.survey.page"):
        visitor.get(f"/s/{token}/")
    with query_budget("satisfaction.survey.step"):
        visitor.post(f"/s/{token}/?step=1", filled(wave_id, 1))
    for step in (2, 3, 4):
        visitor.post(f"/s/{token}/?step={step}", filled(wave_id, step))
    with query_budget("satisfaction.survey.submit"):
        visitor.post(f"/s/{token}/?step=5", filled(wave_id, 5))
    assert Response.objects.count() == 4


@pytest.mark.one_database
def test_codes_and_the_list_for_sms(trade: Any) -> None:
    trade.customer("=甘泉农资")
    wave_id = running(trade.company)
    services.invite(actor=trade.actor("director"), wave_id=wave_id)
    codes(trade.company, wave_id, 14)
    director = signed_in(trade, "director")
    paper = director.get(f"/waves/{wave_id}/codes.pdf")
    reader = PdfReader(io.BytesIO(paper.content))
    assert len(reader.pages) == 2 and "No. 0001" in reader.pages[0].extract_text()
    listed = director.get(f"/waves/{wave_id}/links.csv").content.decode("utf-8-sig").splitlines()
    assert listed[1].startswith("'=甘泉农资,") and tokens.token(wave_id, 1) in listed[1]
    assert signed_in(trade, "salesperson").get(f"/waves/{wave_id}/links.csv").status_code == 403
