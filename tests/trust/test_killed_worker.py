"""The worker is killed while it makes occurrences, two workers run at once: nothing twice, nothing missing, on both databases."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from bench import house

from .test_many_at_once import ask, fresh_database

DUTIES, DAYS = 12, 180  # 12 duties of two salespeople, each day from 1 January; the clock of all runs stands at 30 June 2026
FOUND = """
import django; django.setup()
from datetime import date, datetime
from yingshu.kernel.upgrade import bring_up
bring_up()
from tests.support.company import build
from yingshu.duties.items import DutyItem
from yingshu.duties.services.defining import put_in_force
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.services import together
from yingshu.rulebook.sections import Origin
with clock.at(datetime(2026, 1, 1)):
    build()
    items = [DutyItem.model_validate({{"code": f"d{{n}}", "title": "D", "when": {{"every": "day"}},
                                       "who": {{"posts": ["salesperson"], "per": "person"}}}}) for n in range({duties})]
    with together(system(), "rulebook.publish"):
        put_in_force(system(), Origin("b", 1, date(2026, 1, 1)), items)
print("{{}}")
"""
RUN = """
import django; django.setup()
from datetime import datetime
from yingshu.duties.tasks import run_checks
from yingshu.kernel import clock
print("go", flush=True)
with clock.at(datetime(2026, 6, 30, 12)):
    run_checks()
"""
LOOK = """
import django, json; django.setup()
from django.db.models import Count
from yingshu.duties.models import Assignee, Duty, Occurrence
rows = Occurrence._plain.order_by().values("duty__code", "subject_id").annotate(n=Count("period", distinct=True), all=Count("id"))
print(json.dumps({"found": sorted([r["n"], r["all"]] for r in rows), "assignees": Assignee.objects.count(),
                  "missed": Occurrence._plain.filter(state="missed").count(),
                  "half": sum(0 < n < %d for n in Duty.objects.annotate(n=Count("occurrences")).values_list("n", flat=True)),
                  "planned": sorted({str(d) for d in Duty.objects.values_list("planned_until", flat=True)})}))
"""
EACH = (DAYS + 1) + 35  # 1 January to 30 June, and the horizon


def start(home: str, database: str) -> Any:
    return subprocess.Popen([sys.executable, "-c", RUN], env=house.environment(home, database), stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_nothing_twice_and_nothing_missing(name: str, tmp_path: Any, request: Any) -> None:
    database = fresh_database(request.getfixturevalue("postgres")) if name == "postgresql" else ""
    home, rng, look = str(tmp_path), random.Random(7), LOOK % (EACH * 2)
    ask(home, database, FOUND.format(duties=DUTIES))
    seen = []
    for _kill in range(3):
        worker = start(home, database)
        worker.stdout.readline()
        time.sleep(rng.uniform(0.15, 0.9))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        there = ask(home, database, look)
        seen.append(len(there["found"]))
        assert there["half"] == 0  # a duty is planned as a whole or not at all
    both = [start(home, database), start(home, database)]
    assert [worker.wait(120) for worker in both] == [0, 0]
    there = ask(home, database, look)
    assert there["found"] == [[EACH, EACH]] * (DUTIES * 2)
    assert there["assignees"] == EACH * DUTIES * 2
    assert (there["missed"], there["planned"]) == ((DAYS - 1) * DUTIES * 2, ["2026-08-04"])
    assert seen == sorted(seen)
