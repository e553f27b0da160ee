"""Screens of the organisation."""

from . import access, people, standing_in, structure

__all__ = ["access", "people", "standing_in", "structure"]
