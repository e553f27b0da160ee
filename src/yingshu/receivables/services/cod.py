"""代收款交接: carriers hand over what they collected (REC-06)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.kernel import approving, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Text
from yingshu.kernel.services import Done, current, service
from yingshu.rulebook.decisions import Subject, decide, params_of

from .. import cards
from ..controls import COD
from ..errors import NothingHeld
from ..inputs import Amount, CodItemRef, HandOverInput
from ..models import Receipt, ReceivableItem
from ..rules import CodFacts, cod_late
from .posting import Posting
from .receipts import give_number, new_receipt, past_day


@service("receivables.hand_over_cod", title=N_("Hand over collected money"), clause="REC-06")
@approving.held("receivables.hand_over_cod", title=N_("Hand over collected money"), clause="REC-06", card=cards.hand_over,
                fact_names=cards.HANDED)
def hand_over_cod(*, actor: Actor, item_id: CodItemRef, amount: Amount, received_on: date | None = None, note: Text = "") -> Done:
    """Record what a carrier handed over of one collected amount: due, returned, difference and day (REC-06).

    Where a flow is in force it counts once finance has confirmed it; without a day given, on the day of the confirmation. The difference
    stays open to be looked into; too much stays the customer's credit. ``late`` when more days after arrival than allowed. Raises
    NothingHeld for an item that no carrier owes.
    """
    return _record(actor, item_id, amount, received_on, note)


def _record(actor: Actor, item_id: int, amount: int, received_on: date | None, note: str) -> Done:
    item: ReceivableItem | None = write.lock(ReceivableItem, item_id, actor=actor)
    if item is None:
        raise NotFound(field="item_id")
    if item.kind != ReceivableItem.Kind.COD or not item.open_fen:
        raise NothingHeld(number=item.number)
    due, on = item.open_fen, past_day(received_on)
    posting = Posting(actor)
    receipt = new_receipt(actor, Customer._plain.get(pk=item.customer_id), amount, Receipt.Method.COD, on, payer=item.carrier_name,
                          carrier_id=item.carrier_id, order_id=item.order_id, order_number=item.order_number, note=note)
    receipt.confirmed_by = current().actor.name  # where a flow asks finance, it is finance
    posting.credit(receipt, amount)
    posting.pay(item, receipt, min(amount, due))
    give_number(receipt)
    posting.write()
    facts = CodFacts(due_fen=due, returned_fen=amount, days=(on - item.shipped_on).days)
    decision = decide(COD, facts, Subject("cod_item", item.pk, item.number, item.unit_id))
    late = cod_late(item.shipped_on, on, params_of(COD, item.unit_id).return_within_days_after_arrival)
    return Done("cod_item", item.pk, item.number, "settled" if not item.open_fen else "open", data={
        "receipt": receipt.number, "due": money.plain(due), "returned": money.plain(amount), "difference": money.plain(due - amount),
        "open": money.plain(item.open_fen), "days": facts.days, "late": late, "says": str(decision.verdict.says)},
        before={"open_fen": due}, after={"open_fen": item.open_fen, "returned_fen": amount, "on": on.isoformat()}, reason=note)


@service("receivables.hand_over_batch", title=N_("Hand over collected money, many at once"), clause="REC-06")
@approving.held("receivables.hand_over_batch", title=N_("Hand over collected money, many at once"), clause="REC-06",
                card=cards.hand_over_batch, fact_names=cards.HANDED)
def hand_over_batch(*, actor: Actor, lines: list[HandOverInput], received_on: date | None = None, note: Text = "") -> Done:
    """One hand-over of many collected amounts: all of them are recorded, or none. The answer sums due, returned and difference."""
    done = [_record(actor, x.item_id, x.amount, received_on, note) for x in lines]
    sums = {name: money.plain(sum(money.to_fen(d.data[name]) for d in done)) for name in ("due", "returned", "difference")}
    return Done("cod_item", done[0].id if done else 0, done[0].number if done else "", "", data={
        **sums, "lines": [d.as_json() for d in done]}, after=sums, reason=note)
