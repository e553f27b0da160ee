"""Screens of customer service."""

from . import after_sales, cases, customer, improvements, incidents, penalties

__all__ = ["after_sales", "cases", "customer", "improvements", "incidents", "penalties"]
