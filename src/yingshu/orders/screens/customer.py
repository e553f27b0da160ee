"""What orders add to the customer's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yingshu.customers.models import Customer
from yingshu.customers.panels import Link, add_link, add_panel
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Panel

from ..models import SalesOrder
from .detail import method_of
from .order import stage_tag, stuck_said
from .reading import INSTRUCTIONS

MOST = 10


def _panel(customer: Customer, actor: Actor) -> Mapping[str, Any]:
    if not actor.may("orders.view"):
        return {"allowed": False}
    rows = (SalesOrder.objects.visible_to(actor).filter(customer=customer).prefetch_related(INSTRUCTIONS)
            .order_by("-ordered_at", "-id")[:MOST])
    return {"allowed": True, "all_url": f"/orders/?customer={customer.pk}", "orders": [
        {"order": o, "tag": stage_tag(o), "stuck": stuck_said(o), "method": method_of(o)} for o in rows]}


add_panel(Panel("orders", _("Orders"), "orders/customer.html", _panel), first=True)
add_link(Link("orders.register", _("New order"), lambda customer: f"{reverse('order-new')}?customer_id={customer.pk}"))
