"""Large tables: any page costs the same, any fragment is found, nothing is counted for long."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from yingshu.customers.models import Customer
from yingshu.kernel import clock, grams
from yingshu.kernel.screens import query
from yingshu.kernel.text import name_key, search_text

WORDS = ["甘泉农资", "丰收农资", "100%_肥", "Ab-12 c", "o'neil", "a\\b", "金"]


def customers(company: Any, names: list[str]) -> None:
    when = datetime(2026, 1, 1, tzinfo=clock.ZONE)
    Customer._plain.bulk_create(Customer(
        number=f"K{n:05d}", name=name, name_key=name_key(name), search_text=search_text(name, f"K{n:05d}"),
        owner=company.person("salesperson"), unit=company.unit("east"), created_at=when + timedelta(minutes=n // 2), updated_at=when,
        credit_limit_fen=100 * n) for n, name in enumerate(names))


def like(words: list[str]) -> list[int]:
    found = Customer._plain.all()
    for word in words:
        found = found.filter(search_text__contains=word)
    return sorted(found.values_list("pk", flat=True))


@pytest.mark.parametrize("words", [["甘泉"], ["农资"], ["泉农资"], ["0%_"], ["_肥"], ["'n"], ["a\\b"], ["12 c"], ["gqnz"], ["k0000"],
                                   ["甘泉", "k00000"], ["没有"], ["农泉"], ["🧨🧨"]])
def test_a_fragment_is_found_by_its_pairs(company: Any, words: list[str]) -> None:
    customers(company, WORDS)
    found = grams.few_with(Customer, words)
    assert found is not None and sorted(found) == like(words)


def test_the_pairs_follow_changes(company: Any) -> None:
    customers(company, ["甘泉农资", "丰收农资"])
    one = Customer._plain.get(name="甘泉农资")
    Customer._plain.filter(pk=one.pk).update(search_text="新名字")
    assert (grams.few_with(Customer, ["甘泉"]), grams.few_with(Customer, ["名字"])) == ([], [one.pk])
    Customer._plain.filter(name="丰收农资").delete()
    assert grams.few_with(Customer, ["农资"]) == []


@pytest.mark.one_database
def test_an_index_gets_lost_triggers_back(company: Any) -> None:
    """On SQLite; PostgreSQL keeps its index when a table changes."""
    with connection.cursor() as cursor:
        for end in ("i", "u"):
            cursor.execute(f"DROP TRIGGER {grams.name_of('customers_customer', 'search_text')}_{end}")
    customers(company, ["甘泉农资"])
    assert grams.few_with(Customer, ["甘泉"]) == []
    grams.index_everywhere(apps.get_app_config("customers"), "default")
    one = [row.pk for row in Customer._plain.filter(name="甘泉农资")]
    assert grams.few_with(Customer, ["甘泉"]) == one
    Customer._plain.update(search_text="新名字")
    assert grams.few_with(Customer, ["名字"]) == one


def test_one_character_and_many_hits_are_left_to_reading_in_order(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    customers(company, WORDS)
    assert grams.few_with(Customer, ["金"]) is None
    monkeypatch.setattr(grams, "FEW", 1)
    assert grams.few_with(Customer, ["农资"]) is None


@pytest.mark.one_database
def test_what_most_rows_have_is_not_looked_up(company: Any) -> None:
    """On SQLite from some rows; PostgreSQL keeps statistics."""
    customers(company, [f"公司{n}" for n in range(9)] + ["甘泉农资"])
    with connection.cursor() as cursor:
        known = grams._seen_on_sqlite(cursor, "customers_customer", "search_text")
    assert known is not None and {"公司", "gs"} <= known and not {"甘泉", "农资", "gq"} & known


@given(st.text(max_size=12))
def test_pairs_as_words_keep_pairs_apart(text: str) -> None:
    assert len(grams.as_words(text).split()) == len(grams.pairs(text)) == len(set(grams.pairs(text)))


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table counts as large, and counting stops early."""
    monkeypatch.setattr(query, "BIG", 1)
    monkeypatch.setattr(query, "COUNTED", 10)
    query._sizes.clear()
    yield
    query._sizes.clear()


@pytest.fixture
def browser(company: Any) -> Client:
    client = Client()
    client.force_login(company.person("salesperson"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def shown(page: str) -> list[str]:
    return re.findall(r">(K\d{5})<", page)


def link(page: str, rel: str) -> str:
    found = re.search(rf'<a class="pg" href="([^"]+)" rel="{rel}"', page)
    return found[1].replace("&amp;", "&") if found else ""


def test_every_row_is_met_once_forwards_and_backwards(company: Any, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from yingshu.kernel.screens import listing, rest

    for module in (query, listing, rest):
        monkeypatch.setattr(module, "FARTHEST", 20)  # from the second page on by key
    customers(company, [f"农资{n}" for n in range(93)])
    url, seen, pages = "?sort=-number", [], 0
    while url:
        page = browser.get(f"/customers/{url}").content.decode()
        seen += shown(page)
        url, pages = link(page, "next"), pages + 1
    assert (seen, pages) == ([f"K{n:05d}" for n in reversed(range(93))], 5)
    back, url = shown(page), link(page, "prev")
    while url:
        page = browser.get(f"/customers/{url}").content.decode()
        back, url = shown(page) + back, link(page, "prev")
    assert back == seen


def test_a_large_list_says_so_and_counts_afterwards(company: Any, browser: Client, big: None) -> None:
    customers(company, [f"农资{n}" for n in range(25)])
    page = browser.get("/customers/").content.decode()
    assert "共 10+ 条" in page
    assert [*reversed(range(25))][:20] == [int(s[1:]) for s in shown(page)]
    last = re.search(r'href="([^"]*last=1)"', page)
    assert last
    assert [int(s[1:]) for s in shown(browser.get(f"/customers/{last[1]}").content.decode())] == [*reversed(range(20))]


def test_a_filtered_large_list_shows_its_rows_first(company: Any, browser: Client, big: None) -> None:
    customers(company, ["甘泉农资", "丰收农资", "丰收种植"])
    page = browser.get("/customers/?q=丰收").content.decode()
    assert shown(page) == ["K00002", "K00001"]
    by_amount = browser.get("/customers/?q=丰收&sort=credit_limit").content.decode()
    assert shown(by_amount) == ["K00001", "K00002"]
    assert "没有符合条件" in browser.get("/customers/?q=不存在").content.decode()
