"""S9 steps 3 and 7: the ledger against finance on the 25th; the shops counted on 28 December."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.logistics.inputs import ReturnInput
from yingshu.logistics.services import take_back
from yingshu.receivables import services as money
from yingshu.receivables.models import Reconciliation
from yingshu.rulebook.decisions import Refused
from yingshu.stock import services as stock
from yingshu.stock.inputs import CountedInput
from yingshu.stock.models import Stocktake


@pytest.mark.clause("REC-04")
def test_step_3_a_difference_of_600(trade: Any) -> None:
    customer = trade.customer(limit=1_000_000, investigated=True)
    _order, slip = trade.shipped(customer, trade.product("地板", "150", stock=5000), "2373", method="credit")
    trade.shipped(customer, trade.product("踢脚线", "50", stock=1), "1", method="credit")
    finance = trade.actor("finance")
    with clock.at(datetime(2026, 6, 25, 9)):
        pk = money.start_reconciliations(actor=system()).id
        assert Reconciliation._plain.get(pk=pk).ledger_fen == 35_600_000
        assert money.enter_other_side(actor=finance, reconciliation_id=pk, amount=35_540_000).data["difference"] == "600.00"
        with pytest.raises(Refused) as refused:
            money.complete_reconciliation(actor=finance, reconciliation_id=pk)
        assert refused.value.clause == "REC-04"
        trade.arrived(slip)
        line = _lines(slip)[0]
        take_back(actor=trade.actor("warehouse"), slip_id=slip, lines=[ReturnInput(line_id=line, quantity=Decimal(4))], reason="退货")
        done = money.complete_reconciliation(actor=finance, reconciliation_id=pk)
    assert (done.state, done.data["difference"]) == ("completed", "0.00")


def _lines(slip_id: int) -> list[int]:
    from yingshu.orders.models import SlipLine

    return list(SlipLine.objects.filter(slip_id=slip_id).values_list("pk", flat=True))


@pytest.mark.clause("LOG-09")
def test_step_7_two_shops(trade: Any) -> None:
    floor, keeper = trade.product("地板", "150", stock=3000), trade.actor("warehouse")
    shops = {name: stock.open_place(actor=keeper, name=name).id for name in ("甲店", "乙店")}
    for name, quantity in (("甲店", 1240), ("乙店", 800)):
        stock.move_to_place(actor=keeper, place_id=shops[name], product_id=floor.pk, quantity=Decimal(quantity))
    with clock.at(datetime(2026, 12, 28, 9)):
        assert stock.start_stocktakes(actor=system()).data["made"] == 2
        sheets = {s.place.name: s.pk for s in Stocktake.objects.select_related("place")}
        for name, quantity, net in (("甲店", 1236, "-600.00"), ("乙店", 803, "450.00")):
            counted = stock.count_stock(actor=keeper, stocktake_id=sheets[name], lines=[
                CountedInput(product_id=floor.pk, counted=Decimal(quantity), reason="盘点差异")])
            assert counted.data["net"] == net
        assert sum(s.net_fen for s in Stocktake.objects.all()) == -150_00
        stock.sign_stocktake(actor=trade.actor("billing_clerk"), stocktake_id=sheets["甲店"])
        with pytest.raises(Refused) as refused:
            stock.submit_stocktake(actor=keeper, stocktake_id=sheets["甲店"])
        assert (refused.value.clause, "仓管员" in refused.value.text()) == ("LOG-09", True)
