"""Reports and lists in a full database, beside what Tryton needed for the same reports on such a machine (100,000 orders)."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tools.pgserver import Server

from . import house
from .measure import timed
from .pages import PEOPLE, Browser

TRYTON_MS = {"ageing of all customers": 2640, "sales by customer and month": 11890}
LISTS = {"first page": "/orders/", "filtered by name": "/orders/?q=customer+77", "deep page": "/orders/?last=1"}
REPORTS = """
import django, json, time; django.setup()
from datetime import timedelta
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.receivables.queries import ageing
from yingshu.sales.queries import sales_by
def timed(call):
    found = []
    for _ in range(5):
        t = time.perf_counter(); call(); found.append((time.perf_counter() - t) * 1000)
    return round(sorted(found)[2], 1)
day = clock.today()
print(json.dumps({"ageing of all customers": timed(lambda: ageing(system(), day)),
  "ageing half a year ago": timed(lambda: ageing(system(), day - timedelta(days=180))),
  "sales by customer and month": timed(lambda: sales_by(system(), day - timedelta(days=365), day, ["customer", "month"], limit=None))}))
"""


def run(asked: Any) -> dict[str, Any]:
    """Fill so many orders, measure; lists also at a tenth of the volume for the growth."""
    print(f"\nVolume: {asked.orders} orders on PostgreSQL (milliseconds)")
    with Server(fsync=False, settings={"shared_buffers": "1GB", "max_wal_size": "4GB"}) as server, house.home() as home:
        facts = house.prepare(home, server.url)
        env = house.environment(home, server.url)
        subprocess.run([sys.executable, "-c", PEOPLE], env=env, check=True)
        found: dict[str, Any] = {"lists": {}}
        done = 0
        for volume in (asked.orders // 10, asked.orders):
            subprocess.run([sys.executable, "-m", "bench.bulk", str(volume - done)], env={**env, "BULK_START": str(done)}, check=True)
            done = volume
            with house.serving(home, server.url, workers=1) as port:
                found["lists"][str(volume)] = _lists(Browser(port))
                found.setdefault("cycle", {})[str(volume)] = _cycle(port, facts)
        found["reports"] = _reports(env)
        return found


def _lists(browser: Browser) -> dict[str, float]:
    found = {}
    for name, path in LISTS.items():
        browser.get(path)
        found[name] = timed(lambda path=path: browser.get(path))
        print(f"  orders, {name}: {found[name]}")
    return found


def _cycle(port: int, facts: dict[str, Any]) -> float:
    client = house.Client(port, facts["token"], 3)
    client.cycle(facts)
    milliseconds = timed(lambda: client.cycle(facts), 9)
    print(f"  one cycle over REST: {milliseconds}")
    return milliseconds


def _reports(env: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", REPORTS], env=env, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    for name, ms in found.items():
        against = f", {TRYTON_MS[name] / ms:.0f} times quicker than Tryton's {TRYTON_MS[name]}" if name in TRYTON_MS else ""
        print(f"  {name}: {ms}{against}")
    return found
