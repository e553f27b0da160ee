"""Addresses of pages, for rooms that tell people about records."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from .actor import Actor


def record_url(screen: str, pk: int) -> str:
    """The page of a record; empty where there are no pages (bare tests)."""
    try:
        return reverse(f"screen:{screen}.detail", args=[pk])
    except NoReverseMatch:
        return f"/{screen}/{pk}/" if "/" in screen else ""


def list_url(actor: Actor, screen: str, **where: object) -> str:
    """A list narrowed by its filters; empty where the person may not see it, or there are no pages (bare tests)."""
    if not actor.may(f"{screen}.view"):
        return ""
    try:
        return f"{reverse(f'screen:{screen}')}?{urlencode(where)}"
    except NoReverseMatch:
        return ""
