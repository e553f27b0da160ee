"""What surveys show on a customer's page: the questionnaires, what came back, and the form of a visit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from yingshu.customers.models import Customer
from yingshu.customers.panels import add_panel
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Panel

from .models import Invitation
from .screens.responses import points
from .screens.waves import invitation_tag

SHOWN = 10


def surveys(customer: Customer, actor: Actor) -> dict[str, Any]:
    """The latest questionnaires; nothing for people who may not see surveys."""
    if not actor.may("invitations.view"):
        return {}
    rows = Invitation.objects.filter(customer_id=customer.pk).select_related("wave").prefetch_related("responses").order_by("-id")[:SHOWN]
    found = [{"row": row, "tag": invitation_tag(row), "points": next((points(r) for r in row.responses.all() if r.voided_at is None), "--")}
             for row in rows]
    return {"rows": found, "visit": f"/customers/{customer.pk}/visit/" if actor.may("satisfaction.record_visit") else "", "may": True}


add_panel(Panel("surveys", _("Satisfaction surveys"), "satisfaction/customer.html", surveys, tab=True))
