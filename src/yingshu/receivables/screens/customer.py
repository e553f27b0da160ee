"""What owed money adds to the customer's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yingshu.customers.models import Customer
from yingshu.customers.panels import Figure, add_figure, add_panel
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Panel

from ..models import DunningNote, Receipt, ReceivableItem
from ..queries import account_of, overdue_items
from ..rules import credit_used
from .words import due_words, item_tag, item_url, statement_url


def _panel(customer: Customer, actor: Actor) -> Mapping[str, Any]:
    if not actor.may("receivables.view"):
        return {"allowed": False}
    items = ReceivableItem.objects.visible_to(actor).filter(customer=customer, settled_on=None).order_by("due_on", "id")[:20]
    account = account_of(customer.pk)
    today = clock.today()
    return {"allowed": True, "account": account, "used": credit_used(account),
            "available": customer.credit_limit_fen - credit_used(account),
            "items": [{"item": i, "url": item_url(i), "tag": item_tag(i), "due": due_words(i.due_on, today)} for i in items],
            "receipts": Receipt.objects.visible_to(actor).filter(customer=customer).order_by("-on", "-id")[:5],
            "notes": DunningNote.objects.filter(customer=customer).order_by("-id")[:5], "statement_url": statement_url(customer.pk),
            "ageing_url": f"{reverse('ageing')}?customer={customer.pk}"}


def _overdue(customer: Customer, actor: Actor) -> int:
    return int(overdue_items(actor, clock.today()).filter(customer=customer).aggregate(x=Sum("open_fen"))["x"] or 0)


add_panel(Panel("receivables", _("Receivables"), "receivables/customer.html", _panel))
add_figure(Figure("credit_used", _("Credit used"), lambda c, actor: credit_used(account_of(c.pk)), 20, right="receivables.view",
                  means=_("What is owed, ordered on credit and not shipped yet, and bills that are not paid, less advances (CUS-16).")))
add_figure(Figure("receivable", _("Receivables"), lambda c, actor: account_of(c.pk).receivable_fen, 30,
                  url=lambda c: f"{reverse('ageing')}?customer={c.pk}",
                  right="receivables.view"))
add_figure(Figure("overdue", _("Overdue"), _overdue, 40, lambda fen: "danger" if fen else "", right="receivables.view"))
