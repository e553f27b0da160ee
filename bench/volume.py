"""Lists, reports and the cycle in full databases, beside what Tryton needed for the same reports on such a machine (100,000 orders)."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from typing import Any

from tools.pgserver import Server

from . import house
from .measure import best
from .pages import PEOPLE, Browser

FEW, MANY, MOST = 10_000, 100_000, 1_000_000
TRYTON_MS = {"ageing of all customers": 2640, "sales by customer and month": 11890}
TWENTIETH = 20
LISTS = {"first page": "/orders/", "filtered by name": "/orders/?q=customer+77", "deep page": "/orders/?page=300",
         "last page": "/orders/?last=1"}
REPORTS = """
import django, json, sys; django.setup()
from datetime import timedelta
from bench.measure import best
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.receivables.queries import ageing
from yingshu.sales.queries import sales_by
day = clock.today()
print(json.dumps({"ageing of all customers": best(lambda: ageing(system(), day)),
  "ageing half a year ago": best(lambda: ageing(system(), day - timedelta(days=180))),
  "sales by customer and month": best(lambda: sales_by(system(), day - timedelta(days=365), day, ["customer", "month"], limit=None)),
  "sales by customer of one month": best(lambda: sales_by(system(), day - timedelta(days=30), day, ["customer"], limit=None))}))
"""
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min"}


def run(asked: Any) -> dict[str, Any]:
    """On both databases: lists at 10,000 and at the most, the cycle at none and at 100,000, reports at 100,000."""
    wanted = [name for name in ("postgresql", "sqlite") if asked.database in ("", name)]
    return {name: _database(asked, name) for name in wanted}


def _database(asked: Any, name: str) -> dict[str, Any]:
    with house.home() as home, Server(fsync=False, settings=SETTINGS) if name == "postgresql" else nullcontext() as server:
        url = server.url if server else ""
        facts, env = house.prepare(home, url), house.environment(home, url)
        subprocess.run([sys.executable, "-c", PEOPLE], env=env, check=True)
        found: dict[str, Any] = {"lists": {}, "cycle": {"few": _cycles(home, url, facts, name, "no orders")}}
        for volume in sorted({min(v, asked.orders) for v in (FEW, MANY, MOST)}):
            subprocess.run([sys.executable, "-m", "bench.bulk", str(volume)], env=env, check=True, stdout=subprocess.DEVNULL)
            _measure(found, home, url, name, volume, facts, env)
        _growth(found, name)
        return found


def _measure(found: dict[str, Any], home: str, url: str, name: str, volume: int, facts: Any, env: dict[str, str]) -> None:
    if volume == MANY:
        found["cycle"]["many"] = _cycles(home, url, facts, name, f"{volume} orders")
        found["reports"] = _reports(env, name)
    with house.serving(home, url, workers=1) as port:
        found["lists"][str(volume)] = _lists(Browser(port), name, volume)


def _lists(browser: Browser, name: str, volume: int) -> dict[str, float]:
    found = {}
    for title, path in LISTS.items():
        browser.get(path)
        found[title] = best(lambda path=path: browser.get(path))
    print(f"  {name}, {volume} orders, list: " + ", ".join(f"{title} {ms} ms" for title, ms in found.items()), flush=True)
    return found


def _cycles(home: str, url: str, facts: dict[str, Any], name: str, words: str) -> float:
    with house.serving(home, url, workers=1) as port:
        client = house.Client(port, facts["token"], 3)
        for _ in range(10):
            client.cycle(facts)
        milliseconds = best(lambda: client.cycle(facts), 30)
    print(f"  {name}, {words}: one cycle over REST {milliseconds} ms", flush=True)
    return milliseconds


def _reports(env: dict[str, str], name: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", REPORTS], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    for title, ms in found.items():
        against = f", {TRYTON_MS[title] / ms:.0f} times quicker than Tryton (must be {TWENTIETH})" if title in TRYTON_MS else ""
        print(f"  {name}, {MANY} orders, {title}: {ms} ms{against}", flush=True)
    return found


def _growth(found: dict[str, Any], name: str) -> None:
    first, last = min(found["lists"], key=int), max(found["lists"], key=int)
    found["growth"] = {title: round(found["lists"][last][title] / found["lists"][first][title], 2) for title in LISTS}
    print(f"  {name}, lists at {last} orders against {first} (must be within 2): {found['growth']}")
    if "many" in found["cycle"]:
        found["cycle"]["growth"] = round(found["cycle"]["many"] / found["cycle"]["few"], 2)
        print(f"  {name}, cycle at {MANY} orders against none: {found['cycle']['growth']}")
