"""Backups: the database and the attachments in one tar file.

SQLite is copied by its online backup while people work; PostgreSQL by ``pg_dump`` where that is installed. The third form,
``rows``, is a line of JSON per record, read in one transaction: it needs no program and goes from either database to either.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess  # nosec B404 # pg_dump and pg_restore with fixed arguments
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.upgrade import bring_up

CHUNK = 1000
LEFT_OUT = {"sessions.session", "kernel.visitcount", "django_q.ormq", "axes.accessattempt", "axes.accesslog", "axes.accessfailurelog"}


class NotABackup(BusinessError):
    """The file is no backup, or not one for this database."""

    code = "not_a_backup"
    message = N_("%(file)s is not a backup that can be restored here: %(reason)s")
    status = 400


class ToolFailed(BusinessError):
    """A database program failed."""

    code = "database_tool_failed"
    message = N_("%(tool)s failed: %(reason)s")
    status = 500


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is: ``form`` sqlite, postgresql or rows."""

    form: str
    version: str
    at: str
    attachments: int


def form_here(portable: bool) -> str:
    """The best form for this database and machine."""
    if portable:
        return "rows"
    if connection.vendor == "sqlite":
        return "sqlite"
    return "postgresql" if shutil.which("pg_dump") else "rows"


def write_backup(target: Path, *, portable: bool = False) -> Manifest:
    """Write a backup. The database first, then the attachments, so that none of them is missing; the file appears when complete."""
    form = form_here(portable)
    with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".backup-") as folder:
        dump = Path(folder, f"database.{form}")
        {"sqlite": _copy_sqlite, "postgresql": _dump_postgresql, "rows": _dump_rows}[form](dump)
        kept = attachments()
        manifest = Manifest(form, _version(), clock.local(clock.now()).isoformat(timespec="seconds"), len(kept))
        fresh = Path(folder, "backup.tar")
        with tarfile.open(fresh, "w") as tar:
            head = Path(folder, "manifest.json")
            head.write_text(json.dumps(asdict(manifest)))
            tar.add(head, "manifest.json")
            tar.add(dump, dump.name)
            for path in kept:
                tar.add(path, f"attachments/{path.relative_to(settings.MEDIA_ROOT).as_posix()}")
        fresh.chmod(0o600)
        fresh.replace(target)
    return manifest


def _version() -> str:
    try:
        return version("yingshu")
    except PackageNotFoundError:  # running from a folder that was never installed
        return ""


def attachments() -> list[Path]:
    """Files kept with records."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".")) if root.is_dir() else []


def read_manifest(source: Path) -> Manifest:
    """What a backup says of itself. Raises NotABackup."""
    try:
        with tarfile.open(source) as tar:
            manifest = Manifest(**json.load(_member(tar, "manifest.json")))
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as problem:
        raise NotABackup(file=source, reason=problem) from problem
    if manifest.form not in ("rows", connection.vendor):
        raise NotABackup(file=source, reason=f"{manifest.form} → {connection.vendor}")
    return manifest


def read_backup(source: Path, manifest: Manifest) -> None:
    """Replace database and attachments by what the backup holds."""
    root = Path(settings.MEDIA_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=".restore-") as folder, tarfile.open(source) as tar:
        tar.extractall(folder, filter="data")  # nosec B202 # the filter keeps every path inside
        dump = Path(folder, f"database.{manifest.form}")
        {"sqlite": _load_sqlite, "postgresql": _restore_postgresql, "rows": _load_rows}[manifest.form](dump)
        fresh = Path(folder, "attachments")
        if root.exists():
            shutil.rmtree(root)
        if fresh.exists():
            fresh.replace(root)
    bring_up()


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    found = tar.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


# ---- SQLite

def _copy_sqlite(target: Path) -> None:
    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)
    copy.close()


def _load_sqlite(source: Path) -> None:
    connection.ensure_connection()
    with sqlite3.connect(source) as copy:
        copy.backup(connection.connection)
    copy.close()


# ---- PostgreSQL

def _dump_postgresql(target: Path) -> None:
    _tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _restore_postgresql(source: Path) -> None:
    connection.close()
    _tool("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
          "--dbname", str(settings.DATABASES["default"]["NAME"]), str(source))


def _tool(name: str, *words: str) -> None:
    """Run a program of PostgreSQL with this installation's database; the password goes by the environment."""
    database = settings.DATABASES["default"]
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {name: str(database[key]) for name, key in given.items() if database.get(key)}
    path = shutil.which(name)
    if path is None:
        raise ToolFailed(tool=name, reason="not installed")
    done = subprocess.run([path, *words], env=environment, capture_output=True, text=True, check=False)  # nosec B603
    if done.returncode:
        raise ToolFailed(tool=name, reason=done.stderr.strip()[-500:])


# ---- rows

def stored_models() -> list[type[models.Model]]:
    """Everything that is kept, the tables of many-to-many relations too; sessions and waiting jobs are not."""
    return [model for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT]


def _dump_rows(target: Path) -> None:
    with target.open("w", encoding="utf-8") as file, transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for model in stored_models():
            columns = [field.column for field in model._meta.concrete_fields]
            file.write(json.dumps({"model": model._meta.label_lower, "columns": columns}) + "\n")
            for values in model._base_manager.order_by("pk").values_list(*(f.attname for f in model._meta.concrete_fields)).iterator(CHUNK):
                file.write(json.dumps(values, default=_exact, ensure_ascii=False, separators=(",", ":")) + "\n")


def _exact(value: Any) -> str:
    """Times with all their digits: the seals of the trail are made over them."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _load_rows(source: Path) -> None:
    bring_up()
    with transaction.atomic(), _without_triggers(), source.open(encoding="utf-8") as file:
        _empty()
        for model, rows in _tables(file):
            _insert(model, rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), stored_models()):
            with connection.cursor() as cursor:
                cursor.execute(statement)


def _tables(file: IO[str]) -> Iterator[tuple[type[models.Model], Iterator[list[Any]]]]:
    """Each table with its rows, read as they are asked for."""
    head = json.loads(next(file))
    while head:
        following: dict[str, Any] = {}

        def rows(following: dict[str, Any] = following) -> Iterator[list[Any]]:
            for line in file:
                value = json.loads(line)
                if isinstance(value, dict):
                    following.update(value)
                    return
                yield value
        yield apps.get_model(head["model"]), rows()
        head = following


def _insert(model: type[models.Model], rows: Iterator[list[Any]]) -> None:
    fields = model._meta.concrete_fields
    while chunk := list(islice(rows, CHUNK)):
        made = [model.from_db("default", [f.attname for f in fields],
                              [f.to_python(v) for f, v in zip(fields, row, strict=True)]) for row in chunk]
        for instance in made:
            instance._state.adding = True
        model._base_manager.bulk_create(made, batch_size=200)


def _empty() -> None:
    with connection.cursor() as cursor:
        for model in stored_models():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # nosec B608 # our own table names


class _without_triggers:
    """Insert-only tables are emptied before a restore; their guards are lifted for that, inside the transaction."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                self.tables = [model._meta.db_table for model in stored_models()]
                for table in self.tables:
                    cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} DISABLE TRIGGER USER")
            else:
                cursor.execute("PRAGMA defer_foreign_keys = ON")
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                self.triggers = cursor.fetchall()
                for name, _sql in self.triggers:
                    cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")

    def __exit__(self, *problem: object) -> None:
        if problem[0] is not None:
            return  # the roll-back brings them back
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                for table in self.tables:
                    cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} ENABLE TRIGGER USER")
            else:
                for _name, sql in self.triggers:
                    cursor.execute(sql)
