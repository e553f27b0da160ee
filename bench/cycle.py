"""Order to cash over REST beside the plain-SQL limit, interleaved, medians."""

from __future__ import annotations

from statistics import median
from typing import Any

from tools.pgserver import Server

from . import house, limit
from .measure import Meter, load

SETTINGS = {"shared_buffers": "1GB", "max_connections": "100"}
WARM = 5
# Ratio to the plain-SQL limit that must hold, and the aim. SQLite: 15 cycles a second where the limit is 272.
RATIOS = {("PostgreSQL, fsync on", 1): (0.15, 0.25), ("PostgreSQL, fsync on", 4): (0.11, 0.18),
          ("SQLite, synchronous FULL", 1): (15 / 272, 25 / 272)}


def run(asked: Any) -> dict[str, Any]:
    """Cycles per second with one and four clients on PostgreSQL (fsync on) and with one on SQLite (synchronous FULL)."""
    print(f"\nOrder to cash over REST, cycles a second (median of {asked.rounds} interleaved rounds)")
    return {"postgresql": _postgresql(asked), "sqlite": _sqlite(asked)}


def _postgresql(asked: Any) -> dict[str, Any]:
    with Server(fsync=True, settings=SETTINGS) as server, house.home() as home:
        limit.setup_postgres(server.url)
        facts = house.prepare(home, server.url)
        with house.running(home, server.url, workers=2) as running:
            meter = Meter(running.pid, server.process.pid if server.process else 0)
            return _interleave(asked, "PostgreSQL, fsync on", (1, 4), lambda seed: limit.postgres_cycle(server.url, seed).once,
                               house.cycles(running.port, facts), meter)


def _sqlite(asked: Any) -> dict[str, Any]:
    with house.home() as home, house.home() as bare:
        limit.setup_sqlite(f"{bare}/limit.db")
        facts = house.prepare(home, "")
        with house.running(home, "", workers=2) as running:
            return _interleave(asked, "SQLite, synchronous FULL", (1,), lambda seed: limit.sqlite_cycle(f"{bare}/limit.db", seed).once,
                               house.cycles(running.port, facts), Meter(running.pid))


def _interleave(asked: Any, title: str, clients: tuple[int, ...], bare: Any, product: Any, meter: Meter) -> dict[str, Any]:
    found = {}
    for n in clients:
        rounds = [(load(bare, n, asked.seconds, WARM), _metered(product, n, asked.seconds, meter)) for _ in range(asked.rounds)]
        limit_rate, rate = (median(r[i]["per_second"] for r in rounds) for i in (0, 1))
        ratio, (must, aim), cpu = rate / limit_rate, RATIOS[title, n], median(r[1]["cpu_ms"] for r in rounds)
        found[str(n)] = {"limit": limit_rate, "product": rate, "ratio": round(ratio, 3), "cpu_ms": cpu, "rounds": rounds}
        print(f"  {title}, {n} client(s): limit {limit_rate}, product {rate}, ratio {ratio:.3f} (must be {must:.3f}, aim {aim:.3f}); "
              f"{cpu} ms of processor a cycle", flush=True)
    return found


def _metered(product: Any, clients: int, seconds: float, meter: Meter) -> dict[str, Any]:
    """A run, and the processor time of server and database for each of its cycles."""
    before = meter.seconds()
    found = load(product, clients, seconds, WARM)
    return {**found, "cpu_ms": round((meter.seconds() - before) * 1000 / (found["n"] + WARM * clients), 1)}
