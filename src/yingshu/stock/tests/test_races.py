"""Many at once: nothing is sold twice, and nobody is refused for lack of patience."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections

from yingshu.kernel.actor import system
from yingshu.kernel.services import ACTIONS, Done, service
from yingshu.products.services import create_product
from yingshu.stock import services
from yingshu.stock.errors import NotEnoughStock
from yingshu.stock.queries import availability

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.no_invariants]
ME, D = system(), Decimal
MOVES = {"commit": services.commit, "allot": services.allot, "unallot": services.unallot}


@service("test_stock.move")
def move(*, actor: object, what: str, quantities: dict[int, Decimal]) -> Done:
    """One movement as a business action, with its transaction and its patience."""
    MOVES[what](quantities)
    return Done("test", 0)


ACTIONS.pop("test_stock.move")  # for these tests only, not a right


def at_once(times: int, work: Callable[[int], str]) -> list[str]:
    """The answers of so many workers with connections of their own."""
    def run(n: int) -> str:
        try:
            return work(n)
        except NotEnoughStock:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, range(times)))


@pytest.fixture
def goods(transactional_db: None) -> list[int]:
    made = [create_product(actor=ME, name=name, number=name).id for name in ("甲", "乙")]
    services.receive_stock(actor=ME, product_id=made[0], quantity=D(30))
    services.receive_stock(actor=ME, product_id=made[1], quantity=D(1000))
    return made


@pytest.mark.clause("LOG-06")
def test_thirty_on_hand_are_set_aside_ten_times_three(goods: list[int]) -> None:
    def take(n: int) -> str:
        order = goods if n % 2 else goods[::-1]  # rows in either order: no deadlock may reach a person
        move(actor=ME, what="allot", quantities=dict.fromkeys(order, D(3)))
        return "taken"

    answers = at_once(24, take)
    assert (answers.count("taken"), answers.count("refused")) == (10, 14)
    stock = availability(goods)
    assert [(stock[pk].allotted, stock[pk].on_hand) for pk in goods] == [(30, 30), (30, 1000)]


@pytest.mark.clause("LOG-06")
def test_the_first_promises_of_a_product_meet_without_harm(goods: list[int]) -> None:
    fresh = create_product(actor=ME, name="丙", number="丙").id

    def promise(n: int) -> str:
        move(actor=ME, what="commit", quantities={fresh: D(1), goods[n % 2]: D(2)})
        return "promised"

    assert at_once(24, promise) == ["promised"] * 24
    stock = availability([*goods, fresh])
    assert [stock[pk].committed for pk in (*goods, fresh)] == [24, 24, 24]
