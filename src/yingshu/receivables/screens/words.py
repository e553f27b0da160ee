"""Words and marks that the screens of the room share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.screens import Tag

from ..models import ReceivableItem
from ..rules import Span

METHODS: dict[str, Any] = {"prepaid": _("Prepaid"), "deposit": _("Deposit and balance"), "cod": _("Cash on delivery"),
                           "credit": _("Monthly credit"), "bill": _("Acceptance bill")}


def method_of(row: Any) -> str:
    """The payment method in words."""
    return str(METHODS.get(row.payment_method, "")) or "--"


def days_late(item: ReceivableItem) -> int:
    """Days past the due date, 0 when it is not due, settled or COD under way."""
    if not item.open_fen or item.at_door:
        return 0
    return max((clock.today() - item.due_on).days, 0)


def item_tag(item: ReceivableItem) -> Tag:
    """Where an item's money stands (ORD-21)."""
    if not item.open_fen:
        return Tag(_("Settled"), "done")
    if late := days_late(item):
        return Tag(_("Overdue %(days)s days") % {"days": late}, "danger")
    if item.kind == ReceivableItem.Kind.COD:
        return Tag(_("COD to be handed over"), "wait")
    if item.at_door:
        return Tag(_("COD under way"), "run")
    return Tag(_("To be paid"), "wait")


def span_label(span: Span, basis: str = "due") -> str:
    """The head of a bucket."""
    if span.first is None:
        return str(_("Not due") if basis == "due" else _("Today"))
    if span.last is None:
        return str(_("Over %(days)s days") % {"days": span.first - 1})
    return str(_("%(first)s–%(last)s days") % {"first": span.first, "last": span.last})


def due_words(due_on: date, as_of: date) -> str:
    """Due when, and how late or how soon seen from a day."""
    days = (as_of - due_on).days
    if days > 0:
        return str(_("due %(day)s, %(days)s days overdue") % {"day": f"{due_on:%m-%d}", "days": days})
    return str(_("due %(day)s, in %(days)s days") % {"day": f"{due_on:%m-%d}", "days": -days})


def customer_url(customer_id: int | None) -> str:
    """The customer's page."""
    return reverse("screen:customers.detail", args=[customer_id]) if customer_id else ""


def item_url(item: Any) -> str:
    """The page of an open item."""
    screen = "cod_items" if item.kind == ReceivableItem.Kind.COD else "receivables"
    return reverse(f"screen:{screen}.detail", args=[item.id])


def statement_url(customer_id: int) -> str:
    """The customer's statement."""
    return reverse("statement", args=[customer_id])
