"""The addresses that rooms bring beside their screens and actions: pages, and what of the API they answer by hand."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

ROOMS = ("orders", "logistics", "stock", "pricing", "products", "customers", "receivables", "sales", "insight", "onboarding",
         "satisfaction", "service", "marketing", "meetings", "registers", "approvals", "duties", "rulebook", "documents", "notifications",
         "organisation", "audit")


def rooms() -> list[Any]:
    """All of them. A room without ``urls`` has none; an error inside it is an error."""
    names = [f"yingshu.{room}.urls" for room in ROOMS]
    return [found for name in names if find_spec(name) for found in import_module(name).urlpatterns]


def is_api(found: Any) -> bool:
    """Is it an address of the API?"""
    return str(found.pattern).startswith("api/")


_all = rooms()
PAGES = [found for found in _all if not is_api(found)]
API = [found for found in _all if is_api(found)]
