"""The customer file (CUS-02, CUS-15, CUS-16, CUS-20, CNF-01, CNF-07)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from yingshu.audit.models import AuditEntry
from yingshu.customers import services as s
from yingshu.customers.controls import FILING, INVESTIGATION
from yingshu.customers.errors import AlreadyHandled, CustomerChanged, DuplicateCustomer
from yingshu.customers.models import Address, Contact, Customer, PrivacyRequest
from yingshu.customers.panels import Figure, add_figure, add_panel, figures, figures_of, panels
from yingshu.customers.queries import credit_facts, duplicates, filing_facts, mask_company
from yingshu.customers.rules import FilingFacts, FilingParams, InvestigationFacts, InvestigationParams, filing_gate, investigation_gate
from yingshu.kernel import clock
from yingshu.kernel.controls import Outcome
from yingshu.kernel.errors import InvalidInput, NotAllowed, NotFound
from yingshu.kernel.models import IdempotencyKey
from yingshu.kernel.screens import SCREENS, Panel
from yingshu.rulebook.decisions import Refused, Subject, decide

FILED = {"name": "甘泉农资", "nature": "个体", "legal_person": "张三", "scale": "小型", "location": "肇庆", "contact": "张三",
         "phone": "13800005678", "order_volume": "每月 200 袋"}


def create(company, who="salesperson", **more):
    return Customer._plain.get(pk=s.create_customer(actor=company.actor(who), **{**FILED, **more}).id)


def gate(company, control, facts):
    """Decide as part of a business action, as an order does."""
    from yingshu.kernel.services import together

    with together(company.actor("salesperson"), "customers.create"):
        return decide(control, facts, Subject("order", 1, "DD1"))


@pytest.mark.clause("CUS-02")
def test_a_file_is_begun_by_the_salesperson_in_their_region(company):
    customer = create(company)
    assert (customer.owner, customer.unit, customer.state) == (company.person("salesperson"), company.unit("east"), "active")
    assert (customer.number[:2], customer.search_text) == ("KH", f"甘泉农资 {customer.number.lower()} 13800005678 张三 gqnz")
    entry = AuditEntry.objects.get(action="customers.create")
    assert (entry.after["name"], entry.after["phone"], entry.after["contact"]) == ("甘泉农资", "***", "***")


@pytest.mark.clause("CUS-02")
def test_higher_rooms_show_the_purchase_history_in_the_file(company, monkeypatch):
    customer = create(company)
    monkeypatch.setattr("yingshu.customers.panels.panels", panels[:])
    monkeypatch.setattr("yingshu.customers.screens.customer.panels", panels)
    panel = Panel("bought", "购买历史", "customers/file.html", lambda row, actor: {"orders": [row.number]})
    added = list(panels)
    try:
        panels.append(panel)
        assert panel in SCREENS["customers"].panels
        assert panel.context(customer, company.actor("finance")) == {"orders": [customer.number]}
    finally:
        panels[:] = added


@pytest.mark.clause("CUS-15")
def test_without_a_legal_representative_pricing_is_refused(company):
    customer = create(company, legal_person="")
    facts = filing_facts(customer.pk)
    assert facts == FilingFacts(missing=("legal_person",), customer_id=customer.pk, customer="甘泉农资")
    with pytest.raises(Refused) as refusal:
        gate(company, FILING, facts)
    assert (refusal.value.clause, refusal.value.text()) == ("CUS-15", "甘泉农资备案不全，缺 1 项（首项：法人）。请补齐后再定价。")
    s.change_customer(actor=company.actor("salesperson"), customer_id=customer.pk, legal_person="张三")
    assert gate(company, FILING, filing_facts(customer.pk)).outcome == Outcome.ALLOW


@pytest.mark.clause("CUS-15")
@pytest.mark.parametrize(("emptied", "missing"), [
    ({"nature": ""}, ("nature",)), ({"scale": " "}, ("scale",)), ({"location": ""}, ("location",)),
    ({"order_volume": ""}, ("order_volume",)),
    ({"contact": ""}, ()), ({"contact": "", "phone": ""}, ("contact",)), ({"contact": "", "phone": "", "email": "a@b.cn"}, ())])
def test_the_seven_data(company, emptied, missing):
    assert filing_facts(create(company, **emptied).pk).missing == missing


@pytest.mark.clause("CUS-15")
def test_a_company_that_does_not_block_is_warned():
    verdict = filing_gate(FilingParams(block_until_filed=False), FilingFacts(missing=("scale", "nature")))
    assert (verdict.outcome, verdict.figures, [c.ok for c in verdict.conditions]) == (
        Outcome.WARN, {"missing": "nature,scale"}, [True, False, True, False, True, True, True])


@pytest.mark.clause("CUS-16")
def test_a_new_customer_gets_no_credit_before_the_investigation(company):
    customer = create(company)
    with pytest.raises(Refused) as refusal:
        gate(company, INVESTIGATION, credit_facts(customer.pk))
    assert (refusal.value.clause, refusal.value.decision.verdict.figures) == ("CUS-16", {"channels": 0, "needed": 2})
    assert gate(company, INVESTIGATION, credit_facts(customer.pk, wants_credit=False)).outcome == Outcome.ALLOW
    ask = {"actor": company.actor("salesperson"), "customer_id": customer.pk, "conclusion": "可信", "passed": True}
    s.record_credit_investigation(**ask, channels=["银行", "银行"])
    assert credit_facts(customer.pk).channels == 1
    s.record_credit_investigation(**ask, channels=["银行", "走访"])
    assert gate(company, INVESTIGATION, credit_facts(customer.pk)).outcome == Outcome.ALLOW
    s.record_credit_investigation(**{**ask, "passed": False}, channels=["银行", "走访"])
    assert credit_facts(customer.pk).passed is False


@pytest.mark.clause("CUS-16")
def test_customers_known_before_are_not_new(company):
    old = create(company, since=date(2020, 1, 1))
    assert credit_facts(old.pk) == InvestigationFacts(new_customer=False, wants_credit=True)
    facts = InvestigationFacts(new_customer=True, wants_credit=True)
    assert investigation_gate(InvestigationParams(credit_before_check=True), facts).outcome == Outcome.ALLOW
    assert investigation_gate(InvestigationParams(), facts).exits == ("customers.investigate", "orders.change_payment_method")


@pytest.mark.clause("CUS-20")
def test_a_manager_of_the_east_does_not_see_the_west(company):
    east, west = create(company), create(company, "salesperson_west", name="西山农资", phone="13900000000")
    seen = {who: set(Customer.objects.visible_to(company.actor(who))) for who in
            ("service_manager", "region_manager", "salesperson", "salesperson_west", "director")}
    assert seen == {"service_manager": {east}, "region_manager": {east}, "salesperson": {east}, "salesperson_west": {west},
                    "director": {east, west}}
    with pytest.raises(NotFound):
        s.change_customer(actor=company.actor("service_manager"), customer_id=west.pk, scale="大型")
    company.act("organisation.supervise_region", "director", unit_id=company.unit("west").pk,
                person_id=company.person("service_manager").pk)
    s.change_customer(actor=company.actor("service_manager"), customer_id=west.pk, scale="大型")


@pytest.mark.clause("CUS-20")
def test_handing_over_moves_the_customer_to_the_new_region(company):
    customer = create(company)
    west = company.person("salesperson_west")
    s.transfer_owner(actor=company.actor("director"), customer_id=customer.pk, owner_id=west.pk, reason="调区")
    customer.refresh_from_db()
    assert (customer.owner, customer.unit) == (west, company.unit("west"))
    assert not Customer.objects.visible_to(company.actor("salesperson")).exists()
    with pytest.raises(NotAllowed):
        s.transfer_owner(actor=company.actor("salesperson_west"), customer_id=customer.pk, owner_id=customer.owner_id, reason="x")


def test_a_customer_is_not_begun_twice_and_the_hit_is_masked(company):
    create(company, name="佛山市恒达五金有限公司", uscc="91350100M000100Y43")
    for again in ({"name": "佛山市恒达五金有限公司 "}, {"name": "（佛山市）恒达五金有限公司"},
                  {"name": "别名", "uscc": "91350100m000100y43"},
                  {"name": "第三家"}):
        with pytest.raises(DuplicateCustomer) as refusal:
            create(company, "salesperson_west", **again)
        assert refusal.value.text() == "客户已存在：佛山市**五金有限公司 · 业务员 业*。可申请协作。"
    assert create(company, "salesperson_west", name="第三家", even_if_alike=True).name == "第三家"
    assert duplicates(name="没有") == []
    assert mask_company("甘泉") == "甘*"


def test_somebody_else_was_quicker(company):
    with clock.at(datetime(2026, 6, 1, 14, 0)):
        customer = create(company)
        seen = clock.local(customer.updated_at).isoformat()
    with clock.at(datetime(2026, 6, 1, 14, 5)):
        s.change_customer(actor=company.actor("director"), customer_id=customer.pk, scale="大型", seen_at=seen)
    with pytest.raises(CustomerChanged) as refusal:
        s.change_customer(actor=company.actor("salesperson"), customer_id=customer.pk, scale="中型", seen_at=seen)
    assert refusal.value.text() == "主任周正 已于 2026-06-01 14:05 修改此客户，请刷新后重试。"
    customer.refresh_from_db()
    assert customer.scale == "大型"


def test_stopping_resuming_and_terms_have_their_own_rights(company):
    customer = create(company)
    with pytest.raises(NotAllowed):
        s.set_credit_terms(actor=company.actor("salesperson"), customer_id=customer.pk, credit_limit_fen=1)
    s.set_credit_terms(actor=company.actor("finance"), customer_id=customer.pk, credit_limit_fen=80_000_00, credit_days=45,
                       payment_method="credit", statement_day=25)
    s.stop_customer(actor=company.actor("director"), customer_id=customer.pk, reason="停业")
    customer.refresh_from_db()
    assert (customer.credit_limit_fen, customer.credit_days, customer.payment_method, customer.statement_day, customer.state) == (
        80_000_00, 45, "credit", 25, "stopped")
    entry = AuditEntry.objects.get(action="customers.set_credit_terms")
    assert (entry.before, entry.after) == (
        {"credit_limit_fen": 0, "credit_days": 30, "payment_method": "", "statement_day": None},
        {"credit_limit_fen": 8000000, "credit_days": 45, "payment_method": "credit", "statement_day": 25})
    with pytest.raises(InvalidInput):
        s.set_credit_terms(actor=company.actor("finance"), customer_id=customer.pk, credit_limit_fen=-1)


def test_contacts_and_addresses_belong_to_customers_one_sees(company):
    customer, actor = create(company), company.actor("salesperson")
    contact = s.add_contact(actor=actor, customer_id=customer.pk, name="李四", role="采购", phone="13811112222").data["contact_id"]
    address = s.add_address(actor=actor, customer_id=customer.pk, consignee="张三", phone="1", address="甘泉路").data["address_id"]
    with pytest.raises(NotFound):
        s.change_contact(actor=company.actor("salesperson_west"), contact_id=contact, role="x")
    s.change_contact(actor=actor, contact_id=contact, role="经理")
    s.change_address(actor=actor, address_id=address, note="下午卸货")
    assert (Contact.objects.get().role, Address.objects.get().note) == ("经理", "下午卸货")
    s.remove_contact(actor=actor, contact_id=contact)
    s.remove_address(actor=actor, address_id=address)
    assert not Contact.objects.exists() and not Address.objects.exists()


@pytest.mark.clause("CNF-07")
def test_a_look_at_a_contact_is_logged_and_its_phone_is_kept_nowhere(company):
    customer, actor = create(company), company.actor("salesperson")
    contact = s.add_contact(actor=actor, customer_id=customer.pk, name="李四", phone="13811112222").data["contact_id"]
    done = s.reveal_contact(actor=actor, contact_id=contact, idempotency_key="k")
    assert (done.data["phone"], done.secret) == ("13811112222", {"phone", "email"})
    entry = AuditEntry.objects.get(action="customers.reveal_contact")
    assert (entry.subject_id, entry.actor_name) == (customer.pk, "业务员张东")
    assert "13811112222" not in str([list(AuditEntry.objects.values()), list(IdempotencyKey.objects.values())])
    with pytest.raises(NotFound):
        s.reveal_contact(actor=company.actor("salesperson_west"), contact_id=contact)


@pytest.mark.clause("CNF-07")
def test_a_customer_is_forgotten_within_the_days_and_evidence_stays(company):
    with clock.at(datetime(2026, 6, 1, 9, 0)):
        customer, actor = create(company), company.actor("director")
        s.add_contact(actor=actor, customer_id=customer.pk, name="李四", phone="13811112222")
        s.add_address(actor=actor, customer_id=customer.pk, consignee="张三", phone="13800005678", address="甘泉路")
        asked = s.register_privacy_request(actor=actor, customer_id=customer.pk, kind=PrivacyRequest.Kind.DELETE, note="来电")
        assert asked.data == {"due_on": "2026-06-16"}
        s.handle_privacy_request(actor=actor, request_id=asked.id)
    customer.refresh_from_db()
    assert (customer.name, customer.contact, customer.phone, customer.legal_person, customer.email) == ("甘泉农资", "", "", "", "")
    assert "13800005678" not in customer.search_text and not Contact.objects.exists()
    assert list(Address.objects.values_list("consignee", "phone", "address")) == [("*", "*", "甘泉路")]
    request = PrivacyRequest.objects.get()
    assert (request.handled_by, request.evidence) == (
        "主任周正", {"found": {"customers.files": 3}, "erased": {"customers.files": 3}})
    with pytest.raises(AlreadyHandled):
        s.handle_privacy_request(actor=actor, request_id=asked.id)
    assert "13800005678" not in str(list(AuditEntry.objects.values()))


@pytest.mark.clause("CNF-07")
def test_a_customer_may_ask_what_is_kept(company):
    customer, actor = create(company), company.actor("director")
    asked = s.register_privacy_request(actor=actor, customer_id=customer.pk, kind=PrivacyRequest.Kind.QUERY)
    done = s.handle_privacy_request(actor=actor, request_id=asked.id, idempotency_key="k")
    assert done.data == {"kept": {"customers.files": [
        {"number": customer.number, "legal_person": "张三", "contact": "张三", "phone": "13800005678"}]}}
    customer.refresh_from_db()
    assert customer.phone == "13800005678"


def test_figures_of_higher_rooms_by_right(company, monkeypatch):
    monkeypatch.setattr("yingshu.customers.panels.figures", [])
    from yingshu.customers import panels as registry

    registry.add_figure(Figure("used", "已用额度", lambda customer, actor: 100, order=2))
    registry.add_figure(Figure("secret", "应收", lambda customer, actor: 5, order=1, right="customers.set_credit_terms"))
    customer = create(company)
    assert [f["code"] for f in figures_of(customer, company.actor("finance"))] == ["secret", "used"]
    assert figures_of(customer, company.actor("warehouse")) == [
        {"code": "used", "label": "已用额度", "value": "1.00", "unit": "元", "tone": "", "url": "", "hint": ""}]


def test_registering_twice_shows_once(monkeypatch):
    before = (len(panels), len(figures))
    if panels:
        add_panel(panels[0])
    if figures:
        add_figure(figures[0])
    assert (len(panels), len(figures)) == before


def test_what_exists_is_told_while_typing(company, client):
    create(company)
    client.force_login(company.person("salesperson_west"), backend="allauth.account.auth_backends.AuthenticationBackend")
    by_name = client.get("/customers/alike/?name=甘泉农资").content.decode()
    assert "甘*" in by_name and "甘泉农资" not in by_name
    assert "电话" in client.get("/customers/alike/?name=别家&phone=１３８００００５６７８").content.decode()
    assert client.get("/customers/alike/?name=&phone=").content.decode().strip() == ""
    assert 'hx-get="/customers/alike/"' in client.get("/act/customers.create/").content.decode()


@pytest.mark.clause("CUS-20")
def test_many_customers_are_handed_to_a_colleague_at_once(trade) -> None:
    """Each in its own transaction, each with its trail; what was refused is told."""
    from tests.support.browsing import browser

    ids = [trade.customer(name).pk for name in ("甲农资", "乙农资")]
    client, to = browser(trade, "director"), trade.company.person("salesperson_west").pk
    path = "/customers/batch/customers.transfer_owner/"
    assert client.post(path, {"ids": ids}).status_code == 200
    assert client.post(path, {"ids": ids, "key": "b1", "owner_id": to, "reason": "片区调整"}).status_code == 200
    assert set(Customer._plain.filter(pk__in=ids).values_list("owner_id", flat=True)) == {to}
