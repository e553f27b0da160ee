"""Screens of meetings and reports."""

from . import items, meetings, months, reports

__all__ = ["items", "meetings", "months", "reports"]
