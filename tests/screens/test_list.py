"""List pages: what is shown, for whom, at which cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from yingshu.kernel import clock
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.screens.filters import parameters
from yingshu.kernel.text import search_text
from yingshu.organisation.principal import people_changed
from yingshu.products.models import Product


@pytest.fixture
def browser(company: Any) -> Any:
    """``browser("admin")`` is a logged-in client; the admin may do everything with products."""
    post = company.posts["admin"]
    post.rights = [*post.rights, "products.*", "customers.*"]
    post.save()
    people_changed()

    def of(key: str = "admin", **headers: str) -> Client:
        client = Client(headers=headers)
        client.force_login(company.person(key), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client
    return of


def products(number: int, start: int = 1) -> None:
    Product.objects.bulk_create(Product(
        number=f"P-{n:04d}", name=f"复合肥{n}", unit="袋", spec="50 kg/袋", search_text=search_text(f"复合肥{n}", f"P-{n:04d}"),
        created_at=clock.now(), updated_at=clock.now()) for n in range(start, start + number))


def test_the_list_shows_rows_with_links_and_the_count(browser: Any) -> None:
    products(3)
    page = browser().get("/products/").content.decode()
    assert page.count("<tr") == 4
    first = Product.objects.get(number="P-0001")
    assert f'<a href="/products/{first.pk}/?list=">P-0001</a>' in page
    assert "3 条" in page


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_the_cost_does_not_depend_on_the_rows(browser: Any, rows: int, django_assert_num_queries: Any) -> None:
    products(rows)
    client = browser()
    client.get("/products/")
    with django_assert_num_queries(5):
        client.get("/products/?size=100")


def test_only_the_table_is_sent_for_a_filter(browser: Any) -> None:
    products(2)
    part = browser(hx_request="true", hx_target="table").get("/products/?q=肥2").content.decode()
    assert part.lstrip().startswith('<div id="table">')
    assert "P-0002" in part and "P-0001" not in part


def test_every_screen_can_be_listed_filtered_and_looked_up(browser: Any) -> None:
    client = browser()
    for code in SCREENS:
        answer = client.get(f"/{code}/")
        assert answer.status_code in (200, 403), (code, answer.content[:300])


def test_every_filter_and_order_of_every_screen_works(company: Any) -> None:
    """A filter or sort that names no field would only fail when somebody uses it."""
    from django.http import QueryDict

    from yingshu.kernel.actor import system
    from yingshu.kernel.screens.filters import narrowed, parameters
    from yingshu.kernel.screens.plan import plan_of
    from yingshu.kernel.screens.query import Wanted, count, fetch
    from yingshu.kernel.screens.rest import order_of

    samples = {"daterange": "2026-01-31", "month": "2026-01", "bool": "true", "ref": "1", "search": "甘泉", "text": "甘"}
    for screen in SCREENS.values():
        plan, rows = plan_of(screen), screen.scoped(system())
        count(rows, plan.totals)
        for declared in screen.filters:
            pairs = declared.choices() if callable(declared.choices) else declared.choices
            given = [str(v) for v, _w in pairs] or ([] if declared.kind == "choice" else [samples.get(declared.kind, "5")])
            for name in parameters(declared):
                query = QueryDict(mutable=True)
                query.setlist(name, given)
                found = narrowed(screen, rows, query)
                assert not found.errors, (screen.code, name, found.errors)
                list(found.rows[:2])
        for column in plan.columns:
            if column.sort:
                fetch(plan, rows, order_of(plan, f"-{column.key}"), Wanted())
        for view in screen.views:
            list(rows.filter(view.where(company.actor("director")))[:2])


def test_every_record_of_the_company_has_a_page_and_json(company: Any, trade: Any) -> None:
    from yingshu.kernel.actor import system
    from yingshu.kernel.screens.rest import listing, record

    trade.customer("甘泉农资")
    trade.product()
    from django.http import QueryDict

    for screen in SCREENS.values():
        for row in listing(screen, system(), QueryDict("page_size=3"))["results"]:
            assert record(screen, system(), row["id"])["id"] == row["id"]


def test_the_address_of_a_filter_holds_only_what_was_filled_in(browser: Any) -> None:
    products(1)
    answer = browser(hx_request="true", hx_target="table").get("/products/?q=肥&variety=&discontinued=&view=all&page=2")
    assert answer["HX-Push-Url"] == "/products/?q=%E8%82%A5&view=all&page=2"


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_budgets_do_not_depend_on_the_rows(browser: Any, trade: Any, query_budget: Any, rows: int) -> None:
    made = [trade.customer(f"农资{n}", unit="east") for n in range(rows)]
    post = trade.company.posts["salesperson"]
    post.rights = [*post.rights, "customers.export"]
    post.save()
    people_changed()
    client = browser("salesperson")
    steps = {
        "customers.list": lambda: client.get("/customers/?size=100"),
        "customers.list.filtered": lambda: client.get("/customers/?size=100&q=农资"),
        "customers.detail": lambda: client.get(f"/customers/{made[0].pk}/"),
        "customers.export": lambda: client.post("/customers/export/", {"columns": ["name", "owner__name"]}),
        "customers.lookup": lambda: client.get("/lookup/customers/?q=农资"),
    }
    for name, step in steps.items():
        step()
        step()
        with query_budget(name):
            assert step().status_code == 200


def test_no_control_of_a_query_form_hides_what_scripts_ask_of_the_form() -> None:
    hidden = {"matches", "closest", "submit", "elements", "querySelector", "querySelectorAll", "getAttribute", "hasAttribute", "dataset"}
    names = {(screen.code, name) for screen in SCREENS.values() for declared in screen.filters for name in parameters(declared)}
    assert [pair for pair in sorted(names) if pair[1] in hidden] == []


def test_only_columns_shown_are_added_up(company: Any) -> None:
    from django.http import QueryDict

    from yingshu.kernel.screens.listing import Listing

    listing = Listing(SCREENS["orders"], company.actor("director"), QueryDict())
    assert [c.name for c in listing.summed] == list(listing.counted.totals) == ["gross_fen"]
    assert {"net_fen", "tax_fen", "shipped_fen"} < {c.name for c in listing.plan.totals}
    assert not Listing(SCREENS["cases"], company.actor("director"), QueryDict()).summed
