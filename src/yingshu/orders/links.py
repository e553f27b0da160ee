"""Addresses of records and of the dialogs of business actions."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def record_url(screen: str, record_id: int) -> str:
    """The page of a record; empty while no room shows that kind."""
    return page_url(f"screen:{screen}.detail", record_id)


def page_url(name: str, *args: object) -> str:
    """A page by name; empty while it does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def act_url(code: str, **fixed: object) -> str:
    """The dialog of a business action, with what is already known."""
    return f"/act/{code}/" + (f"?{urlencode(fixed)}" if fixed else "")
