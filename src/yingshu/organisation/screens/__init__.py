"""Screens of the organisation."""

from . import access, importing, people, standing_in, structure

__all__ = ["access", "importing", "people", "standing_in", "structure"]
