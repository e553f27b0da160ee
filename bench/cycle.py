"""Order to cash over REST beside the plain-SQL limit, interleaved, medians."""

from __future__ import annotations

from statistics import median
from typing import Any

from tools.pgserver import Server

from . import house, limit
from .measure import load

SETTINGS = {"shared_buffers": "1GB", "max_connections": "100"}


def run(asked: Any) -> dict[str, Any]:
    """Cycles per second with one and four clients on PostgreSQL (fsync on) and with one on SQLite (synchronous FULL)."""
    print("\nOrder to cash over REST, cycles a second (median of interleaved rounds)")
    return {"postgresql": _postgresql(asked), "sqlite": _sqlite(asked)}


def _postgresql(asked: Any) -> dict[str, Any]:
    with Server(fsync=True, settings=SETTINGS) as server, house.home() as home:
        limit.setup_postgres(server.url)
        facts = house.prepare(home, server.url)
        with house.serving(home, server.url, workers=2) as port:
            return _interleave(asked, "PostgreSQL, fsync on", (1, 4), lambda seed: limit.postgres_cycle(server.url, seed).once,
                               house.cycles(port, facts))


def _sqlite(asked: Any) -> dict[str, Any]:
    with house.home() as home, house.home() as bare:
        limit.setup_sqlite(f"{bare}/limit.db")
        facts = house.prepare(home, "")
        with house.serving(home, "", workers=2) as port:
            return _interleave(asked, "SQLite, synchronous FULL", (1,), lambda seed: limit.sqlite_cycle(f"{bare}/limit.db", seed).once,
                               house.cycles(port, facts))


def _interleave(asked: Any, title: str, clients: tuple[int, ...], bare: Any, product: Any) -> dict[str, Any]:
    found = {}
    for n in clients:
        rounds = [(load(bare, n, asked.seconds), load(product, n, asked.seconds)) for _ in range(asked.rounds)]
        limit_rate, rate = (median(r[i]["per_second"] for r in rounds) for i in (0, 1))
        found[str(n)] = {"limit": limit_rate, "product": rate, "ratio": round(rate / limit_rate, 3), "rounds": rounds}
        print(f"  {title}, {n} client(s): limit {limit_rate}, product {rate}, ratio {rate / limit_rate:.3f}")
    return found
