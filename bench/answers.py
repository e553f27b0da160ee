"""A thousand people answering at once: nothing is lost, and answers a second beside plain inserts of the same rows.

``python -m bench answers [--people N]``. Each person sends every screen of the questionnaire and hands it in, from
an address of their own; then the database is asked whether every answer is there once. The limit inserts the rows of a response
(response, answers, scores, audit entry) and the update of the invitation by plain SQL with as many connections.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any
from urllib.parse import urlencode

from tools.pgserver import Server

from . import house

PREPARE = """
import django, json, sys; django.setup()
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.organisation.models import Person
from yingshu.satisfaction import services, tokens
from yingshu.satisfaction.queries.versions import content
me, people = system(), int(sys.argv[1])
version = services.use_ready_made(actor=me, ready_made="direct").id
services.submit_version(actor=me, version_id=version)
services.approve_version(actor=me, version_id=version)
wave = services.plan_wave(actor=me, title="bench", version_id=version, kind="standing", subjects="x", cities="x", opens_on=clock.today(),
                          closes_on=clock.today(), owner_id=Person.objects.order_by("id")[0].pk).id
services.submit_plan(actor=me, wave_id=wave); services.approve_plan(actor=me, wave_id=wave); services.start_wave(actor=me, wave_id=wave)
for n in range(0, people, 1000):
    services.make_codes(actor=me, wave_id=wave, count=min(1000, people - n))
found = content(version)
steps = [[[f"a-{i.code}", "" if i.kind == "text" else "4"] for i in found.by_group[g.pk]] for g in found.groups]
print(json.dumps({"wave": wave, "tokens": [tokens.token(wave, n) for n in range(1, people + 1)], "steps": steps}))
"""
COUNT = """
import django, json, sys; django.setup()
from django.db.models import Count
from yingshu.kernel import rollups
from yingshu.kernel.invariants import violations
from yingshu.satisfaction.models import Answer, Invitation, Response, ScoreEntry
wave = int(sys.argv[1])
rollups.advance_all()
print(json.dumps({"responses": Response.objects.filter(wave_id=wave).count(), "answers": Answer.objects.filter(wave_id=wave).count(),
    "open": Invitation.objects.filter(wave_id=wave, answered_at=None).count(),
    "twice": Response.objects.filter(wave_id=wave).values("invitation").annotate(n=Count("id")).filter(n__gt=1).count(),
    "wrong": [str(v) for v in violations()]}))
"""
LIMIT = """
import django, sys, time; django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connection, transaction
from yingshu.audit.models import AuditEntry
from yingshu.kernel import clock, write
from yingshu.kernel.services import _worth_repeating
from yingshu.satisfaction.models import Answer, Invitation, Item, Response, ScoreEntry, Wave
from django.db import OperationalError
wave, people, together = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
items = list(Item.objects.filter(version=Wave.objects.get(pk=wave).version_id).exclude(kind="text").values_list("pk", flat=True))
now = clock.now()
ids = write.add(Invitation, [{"wave_id": wave, "serial": 1_000_000 + n, "channel": "qr", "sent_at": now} for n in range(min(people, 900))])
def once(pk):
    for _try in range(50):
        try:
            with transaction.atomic():
                write.change(Invitation, where={"id": pk, "answered_at__isnull": True}, set={"answered_at": now})
                response = write.add_one(Response, wave_id=wave, invitation_id=pk, channel="qr", started_at=now, submitted_at=now,
                                         score=9000)
                place = {"response_id": response, "wave_id": wave}
                write.add_together([(Answer, [{**place, "item_id": i, "value": 4} for i in items]),
                                    (ScoreEntry, [{**place, "group_key": g, "score": 9000} for g in range(5)])])
            return
        except OperationalError as busy:
            if not _worth_repeating(busy): raise
            time.sleep(0.01)
begun = time.perf_counter()
with ThreadPoolExecutor(together) as pool:
    list(pool.map(once, ids))
print(round(len(ids) / (time.perf_counter() - begun), 1))
"""


def run(asked: Any) -> dict[str, Any]:
    """On SQLite and on PostgreSQL with fsync."""
    print(f"\nSurveys: {asked.people} people answering at once")
    found = {}
    for name in ("sqlite", "postgresql") if not asked.database else (asked.database,):
        settings = {"max_connections": "200"}
        with house.home() as home, Server(fsync=True, settings=settings) if name == "postgresql" else nullcontext() as server:
            found[name] = _measured(home, server.url if server else "", asked.people)
    return found


def _measured(home: str, url: str, people: int) -> dict[str, Any]:
    house.prepare(home, url, 10, 5)
    facts = json.loads(_said(home, url, PREPARE, people))
    with house.running(home, url, workers=2) as running:
        seconds, failed = _answered(running.port, facts, people)
    counted = json.loads(_said(home, url, COUNT, facts["wave"]))
    limit = float(_said(home, url, LIMIT, facts["wave"], people, 8))
    rate = round(people / seconds, 1)
    name = "PostgreSQL" if url else "SQLite"
    lost = people - counted["responses"]
    print(f"  {name}: {rate} whole questionnaires a second (limit of the inserts {limit}, "
          f"ratio {rate / limit:.3f}); lost {lost}, twice {counted['twice']}, failed requests repeated {failed}, "
          f"invariants broken {len(counted['wrong'])}", flush=True)
    return {"per_second": rate, "limit": limit, "lost": lost, "seconds": round(seconds, 1), "repeated": failed, **counted}


def _answered(port: int, facts: dict[str, Any], together: int) -> tuple[float, int]:
    """Everybody answers; a request that fails is sent again, as people do."""
    begun, failures = time.perf_counter(), 0
    with ThreadPoolExecutor(together) as pool:
        for failed in pool.map(_person(port, facts["steps"]), enumerate(facts["tokens"])):
            failures += failed
    return time.perf_counter() - begun, failures


def _person(port: int, steps: list[list[list[str]]]) -> Callable[[tuple[int, str]], int]:
    def answer(who: tuple[int, str]) -> int:
        n, token = who
        source = (f"127.{1 + n // 65_025}.{n // 255 % 255}.{1 + n % 254}", 0)
        failed = 0
        for step, fields in enumerate(steps, 1):
            body = urlencode([*map(tuple, fields), ("consent", "yes")])
            while _status(port, source, f"/s/{token}/?step={step}", body) >= 400:
                failed += 1
                if failed > 100:
                    raise RuntimeError(f"{token} cannot answer")
                time.sleep(0.2)
        return failed
    return answer


def _status(port: int, source: tuple[str, int], path: str, body: str) -> int:
    try:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120, source_address=source)
        line.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = line.getresponse()
        answer.read()
        line.close()
    except OSError:
        return 599
    return answer.status


def _said(home: str, url: str, program: str, *arguments: Any) -> str:
    made = subprocess.run([sys.executable, "-c", program, *map(str, arguments)], env=house.environment(home, url), check=True, text=True,
                          capture_output=True)
    return made.stdout.strip().splitlines()[-1]
