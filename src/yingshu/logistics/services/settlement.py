"""Freight (LOG-05): step 7 of seven."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Fen, Id
from yingshu.kernel.services import Done, service
from yingshu.organisation.queries import require_within_limit
from yingshu.receivables.queries import cod_open_for_slip
from yingshu.rulebook.decisions import Subject, decide

from .. import cards
from ..controls import FREIGHT
from ..models import Shipment
from ..rules import FreightFacts
from ..transitions import SHIPMENT


@service("logistics.settle_freight", title=N_("Settle the freight"), clause="LOG-05")
@approving.held("logistics.settle_freight", title=N_("Settle the freight"), clause="LOG-05", card=cards.freight, fact_names=cards.FACTS)
def settle_freight(*, actor: Actor, shipment_id: Id, amount: Fen) -> Done:
    """Settle the freight of an arrived shipment; where a flow is in force, once it is agreed to. Refused while collected money is not
    handed over, or above what was agreed."""
    shipment = SHIPMENT.move(Shipment, shipment_id, "settle", actor=actor, set={"settled_at": clock.now(), "freight_paid_fen": amount})
    facts = FreightFacts(agreed_fen=shipment.freight_fen, asked_fen=amount, cod_open_fen=cod_open_for_slip(shipment.slip_id))
    decide(FREIGHT, facts, Subject("shipment", shipment.pk, shipment.order_number, shipment.unit_id))
    require_within_limit(actor, "logistics.settle_freight", amount)
    return Done("shipment", shipment_id, shipment.order_number, shipment.state, data={"freight": money.plain(amount)},
                before={"state": "arrived"}, after={"state": shipment.state, "freight_paid_fen": amount})
