"""Rehearsal and matrix with a million decisions: replaying against calling the pure rule on the same facts in a loop, in one run.

``python -m bench rehearsal [--decisions N]``. Both sides see the same stored facts; the loop has them in memory, parsed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tools.pgserver import Server

from . import house

FILL = """
import django, sys; django.setup()
import random
from datetime import timedelta
from django.db import connection, transaction
from yingshu.kernel import clock, rollups, write
from yingshu.kernel.controls import CONTROLS
from yingshu.rulebook.models import DecisionRecord
first, total = int(sys.argv[1]), int(sys.argv[2])
chance, now = random.Random(first + 7), clock.now()
control = CONTROLS["orders.slip_gate"]
params = control.params().model_dump(mode="json")
days = 30 if total <= 20_000 else 5 * 365
def row(n):
    due = chance.randint(1, 900) * 1000
    gap = chance.choice((0, 0, 0, 0, 0, 0, 0, 0, 0, chance.randint(1, 9) * 1000))
    facts = control.facts(method=chance.choice(("prepaid", "cod", "credit", "deposit")), ready=200, wanted=200, order_fen=due, slip_fen=due,
                          received_fen=due - gap)
    verdict = control.rule(control.params(), facts)
    return {"at": now - timedelta(seconds=chance.randint(0, days * 86400)), "control": control.code, "clause": "ORD-06",
            "subject_kind": "order", "subject_id": n, "subject_number": f"DD{n:09d}", "unit_id": n % 7, "actor_id": n % 11,
            "actor_name": "x", "params": params, "facts": facts.model_dump(mode="json"), "outcome": verdict.outcome.value,
            "verdict": verdict.as_json(),
            "action": "orders.issue_slip", "amount_fen": due}
for start in range(first, total, 2000):
    with transaction.atomic():
        write.add_together([(DecisionRecord, [row(n) for n in range(start, min(start + 2000, total))])])
rollups.advance_all()
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
"""
REPLAY = """
import django, json, sys, time, resource; django.setup()
from datetime import timedelta
from yingshu.insight.compliance.replay import Overlay, chunks, replay
from yingshu.kernel import clock
from yingshu.kernel.controls import CONTROLS
last = clock.today(); first = last - timedelta(days=2000)
control = CONTROLS["orders.slip_gate"]
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
kept = 0
def keep(found):
    global kept
    kept += len(found)
few = replay([Overlay(control.code, {"tolerance_fen": 5000})], last - timedelta(days=20), last, keep)
before, kept, begun = peak(), 0, time.perf_counter()
(tally,) = replay([Overlay(control.code, {"tolerance_fen": 5000})], first, last, keep)
replayed, grown = time.perf_counter() - begun, peak() - before
params, loop, n = control.params(tolerance_fen=5000), 0.0, 0
for chunk in chunks(control.code, first, last):
    facts = [control.facts.model_validate_json(row[1]) for row in chunk]
    begun = time.perf_counter()
    for one in facts:
        control.rule(params, one)
    loop += time.perf_counter() - begun
    n += len(facts)
print(json.dumps({"decisions": tally.decisions, "changed": kept, "replay_s": round(replayed, 1), "rule_loop_s": round(loop, 1),
  "ratio": round(replayed / loop, 2), "grown_mb": grown, "peak_mb": peak(), "same": n == tally.decisions}))
"""
MATRIX = """
import django, json, time; django.setup()
from yingshu.insight.compliance.matrix import Query, matrix, period_of
from yingshu.kernel.actor import system
query, found = Query(period_of("")), []
for _ in range(9):
    begun = time.perf_counter(); matrix(system(), query); found.append((time.perf_counter() - begun) * 1000)
print(json.dumps(round(sorted(found)[4], 1)))
"""


def run(asked: Any) -> dict[str, Any]:
    """One month's decisions, then the whole volume: the matrix at both, the replay at the larger."""
    total = asked.decisions
    print(f"\nRehearsal: {total} decisions on PostgreSQL")
    with Server(fsync=False, settings={"shared_buffers": "512MB", "max_wal_size": "4GB"}) as server, house.home() as home:
        house.prepare(home, server.url)
        env = house.environment(home, server.url)
        month = max(total // 60, 1)
        _python(FILL, env, "0", str(month))
        small = json.loads(_python(MATRIX, env))
        _python(FILL, env, str(month), str(total))
        large = json.loads(_python(MATRIX, env))
        found = {"matrix_ms": {"one_month": small, "all": large, "ratio": round(large / small, 2)},
                 "replay": json.loads(_python(REPLAY, env))}
    print(f"  matrix: {small} ms with one month's {month} decisions, {large} ms with all (ratio {found['matrix_ms']['ratio']}, limit 2)")
    r = found["replay"]
    print(f"  replay: {r['replay_s']} s, rule in a loop: {r['rule_loop_s']} s, ratio {r['ratio']} (limit 3); {r['changed']} changed,"
          f" memory grew by {r['grown_mb']} MB")
    return found


def _python(code: str, env: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.splitlines()[-1] if done.stdout.strip() else ""
