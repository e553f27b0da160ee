"""Ledgers: entries are only ever inserted; a correction is a reversing entry; a balance equals the sum of its entries."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any, ClassVar

from django.db import connections, models, transaction
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


ERASED = "*"


class InsertOnly(models.Model):
    """Base of ledger entries and trails. The database refuses changes as well (see ``forbid_changes_everywhere``).

    ``ERASABLE`` names texts that may hold personal data: nothing but the mark ``ERASED`` may take their place (CNF-07).
    """

    ERASABLE: ClassVar[tuple[str, ...]] = ()
    objects = InsertOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise InsertOnlyError(f"{type(self).__name__} is insert-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise InsertOnlyError(f"{type(self).__name__} is insert-only")


class Frozen(models.Model):
    """Base of documents that are changed until they are given out. From then on the database refuses it."""

    frozen_when: ClassVar[str]  # a condition in SQL on the row as it was

    class Meta:
        abstract = True


OPERATIONS = ("UPDATE", "DELETE")
_SQLITE = "CREATE TRIGGER {t}_no_{op} BEFORE {op} ON {t} {when} BEGIN SELECT RAISE(ABORT, '{t} is {why}'); END"
_POSTGRES = "CREATE TRIGGER {t}_no_{op} BEFORE {op} ON {t} FOR EACH ROW {when} EXECUTE FUNCTION yingshu_kept('{why}')"
_FUNCTION = ("CREATE OR REPLACE FUNCTION yingshu_kept() RETURNS trigger LANGUAGE plpgsql AS "
             "$$ BEGIN RAISE EXCEPTION '% is %', TG_TABLE_NAME, TG_ARGV[0]; END $$")
_THERE = {"sqlite": "SELECT lower(name) FROM sqlite_master WHERE type IN ('table', 'trigger')",
          "postgresql": "SELECT lower(tgname) FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT lower(relname) FROM pg_class"}


@receiver(post_migrate, dispatch_uid="yingshu_insert_only")
def forbid_changes_everywhere(sender: Any, using: str, **kwargs: Any) -> None:
    """After the migrations every insert-only or frozen table has its triggers. No migration need say so, and none can lose them: SQLite
    changes many a column by making the table anew, and the triggers go with the old one."""
    kept = [m for m in sender.get_models() if issubclass(m, (InsertOnly, Frozen)) and m._meta.managed]
    if not kept:
        return
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(_THERE[connections[using].vendor])
        there = {name for (name,) in cursor.fetchall()}
        for statement in _missing([m for m in kept if m._meta.db_table.lower() in there], there, connections[using].vendor):
            cursor.execute(statement)


def _missing(kept: Iterable[type[models.Model]], there: Container[str], vendor: str) -> Iterator[str]:
    """The statements that bring the triggers which are not there. One with a condition is always made anew: it names columns."""
    if vendor == "postgresql":
        yield _FUNCTION
    template, on = (_POSTGRES, " ON {t}") if vendor == "postgresql" else (_SQLITE, "")
    for model in kept:
        table, why = model._meta.db_table, "frozen" if issubclass(model, Frozen) else "insert-only"
        for op in OPERATIONS:
            when = _when(model, op, vendor)
            if when and f"{table}_no_{op}".lower() in there:
                yield ("DROP TRIGGER {t}_no_{op}" + on).format(t=table, op=op)
            elif f"{table}_no_{op}".lower() in there:
                continue
            yield template.format(t=table, op=op, when=when, why=why)


_SAME = {"sqlite": "NEW.{c} IS OLD.{c}", "postgresql": "NEW.{c} IS NOT DISTINCT FROM OLD.{c}"}


def _when(model: type[models.Model], op: str, vendor: str) -> str:
    """On which rows a trigger refuses: frozen ones; those changed otherwise than by an erasure; else all."""
    if issubclass(model, Frozen):
        return f"WHEN (OLD.{model.frozen_when})"
    texts = getattr(model, "ERASABLE", ()) if op == "UPDATE" else ()
    if not texts:
        return ""
    fields = [(f.name in texts, f'"{f.column}"') for f in model._meta.concrete_fields]
    same = [(text, column, _SAME[vendor].format(c=column)) for text, column in fields]
    kept = " AND ".join(f"({words} OR NEW.{column} = '{ERASED}')" if text else words for text, column, words in same)
    return f"WHEN (NOT ({kept}))"
