"""Addresses of reports."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def report_url(report_id: int) -> str:
    """The page of a report."""
    return record_url("reports", report_id)


def record_url(screen: str, record_id: int) -> str:
    """The page of a record; empty while no room shows that kind."""
    try:
        return reverse(f"screen:{screen}.detail", args=[record_id])
    except NoReverseMatch:
        return ""


def act_url(code: str, **fixed: object) -> str:
    """The dialog of a business action, with what is already known."""
    return f"/act/{code}/" + (f"?{urlencode(fixed)}" if fixed else "")
