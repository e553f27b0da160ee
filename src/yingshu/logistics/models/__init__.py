"""Carriers, shipments with their seven steps, counts, exceptions, freight, collected money."""

from .carrier import Carrier, CarrierTalk
from .exceptions import DispatchException, ReturnLine, ReturnNote
from .shipment import Count, Shipment, TrackNode

__all__ = ["Carrier", "CarrierTalk", "Count", "DispatchException", "ReturnLine", "ReturnNote", "Shipment", "TrackNode"]
