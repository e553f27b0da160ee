"""What must always hold in the customer files."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F

from yingshu.kernel.invariants import invariant
from yingshu.kernel.text import name_key

from .models import Customer, FileReport, PrivacyRequest


@invariant("customers.names")
def names() -> Iterator[tuple[str, str]]:
    """The key for comparing belongs to the name."""
    everyone = Customer.objects.unscoped(reason="invariants look at all records")
    for number, name, key in everyone.values_list("number", "name", "name_key").iterator():
        if key != name_key(name)[:120]:
            yield number, "name and key differ"


@invariant("customers.deliveries")
def deliveries() -> Iterator[tuple[str, str]]:
    """No delivery without recipients."""
    for report in FileReport.objects.annotate(n=Count("receipts")).filter(n=0):
        yield report.period, "delivered to nobody"


@invariant("customers.privacy")
def privacy() -> Iterator[tuple[str, str]]:
    """A request is due after it was asked."""
    for request in PrivacyRequest.objects.filter(due_on__lt=F("asked_on")):
        yield str(request.pk), "due before asked"
