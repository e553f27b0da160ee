"""Screens of reports."""

from . import reports

__all__ = ["reports"]
