"""Screens of dispatch."""

from .. import forms
from . import carrier, shipment, trouble, vehicle

__all__ = ["carrier", "forms", "shipment", "trouble", "vehicle"]
