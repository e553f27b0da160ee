"""Reports as documents; the trail counted by month; rehearsals of changed rules."""

from .rehearsal import Rehearsal, RehearsedDecision
from .report import Delivery, Report
from .tally import ActionMonth

__all__ = ["ActionMonth", "Delivery", "Rehearsal", "RehearsedDecision", "Report"]
