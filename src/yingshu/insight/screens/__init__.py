"""Screens of reports."""

from . import rehearsals, reports

__all__ = ["rehearsals", "reports"]
