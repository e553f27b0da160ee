"""Screens of dispatch."""

from .. import forms
from . import carrier, counting, shipment, trouble, vehicle

__all__ = ["carrier", "counting", "forms", "shipment", "trouble", "vehicle"]
