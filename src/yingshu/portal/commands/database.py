"""``yingshu migrate``, ``yingshu setup``, ``yingshu demo``: bringing the database up, beginning with a company in it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError, InvalidInput
from yingshu.kernel.upgrade import bring_up
from yingshu.organisation.models import Person
from yingshu.organisation.services import StructureTemplate

from ..beginning import begin
from .output import Output, command


def add(commands: Any) -> None:
    """Declare the commands."""
    command(commands, "migrate", migrate, _("bring the database up to this version"))
    begun = command(commands, "setup", setup, _("begin with your own company in an empty database"))
    begun.add_argument("--company", required=True, help=_("name of the company"))
    begun.add_argument("--login", default="admin", help=_("login name of the administrator"))
    begun.add_argument("--name", required=True, help=_("name of the administrator"))
    begun.add_argument("--sample", choices=StructureTemplate.values, default=StructureTemplate.SMALL_CENTRE.value,
                       help=_("structure of the marketing center: %(samples)s") % {
                           "samples": "; ".join(f"{value} {label}" for value, label in StructureTemplate.choices)})
    made = command(commands, "demo", demo, _("fill an empty database with the demo company"))
    made.add_argument("--if-empty", action="store_true", help=_("do nothing when there are people already"))
    made.add_argument("--seed", type=int, default=None, metavar="N", help=_("another company of the same kind"))


def pending() -> list[str]:
    """Migrations that were not applied yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def behind(waiting: Sequence[str]) -> InvalidInput:
    """What is said about a database that this version cannot use yet."""
    return InvalidInput({"database": [_("%(count)s migrations are pending. Run: yingshu migrate") % {"count": len(waiting)}]})


def migrate(arguments: argparse.Namespace, output: Output) -> None:
    """Apply what is pending and say what it was."""
    waiting = pending()
    bring_up()
    if output.is_json:
        output.data({"applied": waiting})
    else:
        output.tell(_("%(count)s migrations applied.") % {"count": len(waiting)} if waiting else _("The database is up to date."))


def is_empty() -> bool:
    """Nobody is in the database yet."""
    return not Person.objects.exists()


def setup(arguments: argparse.Namespace, output: Output) -> None:
    """Structure, posts and an administrator: from there everything is done in the browser."""
    if not is_empty():
        raise NotEmpty()
    told = begin(company=arguments.company, login=arguments.login, name=arguments.name, sample=StructureTemplate(arguments.sample))
    if output.is_json:
        return output.data(told)
    return output.tell(_("%(company)s is set up. Sign in as %(login)s with the password %(password)s and change it; then add people, give "
                         "them their posts, and choose a ready-made rulebook.") % told)


def demo(arguments: argparse.Namespace, output: Output) -> None:
    """Load the demo company through the services."""
    if not is_empty():
        if arguments.if_empty:
            return output.tell(_("There are people in the database already; the demo company was not loaded."))
        raise NotEmpty()
    load = import_module("yingshu.portal.demo").load
    told = load(**({} if arguments.seed is None else {"seed": arguments.seed}))
    if output.is_json:
        output.data({"loaded": True, **(told if isinstance(told, dict) else {})})
    return output.tell(_("The demo company is there."))


class NotEmpty(BusinessError):
    """The database holds a company."""

    code = "database_not_empty"
    message = N_("The database is not empty. Nothing was changed.")
    status = 409
