"""However an empty database comes to its tables, they are the same; and the models ask for nothing that no migration brings."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.house import environment

from tests.support.places import KINDS, MIGRATE, Place, Places

STEPS = """
import django; django.setup()
from django.core.management import call_command
call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
call_command("migrate", verbosity=0)
"""
TELL = """
import django, json, re; django.setup()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
ASK = {
    "sqlite": ["SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"],
    "postgresql": [
        "SELECT table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default) "
        "FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid > 0",
        "SELECT tablename, regexp_replace(indexdef, 'INDEX [^ ]+ ON', 'INDEX ON') FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"]}
def parts(sql):  # SQLite keeps a table's words: its columns may come in another order
    return sorted(part.strip().rstrip(")") for part in re.split(r", (?=[\\"]|CONSTRAINT)", sql.partition("(")[2])) or [sql]
with connection.cursor() as cursor:
    found = {}
    for asked in ASK[connection.vendor]:
        cursor.execute(asked)
        for name, what in cursor.fetchall():
            found.setdefault(name, []).append(parts(what) if what.startswith("CREATE TABLE") else what)
print(json.dumps({"objects": {n: sorted(map(str, w)) for n, w in found.items()},
                  "migrations": sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())}))
"""

NARROWER = "auth_group_permissions.id"  # Django's own migrations widen this key, its models do not; groups are not used here


def told(place: Place) -> Any:
    return json.loads(place.run("-c", TELL))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_migrations_and_models_lead_to_the_same_tables(kind: str, places: Places, tmp_path: Path) -> None:
    step_by_step = places.empty(kind, tmp_path / "steps")
    step_by_step.run("-c", STEPS)
    at_once = places.filled(kind, tmp_path / "once", *MIGRATE)
    found, expected = told(at_once), told(step_by_step)
    assert found["migrations"] == expected["migrations"]
    names = (found["objects"].keys() | expected["objects"].keys()) - {NARROWER}
    assert len(names) > 170
    assert {n: both for n in sorted(names) if (both := [d["objects"].get(n) for d in (found, expected)])[0] != both[1]} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_two_nodes_that_start_on_one_empty_database(kind: str, places: Places, tmp_path: Path) -> None:
    place = places.empty(kind, tmp_path / "home")
    around = environment(place.home, place.database)
    nodes = [subprocess.Popen([sys.executable, *MIGRATE], env=around, stderr=subprocess.PIPE) for _ in range(2)]
    assert [(node.communicate()[1], node.returncode) for node in nodes] == [(b"", 0)] * 2
    assert told(place) == told(places.filled(kind, tmp_path / "other", *MIGRATE))


FORGET = """
import django; django.setup()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder(connection).migration_qs.filter(app="organisation").delete()
"""


def test_a_database_older_than_the_migrations_is_refused_and_left_alone(places: Places, tmp_path: Path) -> None:
    place = places.filled("sqlite", tmp_path / "home", *MIGRATE)
    place.run("-c", FORGET)
    before = told(place)
    done = subprocess.run([sys.executable, *MIGRATE], env=environment(place.home, place.database) | {"LC_ALL": "zh_CN.UTF-8"},
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "此数据库太旧" in done.stderr
    assert told(place) == before
