"""The pages of the ground floor: for whom they open, what is in them, what is masked, what is logged."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from tests.support.company import Company
from yingshu.audit.models import AuditEntry
from yingshu.customers.models import Customer
from yingshu.customers.notices import PURPOSES
from yingshu.kernel.actor import system
from yingshu.kernel.screens import SCREENS
from yingshu.notifications.models import Message
from yingshu.orders.models import SalesSlip
from yingshu.organisation.models import Person
from yingshu.organisation.services.reorganising import UnitChange
from yingshu.rulebook.services import set_parameters

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OURS = ("organisation", "customers", "notifications", "documents", "audit", "rulebook")
OWN = sorted(code for code, screen in SCREENS.items() if type(screen).__module__.split(".")[1] in OURS)
SYSTEM = [code for code in OWN if SCREENS[code].group == "system"]


def browser(company: Company, who: str) -> Client:
    client = Client()
    client.force_login(company.person(who), BACKEND)
    return client


def file_of(company: Company, name: str, who: str) -> Customer:
    done = company.act("customers.create", who, name=name, nature="个体", legal_person="张三", scale="小型", location="肇庆",
                       contact="张三", phone=f"1380000{len(name):04d}", order_volume="200 袋")
    return Customer._plain.get(pk=done.id)


@pytest.fixture
def lived_in(company):
    """One record of each kind."""
    east = file_of(company, "甘泉农资", "salesperson")
    company.act("customers.add_contact", "salesperson", customer_id=east.pk, name="李四", phone="13900001111")
    company.act("customers.add_address", "salesperson", customer_id=east.pk, consignee="王五", phone="13900002222", address="甘泉路 18 号")
    company.act("customers.investigate", "salesperson", customer_id=east.pk, channels=["银行", "走访"], conclusion="可信", passed=True)
    company.act("customers.register_privacy_request", "salesperson", customer_id=east.pk, kind="query")
    company.act("customers.publish_notice", "director", purpose=next(iter(PURPOSES)), text="为回复您而记录姓名和电话，办结后按期删除。")
    company.act("customers.deliver_files", "service_manager")
    company.act("organisation.initialise_from_template", "admin", template="small_centre")
    company.act("organisation.register_absence", "director", deputy_id=company.person("assistant").pk)
    company.act("organisation.delegate", "region_manager", right="customers.stop", receiver_id=company.person("salesperson").pk,
                first_day=date(2026, 1, 1), last_day=date(2099, 1, 1), note="x", limit_fen=100)
    company.act("organisation.issue_api_token", "admin", person_id=company.person("finance").pk, name="ERP")
    company.act("organisation.set_workday", "admin", day=date(2026, 10, 4), worked=True)
    set_parameters(actor=system(), control="organisation.headcount", values={"refuse_beyond": True})
    company.act("rulebook.prepare_parameters", "admin", control="organisation.headcount", values={"refuse_beyond": False}, reason="x")
    company.act("rulebook.register_superior_rule", "director", control="customers.privacy", parameter="handle_days", bound="at_most",
                value="15", basis="个人信息保护法第五十条")
    company.act("organisation.appoint", "director", person_id=company.person("finance").pk, post_id=company.posts["assistant"].pk,
                unit_id=company.unit("company").pk)
    company.act("notifications.announce", "admin", title="端午值班", text="照常接单")
    company.act("organisation.reorganise", "general_manager", reason="业务扩大", factors="战略", effective_on=date(2099, 1, 1),
                changes=[UnitChange(code="north", name="北区", parent_id=company.unit("company").pk)])
    company.act("customers.start_handover", "director", giver_id=company.person("salesperson").pk,
                taker_id=company.person("salesperson_west").pk)
    book = company.act("rulebook.create_book", "admin", code="sales", title="销售管理制度")
    company.act("rulebook.draft_version", "admin", rulebook_id=book.id)
    return company


@pytest.mark.parametrize("code", OWN)
def test_lists_and_records_open_for_the_general_manager(lived_in, code):
    client = browser(lived_in, "general_manager")
    assert client.get(f"/{code}/").status_code == 200
    first = SCREENS[code].scoped(lived_in.actor("general_manager")).order_by("-pk").first()
    if first is not None:
        page = client.get(f"/{code}/{first.pk}/")
        assert page.status_code == 200, page.content.decode()[:3000]
    elif code not in ("login_log", "login_failures", "prints", "inspections"):
        pytest.fail(f"no record of {code}")


@pytest.mark.parametrize("code", SYSTEM)
def test_system_pages_are_closed_for_a_salesperson(lived_in, code):
    assert browser(lived_in, "salesperson").get(f"/{code}/").status_code == 403


@pytest.mark.clause("CUS-20")
def test_customers_are_seen_by_scope_on_the_page_and_behind_it(company):
    """Own, own region, region and below, everything, and no right."""
    east, west = file_of(company, "甘泉农资", "salesperson"), file_of(company, "西山农资有限公司", "salesperson_west")
    second = company.hire("second", "salesperson", "east")
    seen = {who: [n for n in (east.name, west.name) if n in browser(company, who).get("/customers/").content.decode()] for who in
            ("salesperson", "second", "service_manager", "region_manager", "director")}
    assert seen == {"salesperson": [east.name], "second": [], "service_manager": [east.name], "region_manager": [east.name],
                    "director": [east.name, west.name]}
    codes = {who: browser(company, who).get(f"/customers/{west.pk}/").status_code for who in (
        "salesperson", "second", "service_manager", "region_manager", "director", "warehouse")}
    assert codes == {"salesperson": 404, "second": 404, "service_manager": 404, "region_manager": 404, "director": 200, "warehouse": 403}
    assert second.username == "second"


@pytest.mark.clause("CNF-01")
def test_without_the_right_customers_cannot_be_exported_and_the_attempt_is_logged(company):
    file_of(company, "甘泉农资", "salesperson")
    answer = browser(company, "salesperson").get("/customers/export/")
    assert answer.status_code == 403
    entry = AuditEntry.objects.get(refused=True)
    assert (entry.actor_name, entry.action, entry.refused) == ("业务员张东", "customers.export", True)


@pytest.mark.clause("CNF-01")
def test_an_export_is_logged_with_its_filter_and_fields(company):
    file_of(company, "甘泉农资", "salesperson")
    assert browser(company, "director").post("/customers/export/").status_code == 200
    entry = AuditEntry.objects.get(action="customers.export")
    assert (entry.actor_name, entry.refused, entry.after["rows"]) == ("主任周正", False, 1)


@pytest.mark.clause("CNF-07")
def test_phones_are_masked_and_looking_at_one_is_logged(company):
    customer = file_of(company, "甘泉农资", "salesperson")
    client = browser(company, "salesperson")
    for page in ("/customers/", f"/customers/{customer.pk}/"):
        text = client.get(page).content.decode()
        assert "138****0004" in text
        assert customer.phone not in text, text[text.index(customer.phone) - 300:][:400]
    shown = client.post(f"/reveal/customers/{customer.pk}/phone/")
    assert customer.phone in shown.content.decode()
    entry = AuditEntry.objects.get(action="customers.reveal")
    assert (entry.subject_kind, entry.subject_id, entry.actor_name) == ("customer", customer.pk, "业务员张东")
    assert browser(company, "finance").post(f"/reveal/customers/{customer.pk}/phone/").status_code == 403


def test_the_customers_page_says_what_is_missing_and_what_was_done(company):
    customer = file_of(company, "甘泉农资", "salesperson")
    company.act("customers.change", "salesperson", customer_id=customer.pk, scale="大型")
    page = browser(company, "salesperson").get(f"/customers/{customer.pk}/").content.decode()
    assert "新客户未完成信用调查" in page and "CUS-16" in page
    history = browser(company, "salesperson").get(f"/customers/{customer.pk}/?tab=history").content.decode()
    assert "编辑客户" in history and "<del>小型</del> → <ins>大型</ins>" in history


@pytest.mark.clause("CUS-02")
def test_the_first_completed_order_appears_in_the_purchase_history(trade):
    customer = trade.customer("甘泉农资", limit=100_000, investigated=True)
    assert "XS2026" not in browser(trade.company, "salesperson").get(f"/customers/{customer.pk}/").content.decode()
    _order, slip_id = trade.shipped(customer, trade.product("复合肥"))
    trade.arrived(slip_id)
    page = browser(trade.company, "salesperson").get(f"/customers/{customer.pk}/").content.decode()
    assert SalesSlip._plain.get(pk=slip_id).number in page and "850.00" in page


def test_everybody_sees_their_own_inbox(lived_in):
    message = Message.objects.filter(person_id=lived_in.person("general_manager").pk).latest("pk")
    assert "报送客户档案" in browser(lived_in, "general_manager").get("/messages/").content.decode()
    assert browser(lived_in, "finance").get(f"/messages/{message.pk}/").status_code == 404


def test_a_dialog_knows_what_stands_in_the_file(company):
    customer = file_of(company, "甘泉农资", "salesperson")
    page = browser(company, "salesperson").get(f"/act/customers.change/?customer_id={customer.pk}").content.decode()
    assert 'value="甘泉农资"' in page and 'type="hidden" name="seen_at"' in page
    assert customer.phone not in page and "留空不变" in page
    other = browser(company, "salesperson_west").get(f"/act/customers.change/?customer_id={customer.pk}").content.decode()
    assert "甘泉农资" not in other


def test_a_first_password_is_shown_once(company):
    client = browser(company, "admin")
    client.post("/act/organisation.create_person/", {"username": "wang.li", "name": "王莉", "idempotency_key": "k"})
    told = re.search(r"密码，仅显示一次：([\w-]{19})", client.get("/people/").content.decode())
    assert Person.objects.get(username="wang.li").check_password(told[1])
    client.post("/act/organisation.create_person/", {"username": "wang.li", "name": "王莉", "idempotency_key": "k"})
    assert "仅显示一次" not in client.get("/people/").content.decode()
