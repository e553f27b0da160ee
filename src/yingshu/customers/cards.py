"""How a change of credit terms reads to those who have to agree to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card
from yingshu.kernel.links import record_url

from .models import Customer

FACTS = {"amount_fen": N_("new credit limit (yuan)"), "increase_fen": N_("increase of the limit (yuan)"), "days": N_("days of credit")}


def credit_terms(actor: Actor, asked: Mapping[str, Any]) -> Card:
    """Old and new limit and days."""
    customer = Customer.objects.visible_to(actor).one(pk=asked["customer_id"])
    limit = asked.get("credit_limit_fen")
    new = customer.credit_limit_fen if limit is None else limit
    days = asked.get("credit_days") or customer.credit_days
    lines = [(_("Customer"), customer.name), (_("Credit limit"), f"{money.show(customer.credit_limit_fen)} → {money.show(new)}"),
             (_("Days of credit"), f"{customer.credit_days} → {days}"), (_("Reason"), asked.get("reason", ""))]
    title = _("%(customer)s: credit limit %(old)s → %(new)s") % {"customer": customer.name, "old": money.show(customer.credit_limit_fen),
                                                               "new": money.show(new)}
    facts = {"amount_fen": new, "increase_fen": new - customer.credit_limit_fen, "days": days}
    return Card(customer.number, title, record_url("customers", customer.pk), actor.id, customer.unit_id, facts, lines,
                about=("customer", customer.pk))
