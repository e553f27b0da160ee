"""Price lists in versions, and the price of a day (PRC-05)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yingshu.audit.models import AuditEntry
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotAllowed, NotFound
from yingshu.pricing import services
from yingshu.pricing.errors import DayTaken, EmptyList, FloorAbovePrice, ListIsReleased, WouldChangeThePast
from yingshu.pricing.inputs import PriceInput, PriceRow
from yingshu.pricing.models import PriceLine, PriceList
from yingshu.pricing.queries import Priced, lines_of, list_in_force, priced
from yingshu.products.services import discontinue_product

from .support import ME, make_list, make_product

pytestmark = pytest.mark.django_db
JAN, MAY31, JUNE = date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1)


@pytest.fixture(autouse=True)
def may():
    with clock.at(datetime(2026, 5, 20, 9, 0)):
        yield


@pytest.mark.clause("PRC-05")
def test_v2_holds_from_the_first_of_june_and_v1_until_the_day_before() -> None:
    a, b = make_product("A", "复合肥"), make_product("B", "有机肥")
    make_list(JAN, {a: "80", b: "40"}, {a: "75"})
    make_list(JUNE, {a: "85"})
    make_list(date(2026, 7, 1), {a: "99"}, release=False)
    with CaptureQueriesContext(connection) as used:
        before = priced([a, b, a, 10**9], MAY31)
    assert len(used) == 1
    after = priced([a, b], JUNE)
    common = (a, "A", "复合肥", "50kg", "袋", "编织袋", Decimal("0.13"), Decimal(60), False)
    assert before[a] == Priced(*common, Decimal(80), Decimal(75), 1)
    assert after[a] == Priced(*common, Decimal(85), None, 2)
    assert (before[b].price, after[b].price, sorted(before)) == (Decimal(40), None, [a, b])
    assert (str(list_in_force(MAY31)), str(list_in_force(JUNE)), list_in_force(date(2025, 12, 31))) == ("V1", "V2", None)
    assert priced([a], date(2025, 12, 31))[a].list_version == 0
    assert priced([], JUNE) == {}


def test_discontinued_products_are_marked() -> None:
    a = make_product()
    make_list(JAN, {a: "80.123456"})
    discontinue_product(actor=ME, product_id=a)
    found = priced([a], MAY31)[a]
    assert (found.discontinued, found.price) == (True, Decimal("80.123456"))


@pytest.mark.clause("PRC-05")
def test_a_released_list_is_frozen() -> None:
    a = make_product()
    pk = make_list(JAN, {a: "80"})
    for act in (lambda: services.set_prices(actor=ME, price_list_id=pk, lines=[PriceInput(product_id=a, price=Decimal(1))]),
                lambda: services.remove_prices(actor=ME, price_list_id=pk, product_ids=[a]),
                lambda: services.release_price_list(actor=ME, price_list_id=pk)):
        with pytest.raises(ListIsReleased) as refused:
            act()
        assert (refused.value.clause, refused.value.data) == ("PRC-05", {"list": "V1"})
    assert [x.price for x in lines_of(pk)] == [Decimal(80)]


@pytest.mark.clause("PRC-05")
def test_releasing_needs_its_own_right_and_says_who() -> None:
    a = make_product()
    pk = make_list(JAN, {a: "80"}, release=False)
    drafter = Actor(id=5, name="何静", rights=frozenset({"pricing.create_price_list", "pricing.set_prices"}))
    with pytest.raises(NotAllowed):
        services.release_price_list(actor=drafter, price_list_id=pk)
    boss = Actor(id=6, name="主任", rights=frozenset({"pricing.release_price_list"}))
    assert services.release_price_list(actor=boss, price_list_id=pk).data == {"valid_from": "2026-01-01"}
    found = PriceList.objects.get(pk=pk)
    assert (found.state, found.released_by, found.released_at) == ("released", "主任", clock.now())
    assert AuditEntry.objects.filter(action="pricing.release_price_list", refused=False).get().after["state"] == "released"


def test_two_lists_cannot_begin_on_one_day() -> None:
    a = make_product()
    make_list(JUNE, {a: "80"})
    with pytest.raises(DayTaken) as refused:
        make_list(JUNE, {a: "81"})
    assert refused.value.data == {"other": "V1", "day": "2026-06-01"}


def test_the_past_cannot_be_changed_but_a_list_may_come_before_a_planned_one() -> None:
    a = make_product()
    make_list(date(2026, 5, 1), {a: "80"})
    make_list(date(2026, 7, 1), {a: "90"})
    make_list(JUNE, {a: "85"})
    with pytest.raises(WouldChangeThePast) as refused:
        make_list(JAN, {a: "70"})
    assert refused.value.data == {"other": "V1", "since": "2026-05-01", "day": "2026-01-01"}
    assert [priced([a], d)[a].price for d in (MAY31, JUNE, date(2026, 7, 1))] == [Decimal(80), Decimal(85), Decimal(90)]


def test_an_empty_list_is_not_released_and_unknown_ones_are_not_found() -> None:
    pk = services.create_price_list(actor=ME, title="空", valid_from=JUNE).id
    with pytest.raises(EmptyList):
        services.release_price_list(actor=ME, price_list_id=pk)
    with pytest.raises(NotFound):
        services.release_price_list(actor=ME, price_list_id=pk + 1)
    with pytest.raises(NotFound):
        services.set_prices(actor=ME, price_list_id=pk, lines=[PriceInput(product_id=10**9, price=Decimal(1))])


def test_prices_are_replaced_taken_out_and_carried_over() -> None:
    a, b = make_product("A"), make_product("B")
    first = make_list(JAN, {a: "80", b: "40"}, {a: "75"}, release=False)
    done = services.set_prices(actor=ME, price_list_id=first, lines=[PriceInput(product_id=a, price=Decimal("82.5"))])
    assert (done.before, done.after) == ({"A": "80 / 75"}, {"A": "82.5"})
    copied = services.create_price_list(actor=ME, title="下一版", valid_from=JUNE, copy_from_id=first)
    services.remove_prices(actor=ME, price_list_id=first, product_ids=[b])
    assert [(x.product_id, x.price, x.floor) for x in lines_of(first)] == [(a, Decimal("82.5"), None)]
    assert (copied.number, copied.data) == ("V2", {"version": 2, "prices": 2})
    assert [(x.product_id, x.price) for x in lines_of(copied.id)] == [(a, Decimal("82.5")), (b, Decimal(40))]


def test_the_lowest_price_cannot_lie_above_the_price() -> None:
    a = make_product()
    with pytest.raises(FloorAbovePrice):
        make_list(JAN, {a: "80"}, {a: "80.01"})
    assert not PriceLine.objects.exists()


@pytest.mark.clause("PRC-05")
def test_importing_prices_twice_changes_nothing() -> None:
    a, b = make_product("A"), make_product("B")
    pk = make_list(JAN, {a: "80"}, release=False)
    rows = [PriceRow(row=2, number="A", price=Decimal(82), floor=Decimal(70)), PriceRow(row=3, number="B", price=Decimal(40))]
    first, again = (services.import_prices(actor=ME, price_list_id=pk, rows=rows).data for _ in range(2))
    number = first.pop("import")
    assert number.startswith("DR2026") and again.pop("import") == ""
    assert first == {"added": 1, "changed": 1, "unchanged": 0, "failed": 0, "errors": {}}
    assert again == {"added": 0, "changed": 0, "unchanged": 2, "failed": 0, "errors": {}}
    assert [(x.product_id, x.price, x.floor) for x in lines_of(pk)] == [(a, Decimal(82), Decimal(70)), (b, Decimal(40), None)]


def test_import_errors_are_told_by_row() -> None:
    a = make_product("A")
    pk = make_list(JAN, {a: "80"}, release=False)
    rows = [PriceRow(row=2, number="A", price=Decimal(82)), PriceRow(row=3, number="?", price=Decimal(40)),
            PriceRow(row=4, number="A", price=Decimal(5), floor=Decimal(6))]
    with pytest.raises(InvalidInput) as refused:
        services.import_prices(actor=ME, price_list_id=pk, rows=rows)
    assert refused.value.errors == {"3": ["产品目录中没有编号 ?。请先新建产品，或更正编号。"],
                                    "4": ["“复合肥”的最低价 6 高于价格 5。请更正其中一项。"]}
    assert [x.price for x in lines_of(pk)] == [Decimal(80)]
