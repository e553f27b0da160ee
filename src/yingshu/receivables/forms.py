"""First values of the dialogs about money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import initial

from .models import ReceivableItem

Supplied = Mapping[str, Any]
LONGEST_ID = 19


def _id(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_ID else 0


def _hand_over(actor: Actor, query: Mapping[str, str]) -> Supplied:
    """What the carrier still holds, today."""
    item = ReceivableItem.objects.visible_to(actor).filter(pk=_id(query, "item_id"), kind=ReceivableItem.Kind.COD).first()
    return {"initial": {"amount": item.open_fen, "received_on": clock.today()}} if item else {}


def _receipt(actor: Actor, query: Mapping[str, str]) -> Supplied:
    """What is still owed for the order, from its customer, today."""
    pk = _id(query, "order_id")
    items = list(ReceivableItem.objects.visible_to(actor).filter(order_id=pk, kind=ReceivableItem.Kind.SALE, settled_on=None)
                 .select_related("customer")) if pk else []
    if not items:
        return {"initial": {"received_on": clock.today()}}
    return {"initial": {"amount": sum(i.open_fen for i in items), "received_on": clock.today(), "payer": items[0].customer.name}}


for code, supply in {"receivables.hand_over_cod": _hand_over, "receivables.record_receipt": _receipt}.items():
    initial(code, supply)
