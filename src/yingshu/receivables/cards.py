"""How a write-off reads to those who have to agree to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card
from yingshu.kernel.links import record_url

from .models import ReceivableItem

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
