"""The database itself refuses changes of every ledger, log and history."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from yingshu.kernel.ledger import InsertOnly, forbid_changes_everywhere

TRIGGERS = {"sqlite": "SELECT lower(name) FROM sqlite_master WHERE type = 'trigger'",
            "postgresql": "SELECT lower(tgname) FROM pg_trigger WHERE NOT tgisinternal"}
LOST = "rulebook_decisionrecord"


def missing() -> list[str]:
    """The triggers that insert-only tables should have and have not."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    tables = [m._meta.db_table for m in apps.get_models() if issubclass(m, InsertOnly)]
    assert len(tables) > 15
    return sorted({f"{table}_no_{op}" for table in tables for op in ("update", "delete")} - found)


@pytest.mark.django_db
def test_every_insert_only_table_has_its_triggers() -> None:
    assert missing() == []


@pytest.mark.django_db
def test_a_table_that_lost_a_trigger_gets_it_back_with_the_next_migration() -> None:
    """SQLite makes a changed table anew, without its triggers."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {LOST}_no_UPDATE" + (f" ON {LOST}" if connection.vendor == "postgresql" else ""))
    assert missing() == [f"{LOST}_no_update"]
    forbid_changes_everywhere(sender=apps.get_app_config("rulebook"), using="default")
    assert missing() == []


@pytest.mark.django_db
def test_a_condition_of_an_older_version_does_not_outlive_the_next_migration() -> None:
    """Which texts of a step may be erased changed after the first databases were made (CNF-07)."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER service_step_no_UPDATE" + (" ON service_step" if postgresql else ""))
        cursor.execute("CREATE TRIGGER service_step_no_UPDATE BEFORE UPDATE ON service_step " + (
            "FOR EACH ROW EXECUTE FUNCTION yingshu_kept('insert-only')" if postgresql else
            "BEGIN SELECT RAISE(ABORT, 'service_step is insert-only'); END"))
    forbid_changes_everywhere(sender=apps.get_app_config("service"), using="default")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'service_step_no_UPDATE'" if not postgresql else
                       "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'service_step_no_update'")
        assert "WHEN (" in cursor.fetchone()[0].replace("WHEN ((", "WHEN (")
