"""From a figure to the lines behind it: the sales ledger, filtered to the same total."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

LEDGER = "sales_ledger"


def ledger_page(first: date, last: date, **where: object) -> str:
    """The list of ledger lines of some days, further narrowed; empty while no room shows the ledger."""
    try:
        home = reverse(f"screen:{LEDGER}")
    except NoReverseMatch:
        return ""
    return f"{home}?{urlencode({'on_from': first, 'on_to': last, **where})}"
