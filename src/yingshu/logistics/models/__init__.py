"""Carriers, shipments with their seven steps, counts, exceptions, freight, collected money."""

from .carrier import Carrier
from .exceptions import DispatchException, ReturnLine, ReturnNote
from .shipment import Count, CountLine, Shipment, TrackNode

__all__ = ["Carrier", "Count", "CountLine", "DispatchException", "ReturnLine", "ReturnNote", "Shipment", "TrackNode"]
