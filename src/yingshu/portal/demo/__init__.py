"""The demo company, as lived in: half a year of orders in every state, made by calling the services."""

from .load import load

__all__ = ["load"]
