"""专卖店盘仓: sheets, signatures, differences into the ledger (LOG-09)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import IllegalTransition, InvalidInput
from yingshu.rulebook.decisions import Refused
from yingshu.stock import services
from yingshu.stock.errors import NotASigner, NotEnoughInShop
from yingshu.stock.inputs import CountedInput
from yingshu.stock.models import PlaceStock, StockBalance, StockEntry, Stocktake
from yingshu.stock.tasks import start_stocktakes

DAY = date(2026, 12, 28)
BOTH = ("billing_clerk", "warehouse")


@pytest.fixture
def shops(trade: Any) -> Any:
    """Two shops with 1,240 and 800 of a product at 150 yuan, on the day of the count."""
    trade.machine = trade.product("地板", "150", stock=3000)
    trade.shops = {}
    for name, quantity in (("甲店", 1240), ("乙店", 800)):
        trade.shops[name] = services.open_place(actor=trade.actor("warehouse"), name=name).id
        services.move_to_place(actor=trade.actor("warehouse"), place_id=trade.shops[name], product_id=trade.machine.pk,
                               quantity=Decimal(quantity))
    with clock.at(datetime(2026, 12, 28, 9)):
        services.start_stocktakes(actor=system())
        yield trade


def sheet(shops: Any, name: str) -> Stocktake:
    return Stocktake.objects.get(place_id=shops.shops[name])


def counted(shops: Any, name: str, quantity: int, reason: str = "损耗", sign: tuple[str, ...] = BOTH) -> Any:
    pk = sheet(shops, name).pk
    done = services.count_stock(actor=shops.actor("warehouse"), stocktake_id=pk, lines=[
        CountedInput(product_id=shops.machine.pk, counted=Decimal(quantity), reason=reason)])
    for key in sign:
        services.sign_stocktake(actor=shops.actor(key), stocktake_id=pk)
    return done


def submitted(shops: Any, name: str) -> Any:
    return services.submit_stocktake(actor=shops.actor("warehouse"), stocktake_id=sheet(shops, name).pk)


def there(shops: Any, name: str) -> Decimal:
    return PlaceStock.objects.get(place_id=shops.shops[name], product=shops.machine).on_hand


@pytest.mark.clause("LOG-09")
def test_a_sheet_for_every_shop_on_the_day(shops: Any) -> None:
    assert [(s.place.name, s.on, [(x.book, x.price) for x in s.lines.all()]) for s in Stocktake.objects.order_by("id")] == [
        ("甲店", DAY, [(Decimal(1240), Decimal(150))]), ("乙店", DAY, [(Decimal(800), Decimal(150))])]
    start_stocktakes()
    assert Stocktake.objects.count() == 2
    with clock.at(datetime(2026, 12, 27, 9)):
        assert services.start_stocktakes(actor=system()).state == "nothing"


@pytest.mark.clause("LOG-09")
def test_scenario_s9_values_and_the_missing_signature(shops: Any) -> None:
    assert counted(shops, "甲店", 1236, sign=("billing_clerk",)).data == {"net": "-600.00"}
    assert counted(shops, "乙店", 803).data == {"net": "450.00"}
    assert sum(s.net_fen for s in Stocktake.objects.all()) == -15000
    with pytest.raises(Refused) as refused:
        submitted(shops, "甲店")
    assert (refused.value.clause, "仓管员" in str(refused.value.decision.verdict.says.args["posts"])) == ("LOG-09", True)
    services.sign_stocktake(actor=shops.actor("warehouse"), stocktake_id=sheet(shops, "甲店").pk)
    assert [submitted(shops, name).state for name in ("甲店", "乙店")] == ["submitted", "submitted"]
    assert (there(shops, "甲店"), there(shops, "乙店")) == (1240, 800)
    for name in ("甲店", "乙店"):
        services.approve_stocktake(actor=shops.actor("sales_director"), stocktake_id=sheet(shops, name).pk, approve=True)
    assert (there(shops, "甲店"), there(shops, "乙店")) == (1236, 803)
    entries = StockEntry.objects.filter(kind="adjusted").order_by("id").values_list("quantity", "source_kind", "reason")
    assert list(entries) == [(-4, "stocktake", "损耗"), (3, "stocktake", "损耗")]
    assert StockBalance.objects.get(product=shops.machine).on_hand == 960


@pytest.mark.clause("LOG-09")
def test_a_difference_needs_its_reason(shops: Any) -> None:
    counted(shops, "甲店", 1237, reason="")
    with pytest.raises(Refused) as refused:
        submitted(shops, "甲店")
    assert refused.value.text() == "“地板”：账存 1240，实盘 1237，差异 -3。请填写原因。"


def test_a_changed_count_takes_the_signatures_away(shops: Any) -> None:
    counted(shops, "甲店", 1240)
    counted(shops, "甲店", 1239, sign=())
    with pytest.raises(Refused):
        submitted(shops, "甲店")
    with pytest.raises(NotASigner):
        services.sign_stocktake(actor=shops.actor("director"), stocktake_id=sheet(shops, "甲店").pk)


def test_without_differences_nothing_waits(shops: Any) -> None:
    counted(shops, "甲店", 1240, reason="")
    assert submitted(shops, "甲店").state == "posted"
    with pytest.raises(IllegalTransition):
        counted(shops, "甲店", 1)


def test_rejected_it_is_counted_again(shops: Any) -> None:
    counted(shops, "甲店", 1200)
    submitted(shops, "甲店")
    pk = sheet(shops, "甲店").pk
    with pytest.raises(NotASigner):
        services.approve_stocktake(actor=shops.actor("warehouse"), stocktake_id=pk, approve=True)
    with pytest.raises(InvalidInput):
        services.approve_stocktake(actor=shops.actor("director"), stocktake_id=pk, approve=False)
    services.approve_stocktake(actor=shops.actor("director"), stocktake_id=pk, approve=False, opinion="差异过大，复盘")
    assert (sheet(shops, "甲店").state, sheet(shops, "甲店").signatures) == ("counting", [])


def test_the_main_warehouse_is_counted_the_same_way(shops: Any) -> None:
    pk = services.start_stocktake(actor=shops.actor("warehouse")).id
    services.count_stock(actor=shops.actor("warehouse"), stocktake_id=pk, lines=[
        CountedInput(product_id=shops.machine.pk, counted=Decimal(950), reason="破损")])
    for key in BOTH:
        services.sign_stocktake(actor=shops.actor(key), stocktake_id=pk)
    services.submit_stocktake(actor=shops.actor("warehouse"), stocktake_id=pk)
    services.approve_stocktake(actor=shops.actor("director"), stocktake_id=pk, approve=True)
    assert StockBalance.objects.get(product=shops.machine).on_hand == 950


def test_goods_come_back_from_a_shop_but_not_more_than_lie_there(shops: Any) -> None:
    move = {"actor": shops.actor("warehouse"), "place_id": shops.shops["乙店"], "product_id": shops.machine.pk, "back": True}
    services.move_to_place(quantity=Decimal(300), **move)
    assert (there(shops, "乙店"), StockBalance.objects.get(product=shops.machine).on_hand) == (500, 1260)
    with pytest.raises(NotEnoughInShop):
        services.move_to_place(quantity=Decimal(501), **move)
