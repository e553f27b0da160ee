"""How a write-off, or a carrier's hand-over of collected money, reads to those who have to agree to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card
from yingshu.kernel.errors import NotFound
from yingshu.kernel.links import record_url

from .models import ReceivableItem

MOST_LINES = 12
HANDED = {"amount_fen": N_("amount handed over (yuan)"), "gap_fen": N_("difference (yuan)")}
FACTS = {"amount_fen": N_("amount written off (yuan)"), "days_overdue": N_("days overdue")}


def write_off(actor: Actor, asked: Mapping[str, Any]) -> Card:
    """Whose debt, how much of it, and how old it is."""
    item = ReceivableItem.objects.visible_to(actor).select_related("customer").one(pk=asked["item_id"])
    amount = item.open_fen if asked.get("amount") is None else asked["amount"]
    late = max((clock.today() - item.due_on).days, 0)
    lines = [(_("Customer"), item.customer.name), (_("Still open"), money.show(item.open_fen)), (_("Written off"), money.show(amount)),
             (_("Days overdue"), str(late)), (_("Reason"), asked["reason"])]
    title = _("%(customer)s: write off %(amount)s of %(number)s") % {"customer": item.customer.name, "amount": money.show(amount),
                                                                    "number": item.number}
    return Card(item.number, title, record_url("receivables", item.pk), actor.id, item.unit_id,
                {"amount_fen": amount, "days_overdue": late}, lines, about=("receivable", item.pk))


def hand_over(actor: Actor, asked: Mapping[str, Any]) -> Card:
    """What a carrier hands over of one collected amount, beside what it owes (REC-06)."""
    return _handed(actor, [(asked["item_id"], asked["amount"])], asked, about=asked["item_id"])


def hand_over_batch(actor: Actor, asked: Mapping[str, Any]) -> Card:
    """The same for a whole batch."""
    return _handed(actor, [(x.item_id, x.amount) for x in asked["lines"]], asked)


def _handed(actor: Actor, lines: Sequence[tuple[int, int]], asked: Mapping[str, Any], about: int = 0) -> Card:
    rows = ReceivableItem.objects.visible_to(actor).select_related("customer").filter(pk__in=[pk for pk, _fen in lines])
    items = {item.pk: item for item in rows}
    known = [(items[pk], fen) for pk, fen in lines if pk in items]
    if not known:
        raise NotFound(field="item_id")
    first, amount = known[0][0], sum(fen for _item, fen in known)
    gap = sum(item.open_fen for item, _fen in known) - amount
    day = asked.get("received_on") or clock.today()
    shown = [(_("Carrier"), first.carrier_name), (_("To be handed over"), money.show(amount + gap)),
             (_("Handed over now"), money.show(amount)), (_("Difference"), money.show(gap)), (_("Received on"), day.isoformat()),
             *((f"{item.number} {item.customer.name}", money.show(fen)) for item, fen in known[:MOST_LINES])]
    title = _("%(carrier)s hands over %(amount)s yuan of %(count)s") % {"carrier": first.carrier_name, "amount": money.show(amount),
                                                                       "count": len(known)}
    number = first.number if len(known) == 1 else f"{first.number}…"
    return Card(number, title, record_url("cod_items", first.pk), actor.id, first.unit_id, {"amount_fen": amount, "gap_fen": gap}, shown,
                about=("cod_item", about))
