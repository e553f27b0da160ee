"""Meetings with what was agreed in them; written and spoken reports; what the month's checks found."""

from .meeting import ActionItem, AgendaItem, Attendance, Meeting
from .months import ComplianceCheck
from .report import WorkReport

__all__ = ["ActionItem", "AgendaItem", "Attendance", "ComplianceCheck", "Meeting", "WorkReport"]
