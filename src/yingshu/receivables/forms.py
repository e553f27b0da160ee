"""First values of the dialogs about money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import initial
from yingshu.kernel.text import id_of

from .models import ReceivableItem

Supplied = Mapping[str, Any]


def _hand_over(actor: Actor, query: Mapping[str, str]) -> Supplied:
    """What the carrier still holds, today."""
    item = ReceivableItem.objects.visible_to(actor).filter(pk=id_of(query.get("item_id", "")), kind=ReceivableItem.Kind.COD).first()
    return {"initial": {"amount": item.open_fen, "received_on": clock.today()}} if item else {}


def _receipt(actor: Actor, query: Mapping[str, str]) -> Supplied:
    """What is still owed for the order, from its customer, today."""
    pk = id_of(query.get("order_id", ""))
    items = list(ReceivableItem.objects.visible_to(actor).filter(order_id=pk, kind=ReceivableItem.Kind.SALE, settled_on=None)
                 .select_related("customer")) if pk else []
    if not items:
        return {"initial": {"received_on": clock.today()}}
    return {"initial": {"amount": sum(i.open_fen for i in items), "received_on": clock.today(), "payer": items[0].customer.name}}


for code, supply in {"receivables.hand_over_cod": _hand_over, "receivables.record_receipt": _receipt}.items():
    initial(code, supply)
