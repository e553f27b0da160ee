"""Carriers, shipments with their seven steps, counts, exceptions, freight, collected money."""

from .carrier import Carrier
from .exceptions import DispatchException, ReturnLine, ReturnNote
from .shipment import Count, Shipment, TrackNode

__all__ = ["Carrier", "Count", "DispatchException", "ReturnLine", "ReturnNote", "Shipment", "TrackNode"]
