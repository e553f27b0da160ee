"""Figures about customers: how many, new ones, lost ones (MTG-12)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from yingshu.audit.models import AuditEntry
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.metrics import Metric, declare

from .models import Customer

STOP = "customers.stop"


def _active(first: date, last: date, actor: Actor) -> int:
    return int(Customer.objects.visible_to(actor).filter(state=Customer.State.ACTIVE).count())


def _fresh(first: date, last: date, actor: Actor) -> int:
    start, end = clock.day_bounds(first, last)
    return int(Customer.objects.visible_to(actor).filter(created_at__gte=start, created_at__lt=end).count())


def _lost(first: date, last: date, actor: Actor) -> int:
    """Those with whom business was stopped in these days and is still."""
    start, end = clock.day_bounds(first, last)
    stopped = AuditEntry.objects.filter(action=STOP, refused=False, at__gte=start, at__lt=end).values("subject_id")
    return int(Customer.objects.visible_to(actor).filter(state=Customer.State.STOPPED, pk__in=stopped).count())


declare(Metric("customers.active", _("Customers"), "count", _("Customers in business now."), _active, "MTG-12"))
declare(Metric("customers.fresh", _("New customers"), "count", _("Customer files begun in the period."), _fresh, "MTG-12"))
declare(Metric("customers.lost", _("Lost customers"), "count", _("Customers with whom business was stopped in the period and is still."),
               _lost, "MTG-12"))
