"""How documents are printed: the company's setup, a person's own, and the sample."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader
from tests.support.browsing import browser

from yingshu.documents import setups
from yingshu.documents.models import PrintSetup
from yingshu.documents.printing import TEMPLATES
from yingshu.documents.services import Sheet, set_print_setup
from yingshu.kernel.errors import InvalidInput, NotAllowed, NotFound

SLIP = "sales_slip"


def test_the_papers_of_the_action_are_those_of_the_catalogue() -> None:
    assert {each.value for each in Sheet} == {paper for form in TEMPLATES.values() for paper in form.papers}


def test_company_then_person_then_company_again(trade: Any) -> None:
    me, admin = trade.company.person("service_manager").pk, trade.actor("admin")
    assert setups.setup_of(SLIP, me) == setups.usual(SLIP)
    set_print_setup(actor=admin, template=SLIP, paper=Sheet.A5, x_mm=Decimal("1.5"), copies="存根；客户;仓库")
    company = setups.Setup("a5", Decimal("1.5"), Decimal(0), ("存根", "客户", "仓库"))
    assert setups.setup_of(SLIP, me) == company
    own = company._replace(y=Decimal("-2.0"), copies=setups.PLAIN)
    setups.keep_own(SLIP, me, "林", own)
    assert setups.setup_of(SLIP, me) == own._replace(own=True) and setups.setup_of(SLIP, me + 1) == company
    setups.keep_own(SLIP, me, "林", company)
    assert setups.setup_of(SLIP, me) == company and PrintSetup.objects.count() == 1


def test_what_cannot_be_printed_is_refused(trade: Any) -> None:
    admin = trade.actor("admin")
    with pytest.raises(InvalidInput):
        set_print_setup(actor=admin, template="report", paper=Sheet.LOW)
    with pytest.raises(InvalidInput):
        set_print_setup(actor=admin, template=SLIP, paper=Sheet.A4, copies="；".join("abcdefg"))
    with pytest.raises(NotFound):
        set_print_setup(actor=admin, template="nothing", paper=Sheet.A4)
    with pytest.raises(NotAllowed):
        set_print_setup(actor=trade.actor("salesperson"), template=SLIP, paper=Sheet.A4)


@pytest.mark.parametrize("template", ["sales_slip", "outbound_note", "delivery_note"])
@pytest.mark.parametrize("paper", ["241x140", "241x93", "a5", "a4"])
def test_the_page_and_its_samples(trade: Any, template: str, paper: str) -> None:
    client = browser(trade, "admin")
    assert "销售单" in client.get("/print-templates/").content.decode()
    answer = client.get(f"/print-templates/{template}/sample.pdf?paper={paper}")
    reader = PdfReader(io.BytesIO(answer.content))
    assert "预览" in reader.pages[0].extract_text() and len(reader.pages) == 3
    assert client.get("/print-templates/report/sample.pdf").status_code == 404
    assert client.get(f"/print-templates/{template}/sample.pdf?paper=a0").status_code == 404
    assert browser(trade, "salesperson").get("/print-templates/").status_code == 403
