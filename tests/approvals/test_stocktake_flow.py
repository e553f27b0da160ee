"""Differences of a stocktake go through the flow in force (LOG-09)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from yingshu.approvals import services
from yingshu.approvals.errors import StillWaits
from yingshu.approvals.models import Approval
from yingshu.kernel import clock
from yingshu.stock import services as stock
from yingshu.stock.inputs import CountedInput
from yingshu.stock.models import PlaceStock, StockEntry, Stocktake

from ..support.flows import flow, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(trade: Any) -> Any:
    """A shop with 100 of a product at 150 yuan, counted as 96 and handed in."""
    keeper, trade.goods = trade.actor("warehouse"), trade.product("地板", "150", stock=300)
    trade.shop = stock.open_place(actor=keeper, name="甲店").id
    stock.move_to_place(actor=keeper, place_id=trade.shop, product_id=trade.goods.pk, quantity=Decimal(100))
    with clock.at(datetime(2026, 12, 28, 9)):
        yield trade


def handed_in(shop: Any, counted: int) -> Stocktake:
    keeper = shop.actor("warehouse")
    pk = stock.start_stocktake(actor=keeper, place_id=shop.shop).id
    lines = [CountedInput(product_id=shop.goods.pk, counted=Decimal(counted), reason="破损")]
    stock.count_stock(actor=keeper, stocktake_id=pk, lines=lines)
    for key in ("billing_clerk", "warehouse"):
        stock.sign_stocktake(actor=shop.actor(key), stocktake_id=pk)
    stock.submit_stocktake(actor=keeper, stocktake_id=pk)
    return Stocktake.objects.get(pk=pk)


def there(shop: Any) -> tuple[int, list[int]]:
    entries = StockEntry.objects.filter(kind="adjusted").values_list("quantity", flat=True)
    return int(PlaceStock.objects.get(place_id=shop.shop).on_hand), [int(q) for q in entries]


@pytest.mark.clause("LOG-09")
def test_the_rulebooks_flow_decides_and_nobody_beside_it(shop: Any) -> None:
    act = shop.company.act
    pk = act("rulebook.use_packs", "director", packs=["dealer_sales"], code="ZX", title="管理制度").id
    act("rulebook.submit_version", "director", version_id=pk, leaders=[shop.company.person("vice_president").pk])
    act("rulebook.approve_version", "vice_president", version_id=pk)
    act("rulebook.publish_version", "director", version_id=pk, valid_from=date(2026, 12, 28))
    row = handed_in(shop, 96)
    asked = Approval.objects.get(kind="stocktake")
    assert (row.state, asked.subject_id, asked.owner_id, asked.title, [t.person.name for t in asked.tasks.all()]) == (
        "submitted", row.pk, shop.actor("warehouse").id, "甲店：差异 -600.00 元", ["营销总监唐宁"])
    with pytest.raises(StillWaits):
        stock.approve_stocktake(actor=shop.actor("sales_director"), stocktake_id=row.pk, approve=True)
    assert there(shop) == (100, [])
    services.agree(actor=shop.actor("sales_director"), approval_id=asked.pk)
    row.refresh_from_db()
    assert (row.state, row.decided_by, there(shop)) == ("posted", "营销总监唐宁", (96, [-4]))


@pytest.mark.clause("LOG-09")
def test_refused_it_is_counted_and_signed_again(shop: Any) -> None:
    flow("stocktake", [post("top", "director")], when=[{"fact": "amount", "op": ">", "value": "100"}])
    row = handed_in(shop, 96)
    services.refuse(actor=shop.actor("director"), approval_id=Approval.objects.get().pk, reason="差异过大，复盘")
    row.refresh_from_db()
    assert (row.state, row.signatures, row.opinion, there(shop)) == ("counting", [], "差异过大，复盘", (100, []))


@pytest.mark.clause("LOG-09")
def test_small_differences_need_no_flow_but_the_posts_of_the_clause(shop: Any) -> None:
    flow("stocktake", [post("top", "director")], when=[{"fact": "amount", "op": ">", "value": "1000"}])
    row = handed_in(shop, 96)
    assert not Approval.objects.exists()
    stock.approve_stocktake(actor=shop.actor("sales_director"), stocktake_id=row.pk, approve=True, opinion="同意")
    assert there(shop) == (96, [-4])
