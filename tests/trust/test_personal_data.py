"""One person's data in every room: each field has a holder or a reason, and a request for deletion leaves nothing behind (CNF-07)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from yingshu.audit.models import AuditEntry
from yingshu.customers.controls import PRIVACY
from yingshu.customers.models import Address, Contact, PrivacyRequest
from yingshu.customers.services import ask_about_data, forget_expired, handle_privacy_request, register_privacy_request
from yingshu.documents import pictures, store
from yingshu.documents.models import Attachment
from yingshu.documents.pictures import PictureInput
from yingshu.kernel import clock, personal
from yingshu.kernel.actor import system
from yingshu.kernel.models import IdempotencyKey
from yingshu.kernel.public import tickets, visitor
from yingshu.logistics.models import Carrier
from yingshu.onboarding import files
from yingshu.onboarding.models import ImportBatch
from yingshu.onboarding.services import receive_ledger
from yingshu.registers.models import Entry
from yingshu.registers.section import library
from yingshu.registers.services import add_entry, define
from yingshu.rulebook.decisions import params_of
from yingshu.satisfaction import tokens
from yingshu.satisfaction.models import Answer, Invitation, Item, Partial, Remark
from yingshu.satisfaction.queries.versions import content
from yingshu.satisfaction.services import make_codes
from yingshu.satisfaction.tasks import erase_remarks
from yingshu.satisfaction.tests.surveying import approved, codes, full, running, visitor_answers
from yingshu.service import services as s
from yingshu.service.models import AfterSales, Case, Improvement, Step

from ..support.browsing import browser, page, words

PHONE, EMAIL, NAME = "13877776666", "lisi@example.com", "李思齐"
SPELLED = "138 7777 6666"
PERSONAL = re.compile(r"(^|_)(phone|mobile|email|contact|consignee|legal_person|driver|payer|recipient|confirmed_by|signed_by|receiver"
                      r"|address|identity)$")
COLLEAGUES = {("service.AfterSales", "signed_by"), ("receivables.Receipt", "confirmed_by"),
              ("organisation.SettleCondition", "confirmed_by")}
OURS = COLLEAGUES | {("stock.Place", "address"), ("kernel.VisitCount", "address")}  # a store's, and a hash


def test_every_field_that_names_people_is_erased_or_kept_for_a_reason() -> None:
    covered, missing = personal.covered() | OURS, []
    for model in apps.get_models():
        if model.__module__.startswith("yingshu."):
            missing += [(model._meta.label, f.name) for f in model._meta.concrete_fields
                        if PERSONAL.search(f.name) and (model._meta.label, f.name) not in covered and not f.is_relation]
    assert not missing, "declare a holder (kernel.personal) or say why they stay"
    for label, name in covered:
        assert apps.get_model(label)._meta.get_field(name)


def places_of(*needles: str) -> dict[str, set[str]]:
    """In which columns of which tables these words stand."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.get_internal_type() in ("CharField", "TextField", "JSONField"):
                for value in model._base_manager.values_list(field.attname, flat=True):
                    if any(needle in str(value) for needle in needles):
                        found.setdefault(model._meta.label, set()).add(field.name)
    return found


def picture(colour: str) -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(target, "PNG")
    return SimpleUploadedFile("p.png", target.getvalue(), "image/png")


@pytest.fixture
def known(trade: Any) -> Iterator[Any]:
    """Li Siqi complained with a picture, was asked about it, wrote a phone into another survey, is a contact of a customer and of a
    freight company, and called."""
    start = datetime(2026, 6, 1, 9, 0)
    with clock.at(start):
        visitor = Client()
        ticket = re.search(r'name="form_ticket" value="([^"]+)"', page(visitor, "/c/"))
        assert ticket
    with clock.at(start + timedelta(seconds=20)):
        visitor.post("/c/", {"kind": "complaint", "content": f"{NAME}：到货两袋结块，请打 {SPELLED}", "contact": NAME, "phone": SPELLED,
                             "email": EMAIL, "consent": "yes", tickets.TICKET: ticket[1], "photos": picture("red")})
        trade.case = Case._plain.get()
        customer = trade.case_customer = trade.customer()
        Contact.objects.create(customer=customer, name=NAME, phone=PHONE, email="other@example.com")
        Address.objects.create(customer=customer, consignee=NAME, phone="138-7777-6666", address="甘泉路 1 号")
        Carrier.objects.create(name="快运", contact=NAME, phone=PHONE, created_at=clock.now())
        define(actor=system(), definition=next(d for d in library() if d.code == "phone_records"))
        add_entry(actor=trade.actor("assistant"), register_code="phone_records", values={
            "at": clock.now(), "caller": "某经销商", "kind": "咨询", "phone": SPELLED, "content": "问价格"})
        _handled(trade)
        _uploaded(trade)
    with clock.at(datetime(2026, 6, 10, 9, 0)):
        _surveyed(trade)
        yield trade


def _handled(trade: Any) -> None:
    """Steps of the case name the person, by staff and by the person's own words."""
    director = trade.actor("director")
    s.accept(actor=director, case_id=trade.case.pk)
    s.tell_customer(actor=director, case_id=trade.case.pk, text=f"已电话告知{NAME}")
    s.propose(actor=director, case_id=trade.case.pk, text="换两袋")
    s.agree(actor=director, case_id=trade.case.pk, said_by=NAME)
    s.answer_case(actor=visitor("service.answer_case"), code=trade.case.public_code, text="地址是甘泉路 1 号")
    order = trade.order = s.register_after_sales(actor=director, kind=AfterSales.Kind.REPAIR, customer_id=trade.case_customer.pk,
                                                 case_id=trade.case.pk, says=f"{NAME}：撒肥机漏肥，电话 {PHONE}").id
    s.respond(actor=director, after_sales_id=order, text=f"已回{NAME}电话")
    s.plan_improvement(actor=director, case_id=trade.case.pk, problem=f"{NAME}的两袋受潮", owner_id=director.id, due_on=clock.today())


def _uploaded(trade: Any) -> None:
    """One ledger that names the phone, one that does not."""
    for name, phone in (("orders.csv", SPELLED), ("other.csv", "13900000000")):
        kept = files.keep(io.BytesIO(f"订单号,收货人,电话\nDD1,某人,{phone}\n".encode()), name)
        receive_ledger(actor=trade.actor("director"), digest=kept.digest, file_name=kept.file_name)


def _surveyed(trade: Any) -> None:
    version = trade.version = approved(trade.company)
    wave = running(trade.company, version)
    first, second, own = codes(trade.company, wave, 3)
    text = next(i.code for i in personal_items(version))
    visitor_answers(first, full(version, **{text: f"请联系 {SPELLED}"}))
    visitor_answers(second, full(version, **{text: "与此人无关的话"}))
    asked = Client().get(f"/s/{own}/")
    assert asked.status_code == 200
    invitation = Invitation.objects.filter(wave_id=wave, answered_at=None).get()
    Invitation.objects.filter(pk=invitation.pk).update(about_kind="case", about_id=trade.case.pk)
    Partial.objects.create(invitation=invitation, answers={f"a-{text}": "没写完的话"}, started_at=clock.now(), saved_at=clock.now())


def personal_items(version: int) -> list[Any]:
    return [i for i in content(version).items if i.kind == Item.Kind.TEXT]


@pytest.mark.clause("CNF-07")
def test_a_visitors_request_erases_them_in_every_room_within_the_days(known: Any, django_capture_on_commit_callbacks: Any) -> None:
    held = places_of(PHONE, SPELLED, "138-7777-6666", EMAIL, NAME)
    assert {"service.Case", "service.Step", "service.AfterSales", "service.Improvement", "customers.Contact", "customers.Address",
            "logistics.Carrier", "registers.Entry", "satisfaction.Remark", "notifications.Outgoing"} <= set(held)
    director = known.actor("director")
    asked = ask_about_data(actor=director, kind=PrivacyRequest.Kind.DELETE, name=NAME, phone="138-7777-6666", email=EMAIL.upper())
    shown = words(page(browser(known, "director"), f"/privacy_requests/{asked.id}/"))
    assert not [part for part in ("现存的个人信息", known.case.number, "客户档案、联系人与地址", "保留的内容及原因") if part not in shown]
    photo = store.path_of(Attachment.objects.get(subject_kind="case").digest)
    with django_capture_on_commit_callbacks(execute=True):
        done = handle_privacy_request(actor=director, request_id=asked.id, identity="回拨核对", idempotency_key="k")
    assert places_of(PHONE, SPELLED, "138-7777-6666", EMAIL, EMAIL.upper(), NAME) == {}
    assert not Attachment.objects.exists() and not Partial.objects.exists()
    assert not photo.exists()
    assert list(Step.objects.exclude(text="").order_by("id").values_list("kind", "text")) == [
        ("told", "*"), ("proposed", "换两袋"), ("agreed", "*"), ("note", "*")]
    assert there() == [("orders.csv", False), ("other.csv", True)]
    assert list(Remark.objects.exclude(text="").values_list("text", flat=True)) == ["与此人无关的话"]
    assert Case._plain.get().content == "*：到货两袋结块，请打 *"
    order = AfterSales._plain.get()
    assert (order.state, order.says, order.response, Improvement.objects.get().problem) == (
        "open", "*：撒肥机漏肥，电话 *", "已回*电话", "*的两袋受潮"), "also what is not finished"
    assert Entry.objects.unscoped(reason="test").get().values["content"] == "问价格"
    request = PrivacyRequest.objects.get()
    counts = {"onboarding.ledgers": 1, "satisfaction.remarks": 2, "service.cases": 1, "service.after_sales": 1, "logistics.carriers": 1,
              "customers.files": 2, "registers.entries": 1, "notifications.outgoing": 3}
    assert request.evidence == {"found": counts, "erased": counts} and request.handled_at and request.handled_at.date() <= request.due_on
    assert done.data == {"kept": {}}
    shown = words(page(browser(known, "director"), f"/privacy_requests/{asked.id}/"))
    assert not [part for part in ("已清除的内容", "问卷中的文字和图片", "客户来件", "销售订单", "至少保存三年") if part not in shown]
    assert NAME not in str([list(AuditEntry.objects.values()), list(IdempotencyKey.objects.values())])


@pytest.mark.clause("CNF-07")
def test_a_customers_request_erases_their_words_in_surveys_and_cases_too(known: Any) -> None:
    customer, director = known.customer("丰收农资"), known.actor("director")
    case = Case._plain.get(pk=s.register_case(actor=director, kind=Case.Kind.COMPLAINT, channel=Case.Channel.PHONE, content="王经理说结块",
                                             contact="王经理", phone="13900001111", customer_id=customer.pk).id)
    version = known.version
    wave = running(known.company, version, title="客户调查")
    make_codes(actor=director, wave_id=wave, count=1)
    invitation = Invitation.objects.filter(wave_id=wave).get()
    Invitation.objects.filter(pk=invitation.pk).update(customer_id=customer.pk)
    text = personal_items(version)[0].code
    visitor_answers(tokens.token(wave, invitation.serial), full(version, **{text: "本店的话"}))
    asked = register_privacy_request(actor=director, customer_id=customer.pk, kind=PrivacyRequest.Kind.DELETE)
    handle_privacy_request(actor=director, request_id=asked.id)
    case.refresh_from_db()
    assert (case.contact, case.phone, case.content, case.customer_id) == ("*", "", "*说结块", customer.pk)
    assert not Remark.objects.filter(text="本店的话").exists()
    evidence = PrivacyRequest.objects.get(pk=asked.id).evidence["erased"]
    assert (evidence["service.cases"], evidence["satisfaction.remarks"]) == (1, 1)


@pytest.mark.clause("CNF-07")
def test_uploaded_ledgers_are_forgotten_a_month_after_their_import(known: Any, django_capture_on_commit_callbacks: Any) -> None:
    ImportBatch.objects.filter(file_name="orders.csv").update(state=ImportBatch.State.DONE, done_at=clock.now())
    for days, first in ((30, True), (31, False)):
        with clock.at(datetime(2026, 6, 10, 9, 0) + timedelta(days=days)), django_capture_on_commit_callbacks(execute=True):
            forget_expired(actor=system())
        assert there() == [("orders.csv", first), ("other.csv", True)], "what is being read stays"


@pytest.mark.clause("CNF-07")
def test_who_confirmed_after_sales_service_is_forgotten_by_age(known: Any) -> None:
    keep, director = params_of(PRIVACY).keep_days, known.actor("director")
    s.finish_after_sales(actor=director, after_sales_id=known.order, confirmed_by=NAME)
    for days, left in ((keep - 1, NAME), (keep + 1, "*")):
        with clock.at(datetime(2026, 6, 10, 9, 0) + timedelta(days=days)):
            forget_expired(actor=system())
        assert AfterSales._plain.get().confirmed_by == left
    assert AfterSales._plain.get().says == "*：撒肥机漏肥，电话 *"


@pytest.mark.clause("CNF-07")
def test_pictures_of_answers_that_were_not_handed_in_go_with_them(known: Any, django_capture_on_commit_callbacks: Any) -> None:
    unfinished = Partial.objects.get().invitation_id
    pictures.keep("invitation", unfinished, [PictureInput.model_construct(name="a.png", content=picture("blue").read())], visitor())
    with clock.at(datetime(2026, 8, 20, 9, 0)), django_capture_on_commit_callbacks(execute=True):
        assert erase_remarks(actor=system()).data["unfinished"] == 1
    assert not Attachment.objects.filter(subject_kind="invitation").exists()


def there() -> list[tuple[str, bool]]:
    """Uploaded ledgers, and whether their files still exist."""
    return [(b.file_name, bool(b.stored_as) and (files.folder() / b.digest).exists()) for b in ImportBatch.objects.order_by("id")]


@pytest.mark.clause("CNF-07")
def test_words_in_surveys_are_forgotten_by_age_numbers_stay(known: Any) -> None:
    keep = params_of(PRIVACY).keep_days
    with clock.at(datetime(2026, 6, 10, 9, 0) + timedelta(days=keep - 1)):
        assert erase_remarks(actor=system()).data == {"erased": 0, "unfinished": 1}  # what was not handed in goes after sixty days
    with clock.at(datetime(2026, 6, 10, 9, 0) + timedelta(days=keep + 1)):
        assert erase_remarks(actor=system()).data == {"erased": 2, "unfinished": 0}
    assert set(Remark.objects.values_list("text", flat=True)) == {""} and Answer.objects.exists()


@pytest.mark.parametrize(("text", "left"), [
    ("请打 138-7777 6666 找李思齐", "请打 * 找*"), ("LiSi@Example.com 收", "* 收"), ("13877776666", "*"), ("1387777666", "1387777666")])
def test_words_lose_phone_address_and_name_however_written(text: str, left: str) -> None:
    assert personal.without(text, PHONE, EMAIL, NAME) == left
    assert personal.without(text) == text
    assert personal.without("13877776666", "138-7777-6666") == "*", "also when the record spells it otherwise"
