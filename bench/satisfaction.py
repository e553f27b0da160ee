"""A wave with a million answers to questions of every kind: its result beside that of a wave with a hundredth of them, and what adding
answers costs.

``python -m bench satisfaction [--answers N]`` or ``python -m bench.satisfaction``. Each database is filled by plain inserts of the same
rows the services write; then the rollups are advanced as the worker does, and the result of the period is made as the page makes it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

from tools.pgserver import Server

from . import house

ITEMS = 20  # values that a response brings
FILL = """
import django, sys; django.setup()
import random
from django.db import connection, transaction
from yingshu.kernel import clock, write
from yingshu.organisation.models import Unit
from yingshu.satisfaction.models import Answer, Invitation, Item, ItemGroup, Questionnaire, QuestionnaireVersion, Response, ScoreEntry, Wave
from yingshu.satisfaction.queries.versions import content
from yingshu.satisfaction.reading import Given
from yingshu.satisfaction.rules import scoring
from yingshu.satisfaction.services.storing import answer_rows, score_rows
period, first, total = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
chance, now, params = random.Random(first + 7), clock.now(), scoring.LevelParams()
sheet, _ = Questionnaire.objects.get_or_create(code="bench", defaults={"title": "bench", "audience": "direct"})
version, new = QuestionnaireVersion.objects.get_or_create(questionnaire=sheet, number=1, defaults={"state": "approved", "made_at": now})
GROUPS = [["five"] * 5, ["zero_ten:overall", "zero_ten:expected", "zero_ten:ideal", "zero_ten:recommend", "zero_ten", "zero_ten"],
          ["one_seven:effort", "one_seven", "one_seven"], ["matrix", "choice", "choice"]]
if new:
    for g, asked in enumerate(GROUPS):
        group = ItemGroup.objects.create(version=version, code=f"g{g}", position=g, title_zh=f"g{g}")
        for i, words in enumerate(asked):
            kind, _, role = words.partition(":")
            Item.objects.create(version=version, group=group, code=f"i{g}{i}", place=i, kind=kind, role=role, text_zh=f"i{g}{i}",
                                weight=0 if role or kind == "choice" else 1,
                                rows=[{"zh": f"r{n}", "en": f"r{n}"} for n in range(4)] if kind == "matrix" else [],
                                options=[{"value": n, "zh": f"o{n}", "en": f"o{n}"} for n in range(1, 5)] if kind == "choice" else [])
units = list(Unit.objects.values_list("id", flat=True)[:8])
wave, _ = Wave.objects.get_or_create(number=f"B{period}", defaults=dict(title=period, kind="formal", period=period, source="survey",
    version=version, state="running", made_at=now, started_at=now))
asks = content(version.pk)
def value(kind):
    low, high = scoring.FEWEST.get(kind, 1), scoring.MOST.get(kind, 4)
    return max(low, high - int(chance.expovariate(0.8)))
def given():
    return Given({(i.pk, part): value(i.kind) for i in asks.items for part in (range(1, 5) if i.kind == "matrix" else (0,))})
def batch(start, end):
    invitations = write.add(Invitation, [{"wave_id": wave.pk, "serial": n, "channel": "paper", "sent_at": now, "answered_at": now,
        "token_hash": None} for n in range(start, end)])
    all_given = [given() for _ in invitations]
    scored = [scoring.score(params, asks.questions, asks.weights, g.values) for g in all_given]
    responses = write.add(Response, [{"wave_id": wave.pk, "invitation_id": i, "channel": "paper", "started_at": now, "submitted_at": now,
        "score": scoring.hundredths(s.points)} for i, s in zip(invitations, scored)])
    answers, scores = [], []
    for n, (pk, g, s) in enumerate(zip(responses, all_given, scored)):
        places = {"wave_id": wave.pk, "unit_key": units[n % len(units)], "stratum_key": 0}
        answers += answer_rows(pk, asks, g, s, places)
        scores += score_rows(pk, asks, g, s, places)
    for at in range(0, len(answers), 2000):
        write.add(Answer, answers[at:at + 2000])
    write.add(ScoreEntry, scores)
    Wave.objects.filter(pk=wave.pk).update(sent=end)
for start in range(first, total, 500):
    with transaction.atomic():
        batch(start, min(start + 500, total))
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
"""
RESULT = """
import django, json, resource, sys, time; django.setup()
from yingshu.kernel import rollups
from yingshu.satisfaction.models import Answer
from yingshu.satisfaction.queries.content import content_of
from yingshu.satisfaction.rules.spans import span_of
from yingshu.satisfaction import shown
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
begun = time.perf_counter(); rollups.advance_all(); advanced = time.perf_counter() - begun
span, found, before = span_of(sys.argv[1]), [], peak()
for _ in range(3):
    begun = time.perf_counter(); content = content_of(span); shown.page(content); found.append(time.perf_counter() - begun)
print(json.dumps({"answers": Answer.objects.filter(wave__period=sys.argv[1]).count(), "advance_s": round(advanced, 2),
  "result_ms": round(sorted(found)[1] * 1000), "grown_mb": peak() - before,
  "units": len(content["units"]), "mean": content["sources"][0]["mean"][:6], "measures": sorted(content["measures"])}))
"""


def run(asked: Any) -> dict[str, Any]:
    """On SQLite and on PostgreSQL."""
    found = {}
    for name in [asked.database] if getattr(asked, "database", "") else ["sqlite", "postgresql"]:
        if name == "sqlite":
            with house.home() as home:
                found[name] = _measure(home, "", asked.answers)
        else:
            with Server(fsync=False, settings={"shared_buffers": "512MB", "max_wal_size": "4GB"}) as server, house.home() as home:
                found[name] = _measure(home, server.url, asked.answers)
        _tell(name, found[name])
    return found


def _measure(home: str, url: str, answers: int) -> dict[str, Any]:
    house.prepare(home, url, 50, 10)
    env, responses = house.environment(home, url), answers // ITEMS
    small = max(responses // 100, 50)
    _python(FILL, env, "2025H1", "0", str(small))
    few = json.loads(_python(RESULT, env, "2025H1"))
    _python(FILL, env, "2026H1", "0", str(responses))
    many = json.loads(_python(RESULT, env, "2026H1"))
    _python(FILL, env, "2026H1", str(responses), str(responses + small))
    more = json.loads(_python(RESULT, env, "2026H1"))
    return {"few": few, "many": many, "more": more, "ratio": round(many["result_ms"] / few["result_ms"], 2),
            "added_s": more["advance_s"], "added": more["answers"] - many["answers"]}


def _tell(name: str, found: dict[str, Any]) -> None:
    few, many = found["few"], found["many"]
    print(f"  {name}: result of {many['answers']} answers {many['result_ms']} ms, of {few['answers']} {few['result_ms']} ms (ratio"
          f" {found['ratio']}); memory grew by {many['grown_mb']} MB; {found['added']} more are counted in {found['added_s']} s,"
          f" all in {many['advance_s']} s")


def _python(code: str, env: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout.splitlines()[-1] if done.stdout.strip() else ""


def main() -> int:
    """Alone, for a look."""
    parser = argparse.ArgumentParser(prog="python -m bench.satisfaction", description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["", "postgresql", "sqlite"], default="")
    print(json.dumps(run(parser.parse_args()), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
