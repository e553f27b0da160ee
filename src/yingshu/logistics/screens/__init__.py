"""Screens of dispatch."""

from . import carrier, shipment, trouble, vehicle

__all__ = ["carrier", "shipment", "trouble", "vehicle"]
