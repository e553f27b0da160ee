"""Ledgers: entries are only ever inserted; a correction is a reversing entry; a balance equals the sum of its entries."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


class InsertOnlyError(RuntimeError):
    """An entry of a ledger was to be changed or deleted. A programming error."""


class InsertOnlyQuerySet(models.QuerySet):
    """A query set without update and delete."""

    def update(self, **kwargs: Any) -> int:
        raise InsertOnlyError(f"{self.model.__name__} is insert-only")

    def delete(self) -> Any:
        raise InsertOnlyError(f"{self.model.__name__} is insert-only")


class InsertOnly(models.Model):
    """Base of ledger entries and trails. The database refuses changes as well (see ``forbid_changes``)."""

    objects = InsertOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise InsertOnlyError(f"{type(self).__name__} is insert-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise InsertOnlyError(f"{type(self).__name__} is insert-only")


_SQLITE = ("CREATE TRIGGER {t}_no_{op} BEFORE {op} ON {t} BEGIN SELECT RAISE(ABORT, '{t} is insert-only'); END")
_POSTGRES = ("CREATE TRIGGER {t}_no_{op} BEFORE {op} ON {t} FOR EACH ROW EXECUTE FUNCTION yingshu_insert_only()")
_FUNCTION = ("CREATE OR REPLACE FUNCTION yingshu_insert_only() RETURNS trigger LANGUAGE plpgsql AS "
             "$$ BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME; END $$")


def forbid_changes(*tables: str) -> migrations.RunPython:
    """Migration operation: triggers that let the database itself refuse updates and deletes of these tables.

    On SQLite a migration that changes such a table makes it anew, without its triggers: apply this again after it.
    """
    def create(apps: Any, schema_editor: Any) -> None:
        drop(apps, schema_editor)
        template = _POSTGRES if schema_editor.connection.vendor == "postgresql" else _SQLITE
        if template is _POSTGRES:
            schema_editor.execute(_FUNCTION, params=None)
        for table in tables:
            for op in ("UPDATE", "DELETE"):
                schema_editor.execute(template.format(t=table, op=op))

    def drop(apps: Any, schema_editor: Any) -> None:
        suffix = " ON {t}" if schema_editor.connection.vendor == "postgresql" else ""
        for table in tables:
            for op in ("UPDATE", "DELETE"):
                schema_editor.execute(("DROP TRIGGER IF EXISTS {t}_no_{op}" + suffix).format(t=table, op=op))
    return migrations.RunPython(create, drop)
