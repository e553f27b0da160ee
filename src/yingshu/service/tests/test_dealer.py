"""The dealer's own page: photos and a signature by an address that cannot be guessed (SVC-15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support.browsing import browser, page, words

from yingshu.customers.controls import PRIVACY
from yingshu.customers.services import forget_expired
from yingshu.documents import store
from yingshu.documents.models import Attachment
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.public import tickets
from yingshu.notifications.models import Message
from yingshu.rulebook.decisions import Refused, params_of
from yingshu.service import services as s
from yingshu.service.models import AfterSales
from yingshu.service.services.after_sales import photos_of

from .support import MONDAY
from .test_public import jpeg, send

HERS = {"signed_by": "王强", "text": "接口处漏肥"}


def photo(name: str = "接口.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg())


@pytest.fixture
def absent(june: Any) -> AfterSales:
    """A repair in the east whose area manager does not come."""
    customer = june.customer()
    pk = s.register_after_sales(actor=june.actor("service_manager"), kind=AfterSales.Kind.REPAIR, customer_id=customer.pk,
                                says="张三：撒肥机漏肥，电话 13800005678").id
    s.advise(actor=june.actor("region_manager"), after_sales_id=pk, on_site=False)
    return AfterSales._plain.get(pk=pk)


def address(row: AfterSales) -> str:
    return f"/a/{row.public_code}/"


@pytest.mark.clause("SVC-15")
def test_the_dealers_photos_and_signature_open_the_way_to_the_sales_manager(june: Any, absent: AfterSales) -> None:
    desk, visitor = june.actor("service_manager"), Client()
    with pytest.raises(Refused, match="照片"):
        s.submit_after_sales(actor=desk, after_sales_id=absent.pk)
    staff = words(page(browser(june, "service_manager"), f"/after_sales/{absent.pk}/"))
    assert address(absent) in staff and "无需登录" in staff
    shown = words(page(visitor, address(absent)))
    assert absent.number in shown and "照片与姓名的使用说明" in shown
    assert not [told for told in ("张三", "13800005678", "甘泉农资") if told in shown], "neither names nor phones"
    answer = send(visitor, address(absent), **HERS, photos=[photo(), photo("标签.jpg")], signature=photo("签名.jpg"))
    assert answer.headers["Location"] == f"{address(absent)}?sent=1"
    row = AfterSales._plain.get()
    assert (row.dealer_signed_by, row.dealer_says, row.consent, photos_of(row)) == ("王强", "接口处漏肥", "after_sales-1", 2)
    assert b"Secret camera" not in store.path_of(Attachment.objects.get(pk=row.signature_id).digest).read_bytes()
    told = Message.objects.filter(msgid="After-sales %(number)s: the dealer has sent %(n)s photos.").values_list("person_id", flat=True)
    assert set(told) == {june.company.person(key).pk for key in ("service_manager", "region_manager")}
    shown = words(page(visitor, f"{address(absent)}?sent=1"))
    assert "照片和签名已收到" in shown and "王强" not in shown
    assert "王强" in words(page(browser(june, "service_manager"), f"/after_sales/{absent.pk}/"))
    assert s.submit_after_sales(actor=desk, after_sales_id=absent.pk).state == "submitted"


@pytest.mark.clause("SVC-15")
@pytest.mark.parametrize(("changed", "says"), [
    ({}, "至少选择一张"), ({"signed_by": "", "photos": [photo()]}, "签名"),
    ({"photos": [SimpleUploadedFile("a.exe", b"MZ" + b"0" * 200)]}, "不能保存"),
    ({"photos": [photo()], "signature": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")}, "不是图片"),
    ({"photos": [photo() for _n in range(5)]}, "最多 4 张")])
def test_what_is_missing_or_no_picture_is_refused_and_nothing_is_kept(absent: AfterSales, changed: dict[str, Any], says: str) -> None:
    answer = send(Client(), address(absent), **{**HERS, **changed})
    assert answer.status_code == 400 and says in words(answer.content.decode()) and "接口处漏肥" in answer.content.decode()
    assert not Attachment.objects.exists() and AfterSales._plain.get().dealer_signed_at is None


@pytest.mark.clause("CNF-07")
def test_a_signature_alone_is_no_photo_and_without_consent_nothing_is_kept(absent: AfterSales) -> None:
    assert send(Client(), address(absent), **HERS, signature=photo()).status_code == 400
    ticket = page(Client(), address(absent)).split('name="form_ticket" value="')[1].split('"')[0]
    with clock.at(MONDAY + timedelta(seconds=20)):
        refused = Client().post(address(absent), {**HERS, tickets.TICKET: ticket, "photos": [photo()]})
    assert refused.status_code == 422 and not Attachment.objects.exists()


def test_an_order_that_is_over_takes_nothing_more_and_a_guess_finds_nothing(june: Any, absent: AfterSales) -> None:
    before = page(Client(), address(absent))
    s.withdraw_after_sales(actor=june.actor("service_manager"), after_sales_id=absent.pk, reason="客户自行修好")
    shown = page(Client(), address(absent))
    assert "已办结" in words(shown) and "<form" not in shown
    ticket = before.split('name="form_ticket" value="')[1].split('"')[0]
    assert send(Client(), address(absent), ticket, **HERS, photos=[photo()]).status_code == 404
    assert Client().get("/a/wrong/").status_code == 404 and not Attachment.objects.exists()


@pytest.mark.clause("CNF-07")
def test_photos_name_and_signature_are_deleted_by_age(june: Any, absent: AfterSales, django_capture_on_commit_callbacks: Any) -> None:
    send(Client(), address(absent), **HERS, photos=[photo()], signature=photo("签名.jpg"))
    digests = list(Attachment.objects.values_list("digest", flat=True))
    s.withdraw_after_sales(actor=june.actor("service_manager"), after_sales_id=absent.pk, reason="王强自行修好")
    for days, left in ((-1, True), (1, False)):
        with clock.at(MONDAY + timedelta(days=params_of(PRIVACY).keep_days + days)), django_capture_on_commit_callbacks(execute=True):
            forget_expired(actor=system())
        row = AfterSales._plain.get()
        assert (Attachment.objects.exists(), row.dealer_signed_by == "王强", row.result == "王强自行修好") == (left, left, left)
    assert (row.dealer_signed_by, row.result) == ("*", "*自行修好")
    assert not any(store.path_of(digest).exists() for digest in digests)


@pytest.mark.clause("SVC-15")
def test_the_dealers_page_and_the_order_hold_their_budgets(june: Any, absent: AfterSales, query_budget: Any) -> None:
    send(Client(), address(absent), **HERS, photos=[photo()], signature=photo("签名.jpg"))
    client = browser(june, "service_manager")
    page(client, f"/after_sales/{absent.pk}/")
    with query_budget("service.dealer"):
        page(Client(), address(absent))
    with query_budget("service.after_sales_order"):
        page(client, f"/after_sales/{absent.pk}/")
