"""Giving up owed money, and marking what the customer disputes."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import ItemRef, Needed, Text
from yingshu.kernel.services import Done, service
from yingshu.organisation.queries import require_within_limit

from .. import cards
from ..errors import TooMuchAllocated
from ..inputs import Amount
from ..models import ReceivableItem
from .posting import Kind, Posting


@service("receivables.write_off", title=N_("Write off"), clause="REC-03")
@approving.held("receivables.write_off", title=N_("Write off"), clause="REC-03", card=cards.write_off, fact_names=cards.FACTS)
def write_off(*, actor: Actor, item_id: ItemRef, reason: Needed, amount: Amount | None = None) -> Done:
    """Give up what an item still owes, or a part of it. A right of its own; the reason is kept with the entry."""
    item = _open_item(actor, item_id)
    fen = item.open_fen if amount is None else amount
    if not 0 < fen <= item.open_fen:
        raise TooMuchAllocated(number=item.number, asked=money.show(fen), left=money.show(item.open_fen), field="amount")
    require_within_limit(actor, "receivables.write_off", fen)
    before, posting = item.open_fen, Posting(actor)
    posting.enter(item, Kind.WRITE_OFF, -fen, clock.today(), reason=reason)
    posting.write()
    return Done("receivable", item.pk, item.number, "settled" if not item.open_fen else "open", reason=reason, data={
        "amount": money.plain(fen), "open": money.plain(item.open_fen)}, before={"open_fen": before}, after={"open_fen": item.open_fen})


@service("receivables.mark_disputed", title=N_("Disputed by the customer"), clause="REC-04")
def mark_disputed(*, actor: Actor, item_id: ItemRef, disputed: bool = True, reason: Text = "") -> Done:
    """Mark an item as disputed, or not any more. It stays owed and keeps ageing."""
    item = _open_item(actor, item_id)
    write.change(ReceivableItem, where={"id": item.pk}, set={"disputed": disputed})
    return Done("receivable", item.pk, item.number, "", before={"disputed": item.disputed}, after={"disputed": disputed}, reason=reason)


def _open_item(actor: Actor, item_id: int) -> ReceivableItem:
    item: ReceivableItem | None = write.lock(ReceivableItem, item_id, actor=actor)
    if item is None:
        raise NotFound(field="item_id")
    return item
