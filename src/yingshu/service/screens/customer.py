"""What customer service adds to a customer's page: cases and after-sales, the service record of the file (CUS-02)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from yingshu.customers.models import Customer
from yingshu.customers.panels import add_panel
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.screens import Panel

from ..models import AfterSales
from ..queries import cases_of
from .after_sales import tag
from .cases import case_tag

MOST = 10


def record(customer: Customer, actor: Actor) -> dict[str, Any]:
    """The latest cases and after-sales of the customer, within what the person may see; nothing without the right."""
    cases = cases_of(actor).filter(customer=customer).order_by("-received_at", "-id")[:MOST] if actor.may("cases.view") else ()
    orders = (AfterSales.objects.visible_to(actor).filter(customer=customer).order_by("-asked_at", "-id")[:MOST]
              if actor.may("after_sales.view") else ())
    found = [(c.received_at, c.number, c.get_kind_display(), c.content, case_tag(c), record_url("cases", c.pk)) for c in cases]
    found += [(a.asked_at, a.number, a.get_kind_display(), a.says, tag(a), record_url("after_sales", a.pk)) for a in orders]
    names = ("at", "number", "kind", "says", "tag", "url")
    return {"rows": [dict(zip(names, row, strict=True)) for row in sorted(found, key=lambda row: row[0], reverse=True)],
            "may": actor.may("cases.view") or actor.may("after_sales.view")}


add_panel(Panel("service", _("Service record"), "service/customer.html", record, tab=True))
