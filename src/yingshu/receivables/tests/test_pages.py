"""The pages of the room: ageing, statement, lists and records, the customer's panel, exports, API."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.support.browsing import browser, page
from tests.support.trade import Trade

from yingshu.kernel import clock
from yingshu.receivables.models import AcceptanceBill, Receipt, ReceivableItem
from yingshu.receivables.services import record_dunning, record_receipt

from .books import arrived, shipped

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 17)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def books(trade: Trade) -> Any:
    """Two customers: one owes a late, a later and a fresh amount and paid 300 too early; the other has money with a carrier."""
    with clock.at(datetime(2026, 6, 17, 14)):
        finance = trade.actor("finance")
        customer = trade.customer("四会金穗农资", limit=1000)
        owed = (3_800_000, date(2026, 5, 4)), (4_200_000, date(2026, 5, 21)), (9_600_000, date(2026, 6, 27))
        for slip, (fen, due) in enumerate(owed, 1):
            shipped(finance, customer, fen, on=date(2026, 4, 1), due=due, slip=slip, order_id=slip)
        shipped(finance, trade.customer("高要丰收", unit="west", owner="salesperson_west"), 850_000, on=date(2026, 6, 1),
                method="cod", slip=4)
        arrived(finance, on=date(2026, 6, 10), due=date(2026, 6, 13), slip=4)
        record_receipt(actor=finance, customer_id=customer.pk, amount=30_000)
        record_receipt(actor=finance, customer_id=customer.pk, amount=5_000, method=Receipt.Method.BILL,
                       bill_number="B7", drawer="工行", matures_on=date(2026, 6, 20))
        record_dunning(actor=finance, customer_id=customer.pk, says="承兑换票", promised_on=date(2026, 6, 20), promised=2_000_000)
        yield trade


def visit(trade: Trade, who: str, url: str, status: int = 200, **headers: str) -> str:
    client = Client()
    client.force_login(trade.company.person(who), backend=BACKEND)
    answer = client.get(url, headers=headers)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def workbook(trade: Trade, who: str, url: str, method: str = "get") -> list[list[Any]]:
    client = Client()
    client.force_login(trade.company.person(who), backend=BACKEND)
    answer = getattr(client, method)(url)
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def customer_id() -> int:
    return int(ReceivableItem._plain.get(number="XS0001").customer_id)


def test_ageing_page(books: Trade) -> None:
    page = visit(books, "finance", "/ageing/")
    for shown in ("四会金穗农资", "顺驰物流", "176,000.00", "96,000.00", "8,500.00", "184,500.00", "350.00", "承诺",
                  "与台账余额一致", "data-chart"):
        assert shown in page, shown
    assert page.count("<tr data-row>") == 2
    assert "XS0001" not in page


def test_ageing_page_answers_other_questions(books: Trade) -> None:
    assert "没有人" not in visit(books, "finance", "/ageing/?by=salesperson&basis=shipped")
    assert "<tr data-row>" not in visit(books, "finance", "/ageing/?as_of=2026-03-31")
    only = visit(books, "finance", "/ageing/?bucket=2")
    assert "四会金穗农资" in only and "顺驰物流" not in only
    assert "高要丰收" not in visit(books, "finance", f"/ageing/?customer={customer_id()}")
    for nonsense in ("as_of=x", "as_of=0001-01-01", "by=x&basis=y", "page=999999", "bucket=99", "customer=99999999999999999999", "page=-1"):
        visit(books, "finance", f"/ageing/?{nonsense}")


def test_items_unfold(books: Trade) -> None:
    part = visit(books, "finance", f"/ageing/items/?as_of=2026-06-17&kind=customer&key={customer_id()}", **{"HX-Request": "true"})
    for shown in ("XS0001", "XS0002", "XS0003", "逾期 44 天", "逾期 27 天", "10 天"):
        assert shown in part, shown
    assert "高要丰收" in visit(books, "finance", "/ageing/items/?kind=carrier&key=7&as_of=2026-06-17")
    assert "XS" not in visit(books, "salesperson_west", f"/ageing/items/?kind=customer&key={customer_id()}")


def test_people_see_their_part(books: Trade) -> None:
    mine = visit(books, "salesperson_west", "/ageing/")
    assert "顺驰物流" in mine and "四会金穗农资" not in mine and "与台账余额一致" not in mine
    visit(books, "workshop", "/ageing/", 403)
    visit(books, "salesperson", "/ageing/export/", 403)
    visit(books, "salesperson_west", f"/statements/{customer_id()}/", 404)
    assert Client().get("/ageing/").status_code == 302


def test_export_is_the_table(books: Trade) -> None:
    rows = workbook(books, "finance", "/ageing/export/?as_of=2026-06-17")
    assert rows[1][:2] == ["四会金穗农资", "业务员张东"]
    assert rows[1][2:9] == [96000.0, 42000.0, 38000.0, 0.0, 0.0, 176000.0, 350.0]
    assert [r[0] for r in rows[1:]] == ["四会金穗农资", "顺驰物流"]


def test_statement(books: Trade) -> None:
    page = visit(books, "finance", f"/statements/{customer_id()}/?first=2026-04-01&last=2026-06-17")
    assert "175,650.00" in page and "XS0003" in page and "期初" in page
    rows = workbook(books, "finance", f"/statements/{customer_id()}/export/?first=2026-04-01&last=2026-06-17")
    assert [r[4:6] for r in rows[2:]] == [
        [38000.0, 38000.0], [42000.0, 80000.0], [96000.0, 176000.0], [-300.0, 175700.0], [-50.0, 175650.0]]


@pytest.mark.parametrize("screen", ["receivables", "receipts", "cod_items", "bills", "dunning_notes"])
def test_lists_records_and_exports(books: Trade, screen: str) -> None:
    page = visit(books, "finance", f"/{screen}/?view=all")
    assert "<td" in page
    visit(books, "finance", f"/{screen}/?view=all&q=XS0001")
    model = {"receivables": ReceivableItem, "cod_items": ReceivableItem, "receipts": Receipt, "bills": AcceptanceBill}.get(screen)
    if model:
        kind = {"kind": "cod" if screen == "cod_items" else "sale"} if model is ReceivableItem else {}
        visit(books, "finance", f"/{screen}/{model._plain.filter(**kind).order_by('id').first().pk}/")
    assert len(workbook(books, "finance", f"/{screen}/export/?view=all", "post")) > 1


def test_customer_page_shows_what_is_owed(books: Trade) -> None:
    page = visit(books, "finance", f"/customers/{customer_id()}/")
    assert "176,000.00" in page and "XS0001" in page and "承兑换票" in page and f"/statements/{customer_id()}/" in page
    assert "XS0001" not in visit(books, "logistics_clerk", f"/customers/{customer_id()}/")


def test_api(books: Trade) -> None:
    from yingshu.organisation.models import ApiToken
    from yingshu.organisation.principal import people_changed

    ApiToken.objects.create(person=books.company.person("finance"), name="t", digest=sha256(b"secret").hexdigest(), created_at=clock.now())
    people_changed()
    client = Client(headers={"Authorization": "Bearer secret"})

    def post(path: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
        answer = client.post(f"/api/v1/{path}", body, content_type="application/json")
        assert answer.status_code in (status, 201), answer.content
        return dict(answer.json())

    paid = post("receipts", {"customer_id": customer_id(), "amount": "80000.00", "payer": "张三", "oldest_first": True})
    assert paid["unallocated"] == "0.00"
    held = ReceivableItem._plain.get(kind="cod").pk
    assert post(f"cod_items/{held}/hand-over", {"amount": "8000.00"})["difference"] == "500.00"
    assert post(f"cod_items/{held}/hand-over", {"amount": "0"}, 400)["field"] == "amount"
    shown = client.get(f"/api/v1/receivables/{ReceivableItem._plain.get(number='XS0001').pk}").json()
    assert (shown["open"], [e["kind"] for e in shown["entries"]]) == ("0.00", ["charge", "payment"])
    assert post("receipts/allocate-oldest", {"customer_id": customer_id()})["unallocated"] == "0.00"


def test_only_a_bill_is_asked_for_its_number(trade: Any) -> None:
    """The dialog of a receipt shows number, drawer and maturity while the method is an acceptance bill (REC-08)."""
    asked = page(browser(trade, "finance"), "/act/receivables.record_receipt/")
    assert [re.search(rf'<div data-when="method=bill">(?:(?!<div data-when).)*name="{name}"', asked, re.S) is not None
            for name in ("bill_number", "drawer", "matures_on")] == [True] * 3
    assert asked.count("data-when=") == 3
