"""The frame: what each post finds in the menu, what it costs, language, help, errors."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.support.budgets import Budget
from tests.support.company import Company

from yingshu.portal.menu import menu_of, new_items_of

GROUPS = ("客户", "订单与发货", "回款与对账", "产品与价格", "客户服务", "满意度调查",
          "审批", "义务与台账", "会议与报表", "制度与合规", "系统管理")


def signed_in(company: Company, key: str) -> Client:
    client = Client()
    client.force_login(company.person(key), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def groups(company: Company, key: str) -> list[str]:
    return [g.title for g in menu_of(company.actor(key))]


def test_groups_stand_in_the_order_of_the_conventions(company: Company) -> None:
    assert groups(company, "general_manager") == list(GROUPS)


def test_a_post_without_a_right_has_no_such_item(company: Company) -> None:
    assert "回款与对账" not in groups(company, "workshop")
    assert groups(company, "admin") == ["满意度调查", "审批", "义务与台账", "会议与报表", "制度与合规", "系统管理"]
    titles = {item.title for g in menu_of(company.actor("workshop")) for item in g.items}
    assert "待备货" in titles
    assert "待查款" not in titles


def test_every_item_of_every_post_opens(company: Company) -> None:
    for key in company.people:
        client = signed_in(company, key)
        for item in [i for g in menu_of(company.actor(key)) for i in g.items]:
            assert client.get(item.url).status_code == 200, (key, item.url)


def test_new_offers_only_what_the_person_may_do(company: Company) -> None:
    assert "/orders/new/" in [i.url for i in new_items_of(company.actor("service_manager"))]
    assert [i.url for i in new_items_of(company.actor("warehouse"))] == []


def test_the_current_page_is_marked_and_its_group_open(company: Company) -> None:
    page = signed_in(company, "service_manager").get("/customers/").content.decode()
    assert '<a href="/customers/" aria-current="page">' in page


def test_the_frame_costs_three_statements_at_most(company: Company, query_budget: Budget) -> None:
    client = signed_in(company, "service_manager")
    client.get("/help/")
    with query_budget("portal.help") as used:
        client.get("/help/")
    frame = [sql for sql in used if "django_session" not in sql and "organisation_person" not in sql]
    assert len(frame) <= 3, frame


def test_visitors_are_sent_to_the_login_page(company: Company) -> None:
    answer = Client().get("/help/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/help/")


@pytest.mark.parametrize("key", ["service_manager", "finance", "workshop", "admin"])
def test_language_is_kept_with_the_person(company: Company, key: str) -> None:
    client = signed_in(company, key)
    assert "工作台" in client.get("/").content.decode()
    assert client.post("/language/", {"language": "en", "next": "/help/"})["Location"] == "/help/"
    company.person(key).refresh_from_db()
    assert company.person(key).language == "en"
    page = client.get("/").content.decode()
    assert '<html lang="en"' in page
    assert "工作台" not in page


def test_language_of_a_visitor_is_a_cookie_and_next_stays_here() -> None:
    client = Client()
    answer: Any = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert answer.cookies["django_language"].value == "en"


def test_an_unknown_language_changes_nothing(company: Company) -> None:
    client = signed_in(company, "finance")
    client.post("/language/", {"language": "xx"})
    company.person("finance").refresh_from_db()
    assert company.person("finance").language == "zh-hans"


def test_profile_changes_language_and_address(company: Company) -> None:
    client = signed_in(company, "finance")
    assert company.person("finance").staff_no in client.get("/profile/").content.decode()
    assert client.post("/profile/", {"language": "zh-hans", "email": "not an address"}).status_code == 422
    assert client.post("/profile/", {"language": "en", "email": ""}).status_code == 302
    company.person("finance").refresh_from_db()
    assert (company.person("finance").language, company.person("finance").email) == ("en", "")


def test_a_missing_page_is_told_without_shell(company: Company) -> None:
    answer = signed_in(company, "finance").get("/nothing/")
    assert answer.status_code == 404
    assert "ys-side" not in answer.content.decode()
    assert Client().get("/nothing/", headers={"Accept": "application/json"}).json()["code"] == "404"


@pytest.mark.clause("CUS-20")
def test_search_finds_by_initials_and_phone_within_the_scope(company: Company, trade: Any) -> None:
    trade.customer("甘泉农资")
    trade.customer("西关农资", unit="west", owner="salesperson_west")
    east = signed_in(company, "salesperson")
    assert "甘泉农资" in east.get("/search/?q=gqnz", headers={"HX-Request": "true"}).content.decode()
    assert "西关农资" not in east.get("/search/?q=农资", headers={"HX-Request": "true"}).content.decode()
    assert "西关农资" in signed_in(company, "salesperson_west").get("/search/?q=xgnz").content.decode()
