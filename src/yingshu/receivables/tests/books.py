"""Short ways to write owed and received money in tests. Amounts are in fen."""

from __future__ import annotations

from datetime import date
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import together
from yingshu.kernel.source import Source
from yingshu.receivables.models import ReceivableItem
from yingshu.receivables.queries import order_sums
from yingshu.receivables.rules import OrderMoney, order_state
from yingshu.receivables.services.charges import ReturnResult, charge, return_goods, transfer_to_carrier


def shipped(actor: Actor, customer: Any, fen: int, *, on: date, due: date | None = None, method: str = "credit", order_id: int = 1,
            slip: int = 1, release: int = 0) -> ReceivableItem:
    """Goods of a slip left; the item as it stands afterwards."""
    return item(leave(actor, customer, fen, on=on, due=due, method=method, order_id=order_id, slip=slip, release=release))


def leave(actor: Actor, customer: Any, fen: int, *, on: date, due: date | None = None, method: str = "credit", order_id: int = 1,
          slip: int = 1, release: int = 0) -> int:
    """Goods of a slip left; answers the id of the item."""
    with together(actor, "receivables.record_receipt"):
        return charge(actor=actor, customer_id=customer.pk, number=f"XS{slip:04d}", source=Source("sales_slip", slip, f"XS{slip:04d}"),
                      order_id=order_id, order_number=f"DD{order_id:04d}", payment_method=method, shipped_on=on, due_on=due or on,
                      amount_fen=fen, owner_id=customer.owner_id, unit_id=customer.unit_id, release_committed_fen=release,
                      at_door=method == "cod")


def arrived(actor: Actor, *, on: date, due: date, slip: int = 1) -> int | None:
    """Goods to be paid on delivery arrived."""
    with together(actor, "receivables.record_receipt"):
        held = transfer_to_carrier(actor=actor, slip=Source("sales_slip", slip, f"XS{slip:04d}"), carrier_id=7, carrier_name="顺驰物流",
                                   on=on, due_on=due)
    return held.pk if held else None


def returned(actor: Actor, fen: int, *, on: date, slip: int = 1, reason: str = "破损") -> ReturnResult:
    """Goods of a slip came back."""
    with together(actor, "receivables.record_receipt"):
        return return_goods(actor=actor, slip=Source("sales_slip", slip, f"XS{slip:04d}"), amount_fen=fen,
                            source=Source("return_note", 1, "TH0001"), on=on, reason=reason)


def item(pk: int) -> ReceivableItem:
    """An item as it stands in the database."""
    found: ReceivableItem = ReceivableItem._plain.get(pk=pk)
    return found


def state_of(order_id: int) -> str:
    """Where the money of an order stands today (ORD-21)."""
    return order_state(OrderMoney(**ReceivableItem._plain.aggregate(**order_sums(order_id, clock.today()))))
