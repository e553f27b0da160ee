"""Bringing a database up to the version of the program that runs."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext_noop as N_

from .errors import BusinessError


class DatabaseTooOld(BusinessError):
    """The database lacks migrations that later ones have replaced."""

    code = "database_too_old"
    message = N_("This database is too old for this version. Nothing was changed. Bring it up with the version before this one first.")
    status = 409


def bring_up() -> None:
    """Give an empty database its tables, any other the migrations it lacks; then what models ask of the database itself.

    Tables come from the models at once, and every migration is noted as done: migrating from nothing takes fifty times as long, and a test
    says that it leads to the same tables. It is one transaction, so a start that is broken off leaves the database empty.
    """
    connection.disable_constraint_checking()  # SQLite allows it only outside of transactions
    try:
        with transaction.atomic():
            if created := not has_tables(alone=True):
                _create()
                call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.enable_constraint_checking()
    if not created:
        _migrate()


def _migrate() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except InconsistentMigrationHistory as error:
        raise DatabaseTooOld() from error


def has_tables(*, alone: bool = False) -> bool:
    """The database is not quite empty. ``alone``: no other node asks so until the transaction ends."""
    with connection.cursor() as cursor:
        if alone and connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('yingshu.schema'))")
        return bool(connection.introspection.table_names(cursor))


def _create() -> None:
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    done = {name for key, migration in MigrationLoader(None).disk_migrations.items() for name in (key, *migration.replaces)}
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in sorted(done))
