"""The database itself refuses changes of every ledger, log and history."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from yingshu.kernel.ledger import InsertOnly

TRIGGERS = {"sqlite": "SELECT lower(name) FROM sqlite_master WHERE type = 'trigger'",
            "postgresql": "SELECT lower(tgname) FROM pg_trigger WHERE NOT tgisinternal"}


@pytest.mark.django_db
def test_every_insert_only_table_has_its_triggers() -> None:
    """Also after later migrations: SQLite makes a changed table anew, without its triggers."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    tables = [m._meta.db_table for m in apps.get_models() if issubclass(m, InsertOnly)]
    wanted = {f"{table}_no_{op}" for table in tables for op in ("update", "delete")}
    assert len(tables) > 15
    assert sorted(wanted - found) == []
