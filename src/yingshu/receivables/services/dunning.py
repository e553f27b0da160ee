"""催款记录 (REC-05)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.documents.numbers import next_number
from yingshu.kernel import choices, clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import CustomerRef, ItemRef
from yingshu.kernel.services import Done, service

from ..inputs import Amount, Said
from ..models import DunningNote, ReceivableItem
from ..wordlists import CHANNEL, Channel


@service("receivables.record_dunning", title=N_("Record dunning"), clause="REC-05")
def record_dunning(*, actor: Actor, customer_id: CustomerRef | None = None, item_id: ItemRef | None = None,
                   channel: Channel = DunningNote.Channel.PHONE, says: Said = "", promised_on: date | None = None,
                   promised: Amount | None = None) -> Done:
    """Record when and how the customer was asked to pay, what was said and what was promised (REC-05).

    A promise that is not kept puts the customer on the list again the day after. Without ``promised`` all that is open of the item,
    or overdue of the customer, is promised.
    """
    choices.check(channel=(CHANNEL, channel))
    item: ReceivableItem | None = write.read_one(ReceivableItem, item_id, actor=actor, field="item_id") if item_id else None
    customer: Customer = write.read_one(Customer, customer_id or (item.customer_id if item else 0), actor=actor, field="customer_id")
    if item and item.customer_id != customer.pk:
        raise NotFound(field="item_id")
    if promised and not promised_on:
        raise InvalidInput({"promised_on": [N_("Give the day for which it was promised.")]})
    amount = _promised(customer, item, promised) if promised_on else None
    number = next_number("dunning", clock.today())
    pk = write.add_one(DunningNote, number=number, customer_id=customer.pk, item_id=item.pk if item else None, at=clock.now(),
                       channel=str(channel), says=says, promised_on=promised_on, promised_fen=amount, actor_id=actor.id,
                       actor_name=actor.name)
    return Done("dunning_note", pk, number, "", data={"customer": customer.name, "promised": money.plain(amount) if amount else ""},
                after={"customer": customer.name, "channel": str(channel), "promised_on": promised_on.isoformat() if promised_on else "",
                       "promised_fen": amount})


def _promised(customer: Customer, item: ReceivableItem | None, given: int | None) -> int:
    if given:
        return given
    if item:
        return item.open_fen
    items = write.read(ReceivableItem, {"customer_id": customer.pk, "settled_on__isnull": True, "kind": "sale"})
    overdue = sum(i.open_fen for i in items if i.due_on < clock.today())
    return overdue or sum(i.open_fen for i in items)
