"""Reads of meetings and reports, for screens, other rooms and checks."""

from .meetings import carried, invited_in, late_arrivals, open_items, visible
from .reports import due_reports, to_handle

__all__ = ["carried", "due_reports", "invited_in", "late_arrivals", "open_items", "to_handle", "visible"]
