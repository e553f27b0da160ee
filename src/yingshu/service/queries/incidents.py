"""Serious events of a period, and whom they concern (SVC-24, SAT-16, SAT-34)."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from yingshu.kernel import clock

from ..models import AffectedCustomer, Incident


def incidents_in(first: date, last: date) -> QuerySet[Incident]:
    """Events that happened in the days, the newest first."""
    start, end = clock.day_bounds(first, last)
    return Incident.objects.filter(happened_at__gte=start, happened_at__lt=end).order_by("-happened_at", "-id")


def exposures_in(first: date, last: date) -> int:
    """Events exposed in public or followed by legal responsibility: each takes points off the index (SAT-16)."""
    return incidents_in(first, last).filter(exposed=True).count()


def affected_in(first: date, last: date) -> dict[int, list[int]]:
    """Ids of the customers concerned, by event (SAT-34)."""
    found: dict[int, list[int]] = {}
    rows = AffectedCustomer.objects.filter(incident__in=incidents_in(first, last)).order_by("incident_id", "customer_id")
    for incident, customer in rows.values_list("incident_id", "customer_id"):
        found.setdefault(incident, []).append(customer)
    return found
