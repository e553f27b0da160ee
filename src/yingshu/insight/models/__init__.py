"""Reports as documents."""

from .report import Delivery, Report

__all__ = ["Delivery", "Report"]
