"""Ledgers: entries are only ever inserted; a correction is a reversing entry; a balance equals the sum of its entries."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from django.db import connections, migrations, models
from django.db.models.signals import post_migrate
from django.dispatch import receiver


class InsertOnlyError(RuntimeError):
    """An entry of a ledger was to be changed or deleted. A programming error."""


class InsertOnlyQuerySet(models.QuerySet):
    """A query set without update and delete."""

    def update(self, **kwargs: Any) -> int:
        raise InsertOnlyError(f"{self.model.__name__} is insert-only")

    def delete(self) -> Any:
        raise InsertOnlyError(f"{self.model.__name__} is insert-only")


class InsertOnly(models.Model):
    """Base of ledger entries and trails. The database refuses changes as well (see ``forbid_changes_everywhere``)."""

    objects = InsertOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise InsertOnlyError(f"{type(self).__name__} is insert-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise InsertOnlyError(f"{type(self).__name__} is insert-only")


OPERATIONS = ("UPDATE", "DELETE")
_SQLITE = ("CREATE TRIGGER {t}_no_{op} BEFORE {op} ON {t} BEGIN SELECT RAISE(ABORT, '{t} is insert-only'); END")
_POSTGRES = ("CREATE TRIGGER {t}_no_{op} BEFORE {op} ON {t} FOR EACH ROW EXECUTE FUNCTION yingshu_insert_only()")
_FUNCTION = ("CREATE OR REPLACE FUNCTION yingshu_insert_only() RETURNS trigger LANGUAGE plpgsql AS "
             "$$ BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME; END $$")


_THERE = {"sqlite": "SELECT lower(name) FROM sqlite_master WHERE type IN ('table', 'trigger')",
          "postgresql": "SELECT lower(tgname) FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT lower(relname) FROM pg_class"}


@receiver(post_migrate, dispatch_uid="yingshu_insert_only")
def forbid_changes_everywhere(sender: Any, using: str, **kwargs: Any) -> None:
    """After the migrations every insert-only table has its triggers. No migration need say so, and none can lose them: SQLite changes
    many a column by making the table anew, and the triggers go with the old one."""
    tables = [m._meta.db_table for m in sender.get_models() if issubclass(m, InsertOnly) and m._meta.managed]
    if not tables:
        return
    with connections[using].cursor() as cursor:
        cursor.execute(_THERE[connections[using].vendor])
        there = {name for (name,) in cursor.fetchall()}
        for statement in _missing([t for t in tables if t.lower() in there], there, connections[using].vendor):
            cursor.execute(statement)


def _missing(tables: Iterable[str], there: Container[str], vendor: str) -> Iterator[str]:
    """The statements that bring the triggers which are not there."""
    template = _POSTGRES if vendor == "postgresql" else _SQLITE
    if template is _POSTGRES:
        yield _FUNCTION
    for table in tables:
        yield from (template.format(t=table, op=op) for op in OPERATIONS if f"{table}_no_{op}".lower() not in there)


def forbid_changes(*tables: str) -> migrations.RunPython:
    """Migration operation of earlier versions, which gave tables their triggers one by one."""
    def create(apps: Any, schema_editor: Any) -> None:
        for statement in _missing(tables, (), schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def drop(apps: Any, schema_editor: Any) -> None:
        suffix = " ON {t}" if schema_editor.connection.vendor == "postgresql" else ""
        for table in tables:
            for op in OPERATIONS:
                schema_editor.execute(("DROP TRIGGER IF EXISTS {t}_no_{op}" + suffix).format(t=table, op=op))
    return migrations.RunPython(create, drop)
