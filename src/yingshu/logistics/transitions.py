"""Legal moves of shipments and exceptions."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import DispatchException, Shipment

S, X = Shipment.State, DispatchException.State

SHIPMENT = Transitions({
    "load": ([S.BOOKED, S.LOADED], S.LOADED),
    "unload": ([S.LOADED], S.BOOKED),
    "depart": ([S.LOADED], S.UNDER_WAY),
    "report": ([S.UNDER_WAY], S.UNDER_WAY),
    "arrive": ([S.UNDER_WAY], S.ARRIVED),
    "settle": ([S.ARRIVED], S.SETTLED),
    "cancel": ([S.BOOKED], S.CANCELLED),
    "reroute": ([S.BOOKED, S.LOADED, S.UNDER_WAY], S.UNDER_WAY),
}, S)

EXCEPTION = Transitions({"assign": ([X.OPEN], X.OPEN), "close": ([X.OPEN], X.CLOSED)}, X)
