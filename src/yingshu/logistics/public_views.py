"""The customer's page: how far the order is, by the link or the code on the slip. No prices, no other data."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.public import public_page
from yingshu.orders.models import SalesSlip
from yingshu.orders.queries import public_progress
from yingshu.organisation.queries import company_name

from .models import Shipment

STEPS = (lazy("Order received"), lazy("In preparation"), lazy("Ready to ship"), lazy("On its way"), lazy("Delivered"))
REACHED = {"draft": 0, "reviewing": 0, "rejected": 0, "approved": 0, "preparing": 1, "issuable": 1, "to_ship": 2, "part_shipped": 3,
           "shipped": 3,
           "arrived": 4, "closed": 4}


@public_page()
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """State, waybill, expected day of one order; 404 for a wrong link."""
    found = public_progress(token)
    if found is None:
        raise Http404
    return render(request, "logistics/progress.html", {
        **found, "steps": steps(found), "parcels": parcels(found["slips"]), "company": company_name(),
        "cancelled": found["stage"].code == "cancelled", "part": found["stage"].code == "part_shipped"})


def steps(found: dict[str, Any]) -> list[dict[str, str]]:
    """Five steps in words a customer knows."""
    reached = REACHED.get(found["stage"].code, -1)
    days = [_day(found["ordered_at"]), _day(found["instructed_at"]), _day(min((s.issued_at for s in found["slips"]), default=None)),
            _day(min((s.shipped_at for s in found["slips"] if s.shipped_at), default=None)),
            _day(max((s.arrived_at for s in found["slips"] if s.arrived_at), default=None)) if reached == 4 else ""]
    last = reached == len(STEPS) - 1
    return [{"title": str(title), "sub": days[n] if n <= reached else "", "state": _state(n, reached, last)} for n,
            title in enumerate(STEPS)]


def _state(n: int, reached: int, last: bool) -> str:
    if n == reached and not last:
        return "now"
    return "ok" if n <= reached else ""


def _day(moment: Any) -> str:
    return f"{clock.local(moment):%m-%d %H:%M}" if moment else ""


def parcels(slips: list[SalesSlip]) -> list[dict[str, Any]]:
    """Each part under way: waybill, expected day, when it left and arrived."""
    shipments = {s.slip_id: s for s in Shipment._plain.filter(slip_id__in=[s.pk for s in slips if s.shipped_at])}
    return [{"waybill": shipments[s.pk].waybill, "expected": shipments[s.pk].expected_on, "shipped": _day(s.shipped_at),
             "arrived": _day(s.arrived_at)} for s in slips if s.pk in shipments]
