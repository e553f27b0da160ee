"""Who enters a customer's file, what, and within how many days (CUS-02 with its variants)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from yingshu.customers import services as s
from yingshu.customers.inputs import CustomerRow
from yingshu.customers.models import Customer
from yingshu.customers.queries import entry_of
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.controls import Outcome
from yingshu.kernel.worklist import WORKLISTS
from yingshu.organisation.models import Unit
from yingshu.rulebook.services import set_parameters

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FILED = {"name": "甘泉农资", "nature": "个体", "legal_person": "张三", "scale": "小型", "location": "肇庆", "contact": "张三",
         "phone": "13800005678", "order_volume": "每月 200 袋"}
ALL = ["Basic data", "Needs and preferences", "Purchase history", "Service record"]
KEEPERS = {"业务员采集": ("salesperson", ALL[:3], "基本资料、需求偏好"), "客服部建档": ("desk", [ALL[0], *ALL[2:]], "基本资料"),
           "客户服务经理按分管区域": ("service_manager", ALL, "基本资料、需求偏好"),
           "市场营销部采集分类": ("market", ALL, "基本资料、需求偏好")}
MINE = WORKLISTS["customers.entering"]


def begun(company: Any, **more: str) -> Customer:
    return Customer._plain.get(pk=s.create_customer(actor=company.actor("salesperson"), **{**FILED, **more}).id)


@pytest.fixture
def departments(company: Any) -> Any:
    """One person in each of the departments that the clause names."""
    for key, name in (("desk", "客服部"), ("market", "市场营销部")):
        company.units[key] = Unit.objects.get(pk=company.act("organisation.create_unit", "admin", name=name, code=key.upper()).id)
        company.hire(key, "assistant", key)
    return company


@pytest.mark.clause("CUS-02")
@pytest.mark.parametrize("variant", KEEPERS)
def test_the_keeper_of_the_variant_completes_the_file_within_three_days(departments: Any, variant: str) -> None:
    company, (keeper, groups, still) = departments, KEEPERS[variant]
    set_parameters(actor=system(), control="customers.files", variant=variant, valid_from=date(2026, 1, 1))
    with clock.at(datetime(2026, 6, 1, 9, 0)):
        customer = begun(company, legal_person="")
        assert [c.name for c in entry_of(customer).verdict.conditions] == groups
    with clock.at(datetime(2026, 6, 4, 18, 0)):
        assert str(entry_of(customer).verdict.says) == f"尚待录入：{still}，限 2026-06-04。"
    with clock.at(datetime(2026, 6, 6, 9, 0)):
        people = ("salesperson", "salesperson_west", "service_manager", "desk", "market", "director")
        assert [who for who in people if MINE.count(company.actor(who))] == [keeper]
        (todo,) = MINE.items(company.actor(keeper), 10)
        assert (todo.number, todo.title, clock.local(todo.due).date()) == (
            customer.number, f"甘泉农资: 尚待录入：{still}。应于 2026-06-04 完成，已过 2 天。", date(2026, 6, 5))
        s.change_customer(actor=company.actor("director"), customer_id=customer.pk, legal_person="张三", preferences="只要大包")
        customer.refresh_from_db()
        assert (MINE.count(company.actor(keeper)), entry_of(customer).outcome) == (0, Outcome.ALLOW)


@pytest.mark.clause("CUS-02")
def test_the_page_says_who_keeps_the_file_and_what_is_missing(company: Any, client: Any) -> None:
    with clock.at(datetime(2026, 6, 1, 9, 0)):
        customer = begun(company, scale="")
        client.force_login(company.person("salesperson"), backend=BACKEND)
        page = client.get(f"/customers/{customer.pk}/").content.decode()
        assert all(word in page for word in (
            "建档责任岗位", "业务员", "购买历史", "服务记录", "尚待录入：基本资料、需求偏好，限 2026-06-04。"))
        set_parameters(actor=system(), control="customers.files", values={"entry_within_days": 10, "field_groups": ["basic"]})
        assert "尚待录入：基本资料，限 2026-06-11。" in client.get(f"/customers/{customer.pk}/").content.decode()


def test_files_that_an_import_made_do_not_wait(company: Any) -> None:
    """A ledger or a list brings hundreds of names at once; they are completed when the customer orders (CUS-15)."""
    Customer._plain.filter(pk=begun(company, scale="").pk).update(import_batch=1)
    seller = company.person("salesperson")
    s.import_customers(actor=company.actor("director"), rows=[CustomerRow(row=2, name="西山农资", owner=seller.name)])
    assert Customer._plain.get(name="西山农资").owner == seller
    assert MINE.count(company.actor("salesperson")) == 0
