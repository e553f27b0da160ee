"""Lists, reports and the cycle in full databases, beside what Tryton needed for the same reports on such a machine (100,000 orders)."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from tools.pgserver import Server

from . import house
from .measure import Meter, contention, cost
from .pages import PEOPLE, Browser

FEW, MANY, MOST = 10_000, 100_000, 1_000_000
TRYTON_MS = {"ageing of all customers": 2640, "sales by customer and month": 11890}
TWENTIETH = 20
LISTS = {"first page": "/orders/", "filtered by name": "/orders/?q=customer+77", "deep page": "/orders/?page=300",
         "last page": "/orders/?last=1"}
REPORTS = """
import django, json, os, sys; django.setup()
from datetime import timedelta
from bench.measure import Meter, cost
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.receivables.queries import ageing
from yingshu.sales.queries import sales_by
day, meter = clock.today(), Meter(os.getpid(), *map(int, sys.argv[1:]))
print(json.dumps({"ageing of all customers": cost(lambda: ageing(system(), day), meter),
  "ageing half a year ago": cost(lambda: ageing(system(), day - timedelta(days=180)), meter),
  "sales by customer and month": cost(lambda: sales_by(system(), day - timedelta(days=365), day, ["customer", "month"], limit=None), meter),
  "sales by customer of one month": cost(lambda: sales_by(system(), day - timedelta(days=30), day, ["customer"], limit=None), meter)}))
"""
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min"}


def run(asked: Any) -> dict[str, Any]:
    """On both databases: lists at 10,000 and at the most, the cycle at none and at 100,000, reports at 100,000."""
    print(f"\nVolume, milliseconds (the machine makes a process wait {contention()} times what it works)")
    wanted = [name for name in ("postgresql", "sqlite") if asked.database in ("", name)]
    return {name: _database(asked, name) for name in wanted}


def _database(asked: Any, name: str) -> dict[str, Any]:
    with house.home() as home, Server(fsync=False, settings=SETTINGS) if name == "postgresql" else nullcontext() as server:
        place = Place(name, home, server.url if server else "", server.process.pid if server and server.process else 0)
        place.facts = house.prepare(home, place.url)
        subprocess.run([sys.executable, "-c", PEOPLE], env=place.environment, check=True)
        found: dict[str, Any] = {"lists": {}, "cycle": {"none": place.cycles("no orders")}}
        for volume in sorted({min(v, asked.orders) for v in (FEW, MANY, MOST)}):
            subprocess.run([sys.executable, "-m", "bench.bulk", str(volume)], env=place.environment, check=True, stdout=subprocess.DEVNULL)
            if volume == MANY:
                found["cycle"]["many"], found["reports"] = place.cycles(f"{MANY} orders"), place.reports()
            found["lists"][str(volume)] = place.lists(volume)
        _growth(found, name)
        return found


@dataclass
class Place:
    """A filled database, and what is measured in it. Beside the clock stands the processor time of server and database."""

    name: str
    home: str
    url: str
    database_pid: int
    facts: Any = None

    @property
    def environment(self) -> dict[str, str]:
        return house.environment(self.home, self.url)

    def lists(self, volume: int) -> dict[str, dict[str, float]]:
        """The pages of the order list."""
        with house.running(self.home, self.url) as server:
            browser, meter = Browser(server.port), Meter(server.pid, self.database_pid)
            found = {title: cost(lambda path=path: browser.get(path), meter) for title, path in LISTS.items()}
        self._say(f"{volume} orders, list: " + ", ".join(f"{title} {_shown(c)}" for title, c in found.items()))
        return found

    def cycles(self, words: str) -> dict[str, float]:
        """One client's cycle over REST."""
        with house.running(self.home, self.url) as server:
            client = house.Client(server.port, self.facts["token"], 3)
            for _ in range(10):
                client.cycle(self.facts)
            found = cost(lambda: client.cycle(self.facts), Meter(server.pid, self.database_pid), 20)
        self._say(f"{words}: one cycle over REST {_shown(found)}")
        return found

    def reports(self) -> dict[str, dict[str, float]]:
        """Ageing and sales, beside Tryton's."""
        done = subprocess.run([sys.executable, "-c", REPORTS, str(self.database_pid)], env=self.environment, capture_output=True, text=True,
                              check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
        for title, c in found.items():
            times = [f"{TRYTON_MS[title] / max(c[kind], 0.1):.0f}" for kind in c if title in TRYTON_MS]
            against = f": {' and '.join(times)} times quicker than Tryton (must be {TWENTIETH})" if times else ""
            self._say(f"{MANY} orders, {title} {_shown(c)}{against}")
        return found

    def _say(self, words: str) -> None:
        print(f"  {self.name}, {words}", flush=True)


def _shown(c: dict[str, float]) -> str:
    return f"{c['ms']} ms ({c['cpu_ms']} processor)"


def _growth(found: dict[str, Any], name: str) -> None:
    first, last = min(found["lists"], key=int), max(found["lists"], key=int)
    found["growth"] = {title: _ratio(found["lists"][last][title], found["lists"][first][title]) for title in LISTS}
    print(f"  {name}, lists at {last} orders against {first} (must be within 2): {found['growth']}")
    if "many" in found["cycle"]:
        found["cycle"]["growth"] = _ratio(found["cycle"]["many"], found["cycle"]["none"])
        print(f"  {name}, cycle at {MANY} orders against none: {found['cycle']['growth']}")


def _ratio(now: dict[str, float], before: dict[str, float]) -> dict[str, float]:
    return {kind: round(now[kind] / max(before[kind], 0.1), 2) for kind in now}
