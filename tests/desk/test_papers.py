"""Every document that people print: its page, its paper, the count of its copies, and the company's setup on each of them."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from yingshu.documents.models import PrintLog
from yingshu.documents.papers import PRINTABLES, ready
from yingshu.documents.printing import TEMPLATES
from yingshu.documents.services import Sheet, set_print_setup
from yingshu.kernel import clock
from yingshu.kernel.errors import InvalidInput
from yingshu.logistics.inputs import ReturnInput
from yingshu.logistics.models import Shipment
from yingshu.logistics.services import take_back
from yingshu.orders.models import SlipLine
from yingshu.pricing.inputs import QuoteInput
from yingshu.pricing.services import quote
from yingshu.receivables.models import ReceivableItem
from yingshu.receivables.services import hand_over_cod
from yingshu.receivables.services.dunning import record_dunning
from yingshu.receivables.services.receipts import record_receipt
from yingshu.service.models import AfterSales, Case
from yingshu.service.services import register_after_sales, register_case
from yingshu.stock.services import start_stocktake

from ..support.browsing import browser, page

POINTS = 72 / 25.4


@pytest.fixture
def printed(trade: Any) -> dict[str, tuple[int, tuple[str, ...]]]:
    """One record of each kind: its id and what its paper says."""
    customer, product = trade.customer(), trade.product()
    _order, slip = trade.shipped(customer, product, method="cod")
    line = SlipLine.objects.get(slip_id=slip)
    manager, finance = trade.actor("service_manager"), trade.actor("finance")
    back = take_back(actor=manager, slip_id=slip, lines=[ReturnInput(line_id=line.pk, quantity=Decimal(1))], reason="运输破损").id
    receipt = record_receipt(actor=finance, customer_id=customer.pk, amount=12_345, payer="张三").id
    asked = record_dunning(actor=finance, customer_id=customer.pk, says="请尽快").id
    told = quote(actor=manager, customer_id=customer.pk, lines=[QuoteInput(product_id=product.pk, quantity=Decimal(3))]).id
    case = register_case(actor=manager, kind=Case.Kind.COMPLAINT, channel=Case.Channel.PHONE, content="少送一袋", customer_id=customer.pk,
                         area=Case.Area.SERVICE).id
    service = register_after_sales(actor=manager, kind=AfterSales.Kind.SUPPORT, customer_id=customer.pk, says="请上门指导").id
    sheet = start_stocktake(actor=trade.actor("warehouse"), on=clock.today()).id
    trade.arrived(slip)
    held = ReceivableItem._plain.get(kind="cod")
    hand_over_cod(actor=trade.actor("logistics_clerk"), item_id=held.pk, amount=held.open_fen - 66_000)
    return {"returns": (back, ("退货单", "运输破损")), "receipts": (receipt, ("收据", "人民币壹佰贰拾叁元肆角伍分", "银行转账")),
            "statements": (customer.pk, ("客户对账单", "123.45", "对账确认")), "quotations": (told, ("报价单", "复合肥")),
            "stocktakes": (sheet, ("盘点表", "复合肥")), "slips": (slip, ("销售单",)), "dunning_notes": (asked, ("催款函", "逾期")),
            "cases": (case, ("客户投诉服务处理表", "少送一袋")), "after_sales": (service, ("售后服务单", "请上门指导")),
            "cod_items": (held.pk, ("代收款交接单", "差额", "660.00", "顺驰物流")),
            "shipments": (Shipment._plain.get(slip_id=slip).pk, ("运费结算单", "约定运费", "600.00", "未交回代收款", "660.00"))}


def text_of(answer: Any) -> str:
    return "".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages).replace(" ", "").replace("\n", "")


@pytest.mark.clause("LOG-05", "REC-06")
def test_every_kind_of_record_is_printed_and_counted(trade: Any, printed: dict[str, Any]) -> None:
    assert set(printed) == set(PRINTABLES)
    client = browser(trade, "general_manager")
    for code, (pk, said) in printed.items():
        assert "首次打印" in page(client, f"/{code}/{pk}/print/"), code
        preview = text_of(client.get(f"/{code}/{pk}/print.pdf"))
        assert "预览" in preview and "草稿" not in preview and not [words for words in said if words not in preview], (code, preview[:600])
        second = [client.post(f"/{code}/{pk}/print/", {"idempotency_key": f"{code}{n}"}) for n in range(2)][1]
        paper = text_of(client.get(second.headers["Location"]))
        assert "补打第2次" in paper and "预览" not in paper, code
    assert PrintLog.objects.count() == 2 * len(printed)


def test_the_company_sets_up_every_document(trade: Any, printed: dict[str, Any]) -> None:
    """Paper, offsets and parts hold for each; what is printed as one has no parts."""
    admin, client = trade.actor("admin"), browser(trade, "general_manager")
    set_print_setup(actor=admin, template="quotation", paper=Sheet.A5, copies="甲方；乙方")
    reader = PdfReader(io.BytesIO(client.get(f"/quotations/{printed['quotations'][0]}/print.pdf").content))
    assert len(reader.pages) == 2 and round(float(reader.pages[0].mediabox.width) / POINTS) == 210
    assert "甲\n方" in reader.pages[0].extract_text() or "甲方" in reader.pages[0].extract_text().replace("\n", "")
    for code, form in TEMPLATES.items():
        set_print_setup(actor=admin, template=code, paper=Sheet(form.papers[-1]), x_mm=Decimal("2.5"), y_mm=Decimal("-1.5"))
        made = ready(code, {})
        assert (made.paper, made.offset) == (form.papers[-1], (Decimal("2.5"), Decimal("-1.5"))), code
        if form.copies == ("",):
            with pytest.raises(InvalidInput):
                set_print_setup(actor=admin, template=code, paper=Sheet.A4, copies="一；二")


def test_papers_stay_in_scope(trade: Any, printed: dict[str, Any]) -> None:
    stranger = browser(trade, "salesperson_west")
    for code in ("slips", "returns", "statements", "receipts", "quotations"):
        assert {stranger.get(f"/{code}/{printed[code][0]}/{tail}").status_code for tail in ("print/", "print.pdf")} <= {403, 404}, code


def test_the_first_slip_names_the_booked_vehicle_and_the_whole_address(trade: Any) -> None:
    """Before the goods are loaded; an address of full length is not cut, since the driver has nothing else."""
    address = "肇庆市高要区" + "金利镇甘泉路十八号后座仓库" * 14 + "东门"
    order = trade.order(trade.customer(), trade.product(), method="cod", address=address).id
    trade.instruct(order)
    trade.ready(order)
    trade.vehicle(order)
    slip = trade.slip(order)
    paper = text_of(browser(trade, "general_manager").get(f"/slips/{slip}/print.pdf"))
    assert address in paper and "承运：顺驰物流粤A" in paper
