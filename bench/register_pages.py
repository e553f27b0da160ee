"""Measured by ``bench.registers`` in an empty data folder (YINGSHU_HOME) or database (YINGSHU_DATABASE_URL): list pages of a register with
many records beside the same register with 10,000. The last line is JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yingshu.portal.settings")
import django

django.setup()

from datetime import timedelta  # noqa: E402
from decimal import Decimal  # noqa: E402

from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402

from yingshu.kernel import clock  # noqa: E402
from yingshu.kernel.actor import system  # noqa: E402
from yingshu.kernel.screens import SCREENS, query  # noqa: E402
from yingshu.kernel.screens.listing import Listing, drawn  # noqa: E402
from yingshu.kernel.text import search_text  # noqa: E402
from yingshu.kernel.upgrade import bring_up  # noqa: E402
from yingshu.registers.models import Entry  # noqa: E402
from yingshu.registers.registry import live  # noqa: E402
from yingshu.registers.services import define  # noqa: E402

SMALL, CHUNK = 10_000, 5_000
WEEK = timedelta(days=6)  # long enough for a whole page of the small register too
TOPICS = [f"topic {n}" for n in range(8)]
PAGES = {"first page": "", "by choice": "topic=topic+3", "by amount": "cost_min=9000", "by days": "on_from={first}&on_to={day}",
         "by state": "state=closed", "by words": "q=subject+00777", "deep page": "last=1", "by amount, ordered": "sort=-cost"}
REGISTER: dict[str, Any] = {
    "code": "bench", "title": "Bench", "prefix": "BN", "scope": "all",
    "fields": [{"code": "subject", "title": "Subject", "required": True, "listed": True},
               {"code": "topic", "title": "Topic", "kind": "choice", "choices": TOPICS, "listed": True, "filter": True},
               {"code": "cost", "title": "Cost", "kind": "money", "listed": True, "filter": True, "total": True},
               {"code": "points", "title": "Points", "kind": "number", "listed": True, "filter": True},
               {"code": "on", "title": "On", "kind": "date", "listed": True, "filter": True}],
    "states": [{"code": "open", "title": "Open", "open": True}, {"code": "closed", "title": "Closed", "final": True}],
    "moves": [{"code": "close", "title": "Close", "from": ["open"], "to": "closed"}]}


def fill(first: int, last: int) -> None:
    """Records straight into the table, with all their columns."""
    found, now, today = live("bench"), clock.now(), clock.today()
    for start in range(first, last, CHUNK):
        rows = []
        for n in range(start, min(start + CHUNK, last)):
            day, cost = today - timedelta(days=n % 1800), n * 377 % 1_000_000
            typed = {"subject": f"subject {n:07d}", "topic": TOPICS[n % 8], "cost": cost, "points": Decimal(n % 100), "on": day}
            values = {**typed, "points": str(n % 100), "on": day.isoformat()}
            words = str(typed["subject"])
            rows.append(Entry(register_id=found.id, version=1, number=f"BN{n:09d}", headline=words, day=day, created_at=now,
                              state="closed" if n % 3 else "open", changed_at=now, values=values, search_text=search_text(words),
                              **{slot: typed[code] for code, slot in found.slots.items()}))
        Entry._plain.bulk_create(rows)


def measure() -> dict[str, float]:
    """Milliseconds of each list page, the middle one of seven: rows, cells, and the count where the page shows one."""
    query._sizes.clear()
    day = clock.today()
    return {name: _timed(address.format(first=day - WEEK, day=day)) for name, address in PAGES.items()}


def _timed(address: str) -> float:
    screen, times = SCREENS["r/bench"], []
    for _n in range(7):
        began = time.perf_counter()
        listing = Listing(screen, system(), QueryDict(address))
        assert drawn(listing)
        assert listing.counted is not None
        times.append((time.perf_counter() - began) * 1000)
    return round(sorted(times)[3], 1)


def main(records: int) -> None:
    """Fill and measure at 10,000 and at the volume asked for."""
    bring_up()
    define(actor=system(), definition=REGISTER)
    fill(0, SMALL)
    small = measure()
    fill(SMALL, records)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    large = measure()
    print(json.dumps({"small": small, "large": large}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
