"""Addresses of reports and of the dialogs of their actions."""

from __future__ import annotations

from urllib.parse import urlencode

from yingshu.kernel.links import record_url


def report_url(report_id: int) -> str:
    """The page of a report."""
    return record_url("reports", report_id)


def act_url(code: str, **fixed: object) -> str:
    """The dialog of a business action, with what is already known."""
    return f"/act/{code}/" + (f"?{urlencode(fixed)}" if fixed else "")
