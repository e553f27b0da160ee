"""Keeping the books of stock: promised, set aside, shipped, taken back (LOG-06)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.invariants import violations
from yingshu.kernel.services import settle, together
from yingshu.kernel.source import Source
from yingshu.products.services import create_product
from yingshu.stock import services
from yingshu.stock.errors import AlreadyOpened, BooksDisagree, NotEnoughStock
from yingshu.stock.models import StockBalance, StockEntry
from yingshu.stock.queries import Availability, availability, entries_of

pytestmark = [pytest.mark.django_db, pytest.mark.no_invariants]  # no orders here: only the stock's own books must agree
ME, D = system(), Decimal
SLIP = Source("shipment", 7, "CH20260601-0001")


@pytest.fixture
def goods() -> list[int]:
    """Three products: 500, 20 and nothing on hand; the last without a balance row."""
    made = [create_product(actor=ME, name=name, number=name).id for name in "甲乙丙"]
    for pk, quantity in zip(made, (500, 20), strict=False):
        services.set_opening_stock(actor=ME, product_id=pk, quantity=D(quantity))
    return made


@pytest.fixture(autouse=True)
def stock_agrees(db: None) -> Iterator[None]:
    """After each test the balances agree with the entries."""
    yield
    assert stock_violations() == set()


def stock_violations() -> set[tuple[str, str]]:
    return {(v.invariant, v.record) for v in violations() if v.invariant.startswith("stock.")}


def do(function: Callable[..., None], *args: object) -> int:
    """Inside a business action; answers how many statements it took."""
    with together(ME, "test"), CaptureQueriesContext(connection) as used:
        function(*args)
        settle()
    return len(used)


def now(pk: int) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    found = availability([pk])[pk]
    return found.on_hand, found.committed, found.allotted, found.available


@pytest.mark.clause("LOG-06")
def test_on_hand_500_committed_120_leaves_380(goods: list[int]) -> None:
    assert do(services.commit, {goods[0]: D(120)}) == 1
    assert availability(goods)[goods[0]] == Availability(D(500), D(120), D(0))
    assert availability(goods)[goods[0]].available == D(380)
    assert availability(goods)[goods[2]] == Availability()
    assert availability([]) == {}


@pytest.mark.clause("LOG-06")
def test_promises_for_many_products_in_one_statement_make_the_first_balance(goods: list[int]) -> None:
    assert do(services.commit, {goods[2]: D(5), goods[0]: D("1.5")}) == 1
    assert do(services.commit, {goods[2]: D(5)}) == 1
    assert [now(pk)[1] for pk in goods] == [D("1.5"), 0, 10]
    assert do(services.release, {goods[2]: D(10), goods[0]: D(1)}) == 1
    assert [now(pk)[1] for pk in goods] == [D("0.5"), 0, 0]
    assert do(services.commit, {}) == 0


@pytest.mark.clause("LOG-06", "ORD-15")
def test_ten_on_an_outbound_note_take_ten_from_stock(goods: list[int]) -> None:
    a, b, _ = goods
    do(services.commit, {a: D(10), b: D(4)})
    assert do(services.allot, {a: D(10), b: D(4)}) == 1
    assert (now(a), now(b)) == ((500, 10, 10, 490), (20, 4, 4, 16))
    assert do(services.ship, {a: D(10), b: D(4)}, SLIP, ME) == 2
    assert (now(a), now(b)) == ((490, 0, 0, 490), (16, 0, 0, 16))
    entry = entries_of(a)[0]
    assert (entry.kind, entry.quantity, entry.source_kind, entry.source_id, entry.source_number, entry.actor_name) == (
        "shipped", -10, "shipment", 7, "CH20260601-0001", "system")


def test_goods_come_back_with_their_document(goods: list[int]) -> None:
    do(services.take_back, {goods[0]: D(4)}, Source("return", 3, "TH20260603-0001"), ME, "破损退回")
    assert now(goods[0])[0] == 504
    assert [(e.kind, e.quantity, e.reason) for e in entries_of(goods[0])] == [("returned", 4, "破损退回"), ("opening", 500, "")]


@pytest.mark.clause("LOG-06")
def test_more_than_is_free_is_not_set_aside(goods: list[int]) -> None:
    a, b, c = goods
    do(services.allot, {b: D(15)})
    with pytest.raises(NotEnoughStock) as refused:
        do(services.allot, {a: D(100), b: D(6), c: D(1)})
    error = refused.value
    first = {"product": "乙", "wanted": "6", "on_hand": "20", "allotted": "15", "short": "1"}
    assert (error.clause, error.data) == ("LOG-06", {**first, "lines": [
        first, {"product": "丙", "wanted": "1", "on_hand": "0", "allotted": "0", "short": "1"}]})
    assert error.text() == "“乙”库存不足：需要 6，库存 20，其中 15 已开其他销售单，缺 1。可先登记入库，或减少数量。"
    assert [now(pk)[2] for pk in goods] == [0, 15, 0]


def test_refusing_costs_three_statements(goods: list[int]) -> None:
    with CaptureQueriesContext(connection) as used, pytest.raises(NotEnoughStock):
        services.allot({goods[1]: D(21)})
    assert len(used) == 3


def test_what_was_set_aside_is_given_back(goods: list[int]) -> None:
    do(services.allot, {goods[1]: D(20)})
    assert do(services.unallot, {goods[1]: D(20)}) == 1
    do(services.allot, {goods[1]: D(20)})
    assert now(goods[1])[2] == 20


@pytest.mark.parametrize("step", [services.release, services.unallot, lambda q: services.ship(q, SLIP, ME)])
def test_giving_back_more_than_was_taken_is_a_programming_error(goods: list[int], step: Callable[..., None]) -> None:
    with pytest.raises(BooksDisagree):
        do(step, {goods[0]: D(1)})
    assert now(goods[0]) == (500, 0, 0, 500)


@pytest.mark.clause("LOG-06")
def test_production_and_adjustment_change_on_hand_with_an_entry(goods: list[int]) -> None:
    b = goods[1]
    made = services.receive_stock(actor=ME, product_id=b, quantity=D(30), document="SC-1", note="夜班")
    assert (made.number, made.data, made.before, made.after) == (
        "乙", {"on_hand": "50", "available": "50"}, {"on_hand": "20"}, {"on_hand": "50"})
    services.adjust_stock(actor=ME, product_id=b, difference=D(-2), reason="盘点短少")
    services.adjust_stock(actor=ME, product_id=b, difference=D("0.5"), reason="盘点多出")
    assert [(e.kind, e.quantity, e.source_number, e.reason) for e in entries_of(b)] == [
        ("adjusted", D("0.5"), "", "盘点多出"), ("adjusted", -2, "", "盘点短少"), ("produced", 30, "SC-1", "夜班"), ("opening", 20, "", "")]
    assert now(b)[0] == D("48.5")


def test_goods_on_sales_slips_cannot_be_adjusted_away(goods: list[int]) -> None:
    do(services.allot, {goods[1]: D(18)})
    with pytest.raises(NotEnoughStock):
        services.adjust_stock(actor=ME, product_id=goods[1], difference=D(-3), reason="盘点")
    services.adjust_stock(actor=ME, product_id=goods[1], difference=D(-2), reason="盘点")
    assert now(goods[1]) == (18, 0, 18, 18)


def test_opening_stock_is_stated_once(goods: list[int]) -> None:
    with pytest.raises(AlreadyOpened):
        services.set_opening_stock(actor=ME, product_id=goods[0], quantity=D(1))
    services.receive_stock(actor=ME, product_id=goods[2], quantity=D(1))
    with pytest.raises(AlreadyOpened):
        services.set_opening_stock(actor=ME, product_id=goods[2], quantity=D(1))
    assert [now(pk)[0] for pk in goods] == [500, 20, 1]


def test_the_invariants_see_what_does_not_add_up(goods: list[int]) -> None:
    with transaction.atomic():
        StockEntry.objects.create(product_id=goods[0], kind="adjusted", quantity=5, at=clock.now(), actor_id=0)
        StockBalance.objects.filter(product_id=goods[1]).update(committed=-1)
        found = stock_violations()
        transaction.set_rollback(True)
    assert {invariant for invariant, _ in found} == {"stock.balances", "stock.never_oversold", "stock.signs"}
    assert {("stock.balances", "甲"), ("stock.never_oversold", "乙")} < found
