"""Screens of duties."""

from . import duty, occurrence, version

__all__ = ["duty", "occurrence", "version"]
