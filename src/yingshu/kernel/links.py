"""Addresses of pages, for rooms that tell people about records."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def record_url(screen: str, pk: int) -> str:
    """The page of a record; empty where there are no pages (bare tests)."""
    try:
        return reverse(f"screen:{screen}.detail", args=[pk])
    except NoReverseMatch:
        return f"/{screen}/{pk}/" if "/" in screen else ""
