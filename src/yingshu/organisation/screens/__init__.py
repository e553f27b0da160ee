"""Screens of the organisation."""

from . import access, governance, importing, people, standing_in, structure

__all__ = ["access", "governance", "importing", "people", "standing_in", "structure"]
