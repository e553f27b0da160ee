"""``python -m bench.crash [--kills 30]``: the server is killed (-9) at random moments of a running load, on both databases.

Clients repeat a request whose answer was lost, with the same key. Afterwards every acknowledged step must be there, nothing may be there
twice, and ``yingshu invariants`` must find nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from typing import Any

from tools.pgserver import Server

from . import house

LOOK = """
import django, json; django.setup()
from yingshu.kernel.invariants import violations
from yingshu.orders.models import SalesOrder, SalesSlip
from yingshu.logistics.models import Shipment
from yingshu.receivables.models import Receipt
print(json.dumps({"violations": [str(v) for v in violations()], "order": list(SalesOrder._plain.values_list("id", "number")),
    "sales_slip": list(SalesSlip._plain.values_list("id", "number")), "receipt": list(Receipt._plain.values_list("id", "number")),
    "departed": list(SalesSlip._plain.exclude(shipped_at=None).values_list("id", flat=True)),
    "arrived": list(Shipment._plain.exclude(arrived_at=None).values_list("id", flat=True))}))
"""


class Witness(house.Client):
    """A client that remembers every answer it was given."""

    tries, pause = 5000, 0.05

    def __init__(self, port: int, token: str, seed: int) -> None:
        super().__init__(port, token, seed)
        self.seen: list[tuple[str, dict[str, Any]]] = []
        self.trouble: list[str] = []

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = super().post(path, **body)
        self.seen.append((path, answer))
        return answer


def storm(home: str, database: str, kills: int, clients: int = 4, seed: int = 1) -> dict[str, Any]:
    """Kill the server so many times under load; answers what was seen and what is there."""
    chance, facts = random.Random(seed), house.prepare(home, database)
    server = house.House(home, database, house.free_port(), workers=2)
    server.start()
    stop = threading.Event()
    witnesses = [Witness(server.port, facts["token"], seed + n) for n in range(clients)]
    people = [threading.Thread(target=_work, args=(w, facts, stop), daemon=True) for w in witnesses]
    try:
        for person in people:
            person.start()
        for _ in range(kills):
            time.sleep(chance.uniform(0.2, 1.2))
            server.end(signal.SIGKILL)
            server.start()
        stop.set()
        for person in people:
            person.join(300)
    finally:
        server.end()
    found = judge([a for w in witnesses for a in w.seen], look(home, database))
    return {**found, "trouble": [t for w in witnesses for t in w.trouble] + ["a client did not end" for p in people if p.is_alive()]}


def _work(witness: Witness, facts: dict[str, Any], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            witness.cycle(facts)
        except RuntimeError as refused:  # a step that was refused, or never answered
            witness.trouble.append(str(refused))


def look(home: str, database: str) -> dict[str, Any]:
    """What the database holds now."""
    done = subprocess.run([sys.executable, "-c", LOOK], env=house.environment(home, database), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def judge(seen: list[tuple[str, dict[str, Any]]], there: dict[str, Any]) -> dict[str, Any]:
    """Compare what was acknowledged with what is there."""
    lost = []
    for path, answer in seen:
        if answer["kind"] in ("order", "sales_slip", "receipt") and answer["number"] and path in ("orders", "receipts"):
            lost += [answer] if [answer["id"], answer["number"]] not in there[answer["kind"]] else []
        if path.endswith("/depart"):
            lost += [answer] if answer["id"] not in there["departed"] else []
        if path.endswith("/arrive"):
            lost += [answer] if answer["id"] not in there["arrived"] else []
    created = len([1 for path, a in seen if path == "orders"])
    return {"acknowledged": len(seen), "lost": lost, "violations": there["violations"],
            "orders_seen": created, "orders_there": len(there["order"])}


def run(asked: Any) -> dict[str, Any]:
    """On both databases, the one on PostgreSQL with fsync."""
    print(f"\nThe server killed (-9) {asked.kills} times under load")
    found = {}
    for name in ("sqlite", "postgresql") if not asked.database else (asked.database,):
        with house.home() as home, Server(fsync=True) if name == "postgresql" else nullcontext() as server:
            found[name] = storm(home, server.url if server else "", asked.kills)
        _tell(name, found[name])
    return found


def _tell(name: str, found: dict[str, Any]) -> None:
    print(f"  {name}: {found['acknowledged']} steps acknowledged, {len(found['lost'])} lost, {len(found['violations'])} violations, "
          f"{len(found['trouble'])} refused, orders {found['orders_seen']} seen and {found['orders_there']} there", flush=True)
    for words in (*found["trouble"][:5], *found["lost"][:5], *found["violations"][:5]):
        print(f"    {words}")


def main() -> int:
    """Alone; 1 when anything was lost, is there twice or contradicts."""
    parser = argparse.ArgumentParser(prog="python -m bench.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--database", choices=["", "sqlite", "postgresql"], default="", help="only this one")
    return int(any(found["trouble"] or found["lost"] or found["violations"] or found["orders_seen"] != found["orders_there"]
                   for found in run(parser.parse_args()).values()))


if __name__ == "__main__":
    sys.exit(main())
