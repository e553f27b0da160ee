"""Pages without login: writing, following, answering; personal data of visitors; the staff's pages about it."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader
from tests.support.browsing import browser, page, words

from yingshu.customers.models import PrivacyRequest
from yingshu.customers.services import ask_about_data, forget_expired, handle_privacy_request
from yingshu.documents import store
from yingshu.documents.models import Attachment
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import NotFound
from yingshu.kernel.metrics import METRICS
from yingshu.kernel.public import tickets
from yingshu.notifications.models import Message, Outgoing
from yingshu.orders.models import SalesOrder
from yingshu.service import services as s
from yingshu.service.models import Case
from yingshu.service.papers import form_data
from yingshu.service.personal_data import make_anonymous
from yingshu.service.queries.figures import grouped, handling_figures

from .support import LEADER, MONDAY, at, fresh, quality, register, service_case, solved

TYPED = {"kind": "complaint", "content": "到货两袋受潮结块", "contact": "李四", "phone": "138 1111 2222", "consent": "yes"}
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def jpeg(size: int = 40) -> bytes:
    target, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Secret camera"
    Image.new("RGB", (size, size), "red").save(target, "JPEG", exif=exif)
    return target.getvalue()


def send(visitor: Client, address: str = "/c/", ticket: str = "", **changes: Any) -> Any:
    """Draw the form, and send it twenty seconds later."""
    if not ticket:
        found = re.search(r'name="form_ticket" value="([^"]+)"', page(visitor, address))
        assert found
        ticket = found[1]
    with clock.at(MONDAY + timedelta(seconds=20)):
        return visitor.post(address, {**TYPED, tickets.TICKET: ticket, **changes})


def test_a_visitor_complains_and_the_right_person_has_it_at_once(june: Any) -> None:
    visitor = Client()
    answer = send(visitor, email="ls@example.com", photos=SimpleUploadedFile("袋子.jpg", jpeg()))
    case = Case._plain.get()
    assert answer.headers["Location"] == f"/c/{case.public_code}/?sent=1"
    assert (case.kind, case.channel, case.contact, case.consent, case.owner, case.customer_id) == (
        "complaint", "web", "李四", "case-1", june.company.person("service_manager"), None)
    kept = Attachment.objects.get(subject_kind="case", subject_id=case.pk)
    assert (kept.media_type, b"Secret camera" in store.path_of(kept.digest).read_bytes()) == ("image/jpeg", False)
    assert case.number in Outgoing.objects.filter(recipient="ls@example.com").get().subject
    shown = words(page(visitor, f"/c/{case.public_code}/?sent=1"))
    assert case.number in shown and "已保存" in shown and "13811112222" not in shown and "李四" not in shown


def filled_in(shown: str) -> dict[str, str]:
    """What stands in the text fields of the form."""
    return dict(re.findall(r'<input class="form-control" type="text" id="[^"]+" name="([^"]+)" value="([^"]+)"', shown))


@pytest.mark.clause("SVC-02")
def test_a_qr_code_fills_in_product_batch_and_order_and_they_may_be_changed(june: Any) -> None:
    product, customer = june.product(), june.customer()
    order = june.order(customer, product).number
    visitor = Client()
    address = f"/c/?p={product.number}&b=B2601&o={order}"
    shown = page(visitor, address)
    named = filled_in(shown)
    assert named == {"product_number": product.number, "batch": "B2601", "order_number": order} and product.name in words(shown)
    send(visitor, address, phone="13800005678", **{**named, "batch": "B2602"})
    case = Case._plain.get()
    assert (case.channel, case.product, case.batch, case.order_number, case.customer, case.unit) == (
        "qr", product, "B2602", order, customer, june.company.unit("east"))
    send(visitor, f"/c/?o={order}", phone="13911113333", order_number=order)
    assert Case._plain.latest("id").customer_id is None  # a number alone links nobody's file
    assert "batch" not in page(visitor, "/c/"), "who comes without a code is asked no more than before"


@pytest.mark.clause("SVC-02")
def test_the_code_on_the_slip_leads_to_the_form_with_its_order(june: Any) -> None:
    order = SalesOrder._plain.get(pk=june.order(june.customer(), june.product()).id)
    link = re.search(r'href="(/c/[^"]*)"', page(Client(), f"/t/{order.public_token}/"))
    assert link and filled_in(page(Client(), link[1])) == {"order_number": order.number}


def test_a_double_submit_is_one_case(june: Any) -> None:
    visitor = Client()
    found = re.search(r'name="form_ticket" value="([^"]+)"', page(visitor, "/c/"))
    assert found
    answers = {send(visitor, ticket=found[1]).headers["Location"] for _n in range(3)}
    assert (len(answers), Case._plain.count()) == (1, 1)


@pytest.mark.parametrize(("files", "says"), [
    ([("a.jpg", b"<html>x</html>")], "不能保存"), ([("a.exe", b"MZ" + b"0" * 200)], "不能保存"), ([("a.png", jpeg())], "不能保存"),
    ([("a.pdf", b"%PDF-1.4 x")], "不是图片"), ([(f"{n}.jpg", jpeg()) for n in range(5)], "最多 4 张"),
    ([("a.jpg", jpeg() + b"0" * 5 * 1024 * 1024)], "太大")])
def test_only_a_few_small_pictures_are_taken(june: Any, files: list[tuple[str, bytes]], says: str) -> None:
    answer = send(Client(), photos=[SimpleUploadedFile(name, content) for name, content in files])
    assert answer.status_code == 400 and says in words(answer.content.decode())
    assert not Case._plain.exists() and "到货两袋受潮结块" in answer.content.decode()


def test_the_customer_answers_agrees_and_rates_on_the_status_page(june: Any) -> None:
    case, actor, visitor = service_case(june), june.actor("director"), Client()
    address = f"/c/{case.public_code}/"
    s.wait_for_customer(actor=actor, case_id=case.pk, text="请说明是哪位同事")
    assert "请说明是哪位同事" in words(page(visitor, address))
    assert send(visitor, address, text="前台的同事").status_code == 302
    assert fresh(case).state == "accepted"
    s.note(actor=actor, case_id=case.pk, text="内部备注")
    s.propose(actor=actor, case_id=case.pk, text="当面致歉")
    send(visitor, address, text="好", agrees="true")
    assert fresh(case).agreed_at is not None
    solved(june, fresh(case))
    s.close_case(actor=actor, case_id=case.pk)
    shown = words(page(visitor, address))
    assert "您对处理情况满意吗" in shown and "您已接受方案" in shown
    assert "内部备注" not in shown and "张三" not in shown, "neither notes nor names"
    send(visitor, address, rating="5")
    assert fresh(case).satisfied == 5
    shown = words(page(visitor, address))
    assert "感谢您的评价" in shown and "您对处理情况满意吗" not in shown
    assert visitor.get("/c/wrong/").status_code == 404


@pytest.mark.clause("SVC-03")
def test_whoever_handles_the_case_is_told_what_the_customer_answers(june: Any) -> None:
    case, actor, visitor = service_case(june), june.actor("director"), Client()
    address, handler = f"/c/{case.public_code}/", june.company.person("service_manager").pk
    told = Message.objects.filter(person_id=handler, msgid="The customer has answered about %(number)s.")
    s.wait_for_customer(actor=actor, case_id=case.pk, text="请拍一张包装袋的照片")
    assert send(visitor, address, photos=SimpleUploadedFile("袋子.jpg", jpeg())).status_code == 302
    kept = Attachment.objects.get(subject_kind="case", subject_id=case.pk)
    assert (fresh(case).state, kept.media_type, b"Secret camera" in store.path_of(kept.digest).read_bytes(), told.count()) == (
        "accepted", "image/jpeg", False, 1)
    solved(june, fresh(case))
    s.close_case(actor=actor, case_id=case.pk)
    send(visitor, address, text="又坏了一袋")
    assert (told.count(), [step.text for step in case.steps.filter(kind="note")]) == (2, ["又坏了一袋"])
    assert "又坏了一袋" in words(page(visitor, address))


@pytest.mark.clause("CNF-07")
def test_where_personal_data_were_erased_nothing_new_is_taken(june: Any) -> None:
    send(Client())
    case = Case._plain.get()
    make_anonymous([case])
    address = f"/c/{case.public_code}/"
    assert "回复我们" not in words(page(Client(), address))
    with pytest.raises(NotFound):
        s.answer_case(actor=system(), code=case.public_code, text="我是李四")
    assert not case.steps.filter(text="我是李四").exists()


def test_pictures_of_one_case_are_limited(june: Any) -> None:
    case, visitor = service_case(june), Client()
    for n in range(6):
        files = [SimpleUploadedFile(f"{n}{k}.jpg", jpeg(30 + n * 4 + k)) for k in range(4)]
        answer = send(visitor, f"/c/{case.public_code}/", photos=files)
    assert answer.status_code == 400 and "最多 20 张" in words(answer.content.decode())
    assert Attachment.objects.count() == 20


@pytest.mark.clause("SVC-02")
def test_the_code_for_customers_on_paper(june: Any) -> None:
    client = browser(june, "service_manager")
    assert "/service/qr/poster.pdf?p=P0001" in page(client, "/service/qr/?p=P0001")
    texts = {}
    for sheet in ("poster", "labels"):
        answer = client.get(f"/service/qr/{sheet}.pdf?p=P0001&b=B2601")
        assert answer.headers["Content-Type"] == "application/pdf"
        texts[sheet] = "".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages)
    assert texts["poster"].count("无需登录") == 1 and texts["labels"].count("无需登录") == 12 and texts["labels"].count("P0001 B2601") >= 12
    assert client.get("/service/qr/other.pdf").status_code == 404
    product, order = june.product("硫酸钾"), june.order(june.customer(), june.product())
    chosen = page(client, f"/service/qr/?product_id={product.pk}&order_id={order.id}&b=B1")
    assert f"/c/?p={product.number}&amp;b=B1&amp;o={order.number}" in chosen, "chosen from the lists, not typed"


# ---- CNF-07 ------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("CNF-07")
def test_a_visitors_request_finds_and_wipes_their_cases(june: Any) -> None:
    send(Client())
    other = register(june, phone="13811113333")
    asked = ask_about_data(actor=june.actor("director"), kind=PrivacyRequest.Kind.QUERY, name="李四", phone="138-1111-2222")
    told = handle_privacy_request(actor=june.actor("director"), request_id=asked.id, identity="回拨")
    mine = Case._plain.exclude(pk=other.pk).get()
    assert told.data["kept"] == {"service.cases": [{"number": mine.number, "received": "2026-06-01", "contact": "李四",
                                                    "phone": "13811112222", "email": ""}]}
    gone = ask_about_data(actor=june.actor("director"), kind=PrivacyRequest.Kind.DELETE, name="李四", phone="13811112222")
    handle_privacy_request(actor=june.actor("director"), request_id=gone.id, identity="回拨")
    assert (fresh(mine).contact, fresh(mine).phone, fresh(mine).content, fresh(other).phone) == ("*", "", TYPED["content"], "13811113333")


@pytest.mark.clause("CNF-07")
def test_contact_data_of_closed_cases_is_forgotten_after_the_days(june: Any) -> None:
    send(Client(), photos=SimpleUploadedFile("a.jpg", jpeg()))
    case = Case._plain.get()
    with at(days=300):
        assert forget_expired(actor=system()).data == {"forgotten": {}}
    s.withdraw_case(actor=june.actor("director"), case_id=case.pk, reason="误报")
    with at(days=179):
        assert forget_expired(actor=system()).data == {"forgotten": {}}
    with at(days=181):
        assert forget_expired(actor=system()).data == {"forgotten": {"service.cases": 1}}
        assert forget_expired(actor=system()).data == {"forgotten": {}}
    assert (fresh(case).contact, fresh(case).phone, Attachment.objects.count()) == ("*", "", 0)
    assert make_anonymous([]) == 0


# ---- the staff's pages -------------------------------------------------------------------------------------------------

def test_the_pages_of_a_case_and_its_form(june: Any, query_budget: Any) -> None:
    case = quality(june, customer_id=june.customer().pk)
    s.accept(actor=june.actor(LEADER), case_id=case.pk)
    client = browser(june, LEADER)
    page(client, "/cases/")
    with query_budget("service.cases"):
        assert case.number in page(client, "/cases/")
    with query_budget("service.case"):
        shown = words(page(client, f"/cases/{case.pk}/"))
    assert all(text in shown for text in ("灰 03", "客户尚未接受方案", "车间主任", "质量处理表"))
    assert "13800005678" not in shown
    answer = client.get(f"/cases/{case.pk}/print.pdf")
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages)
    assert answer.status_code == 200 and all(part in text for part in ("客户投诉质量处理表", case.number, "灰 03", "50 kg/袋"))
    assert {r["cells"][0]["text"] for r in form_data(case, "complaint_form", {})["sheets"][1]["rows"]} == {
        "相关票据", "品名", "规格", "数量", "等级", "色号", "购买日期"}
    assert browser(june, "salesperson_west").get(f"/cases/{case.pk}/print.pdf").status_code == 404


@pytest.mark.clause("SVC-12")
def test_the_analysis_by_cause_with_the_figures_of_the_standard(june: Any, query_budget: Any) -> None:
    actor = june.actor("director")
    cases = [register(june, area=Case.Area.DELIVERY, batch="B1"), register(june, area=Case.Area.DELIVERY), register(june)]
    with at(hours=1):
        s.accept(actor=actor, case_id=cases[0].pk)
    with at(hours=6):
        s.accept(actor=actor, case_id=cases[1].pk)
    for n, case in enumerate(cases[:2]):
        s.record_cause(actor=actor, case_id=case.pk, cause=Case.Cause.TRANSPORT, cost_fen=17000)
        s.propose(actor=actor, case_id=case.pk, text="补发")
        s.agree(actor=actor, case_id=case.pk, said_by="张三")
        s.tell_customer(actor=actor, case_id=case.pk, text="已补发", final=True)
        with at(days=2 + 8 * n):
            s.close_case(actor=actor, case_id=case.pk)
            s.follow_up(actor=actor, case_id=case.pk, text="回访", rating=4 - n)
    with at(days=20):
        f = handling_figures(*JUNE, actor)
        assert (f.received, str(f.acknowledged), str(f.in_time), f.open, f.overdue, f.repeated, str(f.median_days), str(f.satisfied),
                f.cost_fen) == (3, "0.3333", "0.3333", 1, 1, 0, "6.0", "0.5000", 34000)
        assert [(g.label, g.count, g.cost_fen) for g in grouped(*JUNE, actor, "cause")] == [("运输", 2, 34000), ("未查明", 1, 0)]
        assert [(g.label, g.count) for g in grouped(*JUNE, actor, "batch")] == [("未填写", 2), ("B1", 1)]
        assert [(g.label, g.count) for g in grouped(*JUNE, actor, "cost")] == [("100 至 1,000 元", 2), ("无费用", 1)]
        assert METRICS["service.complaints"].value(*JUNE, actor) == 3 and METRICS["service.satisfied"].value(*JUNE, actor) == f.satisfied
        client = browser(june, "director")
        page(client, "/service/analysis/?by=cause")
        with query_budget("service.analysis"):
            shown = words(page(client, "/service/analysis/?by=cause&from=2026-06-01&to=2026-06-30"))
        assert "运输" in shown and "33.3%" in shown and "340.00" in shown
        assert page(client, "/service/qr/?b=B1").count("<img") == 1
