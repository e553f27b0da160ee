"""Scheduled work of the warehouse."""

from __future__ import annotations

from yingshu.kernel.actor import system

from . import services


def scan_safety_stock() -> int:
    """Daily: warn of products below their safety stock (LOG-08); answers how many there are."""
    return len(services.scan_safety_stock(actor=system()).data["short"])


def start_stocktakes() -> None:
    """On the day of the clause: a sheet for every shop (LOG-09)."""
    services.start_stocktakes(actor=system("schedule"))
