"""How the settlement of a freight reads to those who have to agree to it (LOG-05)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card
from yingshu.kernel.links import record_url

from .models import Shipment

FACTS = {"amount_fen": N_("freight settled (yuan)")}


def freight(actor: Actor, asked: Mapping[str, Any]) -> Card:
    """Which shipment, what was agreed, what is to be paid."""
    row = Shipment.objects.visible_to(actor).select_related("carrier", "slip").one(pk=asked["shipment_id"])
    amount = money.show(asked["amount"])
    lines = [(_("Carrier"), row.carrier.name), (_("Order"), row.order_number), (_("Sales slip"), row.slip.number if row.slip else "--"),
             (_("Waybill"), row.waybill or "--"), (_("Freight agreed"), money.show(row.freight_fen)), (_("Freight to settle"), amount)]
    title = _("%(carrier)s: freight of %(amount)s yuan for %(order)s") % {
        "carrier": row.carrier.name, "amount": amount, "order": row.order_number}
    return Card(row.order_number, title, record_url("shipments", row.pk), actor.id, row.unit_id, {"amount_fen": asked["amount"]}, lines,
                about=("shipment", row.pk))
