"""The way in: signing in, the lock after five failures, a password that ran out, the demo's people, what the page says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.support.budgets import Budget
from tests.support.company import PASSWORD, Company

from yingshu.kernel import clock
from yingshu.portal.book import book_clauses
from yingshu.portal.models import Mark

LOGIN = "/account/login/"


def test_signing_in_leads_to_the_workbench_or_next(company: Company) -> None:
    answer = Client().post(LOGIN, {"login": "finance", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    answer = Client().post(f"{LOGIN}?next=/help/", {"login": "finance", "password": PASSWORD})
    assert answer["Location"] == "/help/"


def test_five_failures_lock_the_account(company: Company) -> None:
    client = Client()
    statuses = [client.post(LOGIN, {"login": "finance", "password": "wrong wrong wrong"}).status_code for _n in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    locked = client.post(LOGIN, {"login": "finance", "password": PASSWORD})
    assert locked.status_code == 429
    assert "account_login" not in locked.content.decode()
    assert Client().post(LOGIN, {"login": "workshop", "password": PASSWORD}).status_code == 302


def test_a_password_that_ran_out_is_changed_first(company: Company) -> None:
    person = company.person("finance")
    person.must_change_password = True
    person.save()
    client = Client()
    client.post(LOGIN, {"login": "finance", "password": PASSWORD})
    assert client.get("/")["Location"] == "/account/password/change/"
    new = "a quite different sentence"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/").status_code == 200


def test_nobody_signs_up(db: Any) -> None:
    assert Client().post("/account/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD}).status_code in (200, 404)
    assert not Company().people


def test_without_a_demo_there_are_no_people_to_click(company: Company) -> None:
    assert "who-row" not in Client().get(LOGIN).content.decode()
    assert Client().post("/account/demo/", {"person": "finance"}).status_code == 404


def test_in_the_demo_one_click_enters(company: Company) -> None:
    Mark.objects.create(name=Mark.DEMO, at=clock.now())
    assert "财务孙莉" in Client().get(LOGIN).content.decode()
    client = Client()
    assert client.post("/account/demo/", {"person": "finance"})["Location"] == "/"
    assert "财务孙莉" in client.get("/").content.decode()
    assert Client().post("/account/demo/", {"person": "nobody"}).status_code == 404
    assert Client().get("/account/demo/").status_code == 405


def test_the_page_says_that_nothing_is_known_yet(company: Company) -> None:
    assert [(c.article, c.figure) for c in book_clauses()] == [("ORD-06", "还没有记录"), ("ORD-05", "还没有记录"), ("PRC-08", "还没有记录")]


@pytest.mark.clause("ORD-06")
def test_the_figures_come_from_the_records(trade: Any) -> None:
    customer, product = trade.customer(), trade.product()
    order = trade.order(customer, product, method="prepaid").id
    trade.instruct(order)
    trade.ready(order)
    from yingshu.kernel.errors import BusinessError
    with pytest.raises(BusinessError):
        trade.slip(order)
    trade.paid(order, 1700000)
    trade.slip(order)
    gate, duty, prices = book_clauses()
    assert gate.figure == "放行 1 · 拒绝 1"
    assert (duty.figure, duty.note) == ("100.00%", "1 次中 1 次")
    assert prices.figure == "判定 1 · 拒绝 0"


def test_what_the_page_costs(company: Company, query_budget: Budget) -> None:
    Client().get(LOGIN)
    with query_budget("portal.login"):
        Client().get(LOGIN)


def test_figures_of_the_page_are_of_the_last_year(trade: Any) -> None:
    order = trade.order(trade.customer(), trade.product(), method="cod").id
    trade.instruct(order)
    with clock.at(clock.now() + timedelta(days=400)):
        assert [c.figure for c in book_clauses()] == ["还没有记录", "还没有记录", "还没有记录"]
