"""Reports as documents; the trail counted by month."""

from .report import Delivery, Report
from .tally import ActionMonth

__all__ = ["ActionMonth", "Delivery", "Report"]
