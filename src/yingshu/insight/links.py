"""Addresses of reports and of the dialogs of their actions."""

from __future__ import annotations

from urllib.parse import urlencode

from yingshu.kernel.links import record_url

from .models import Report

MAKE = {
    Report.Kind.MONTHLY_SALES: ("insight.make_monthly_report", "month"), Report.Kind.DAILY_SALES: ("insight.make_daily_report", "day"),
    Report.Kind.SALES_MONTH: ("insight.make_month_statement", "month"),
    Report.Kind.SALES_STATISTICS: ("insight.make_statistics", "period"), Report.Kind.SALES_ANALYSIS: ("insight.make_analysis", "month")}


def report_url(report_id: int) -> str:
    """The page of a report."""
    return record_url("reports", report_id)


def make_url(kind: str, period: str, **fixed: object) -> str:
    """The dialog that makes a report of a kind and period."""
    code, name = MAKE[Report.Kind(kind)]
    return act_url(code, **{name: period}, **fixed)


def act_url(code: str, **fixed: object) -> str:
    """The dialog of a business action, with what is already known."""
    return f"/act/{code}/" + (f"?{urlencode(fixed)}" if fixed else "")
