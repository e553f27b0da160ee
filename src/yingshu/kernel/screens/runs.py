"""导入记录: every import of master data, what it did, and its undoing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..actor import Actor
from ..screen_models import ImportRun
from .declare import SCREENS, Column, Filter, Screen, Tag, View, register
from .imports import IMPORTERS

TAGS = {"done": Tag(_("Imported"), "done"), "undone": Tag(_("Undone"), "void"), "kept": Tag(_("Imported"), "done")}


def what(row: ImportRun) -> str:
    """The records imported."""
    return str(SCREENS[row.screen].title) if row.screen in SCREENS else row.screen


def _count(name: str) -> Any:
    return lambda row: row.counts.get(name, 0)


def tag(row: ImportRun) -> Tag:
    """Where it stands."""
    return TAGS[row.state]


@register
class ImportRunScreen(Screen):
    """A person sees the imports they might have made themselves."""

    code = "imports"
    model = ImportRun
    title = _("Imports")
    group = "system"
    order_in_menu = 93
    icon = "database-import"
    hint = _("Each file is one import; while nobody has used its records, it can be undone within 30 days.")
    columns = (
        Column("number", _("Import"), kind="code", link=True, value=lambda row: row.number, sort="id"),
        Column("screen", _("Kind of records"), value=what), Column("file_name"),
        Column("added", _("New"), kind="quantity", value=_count("added"), needs=("counts",)),
        Column("changed", _("Changed"), kind="quantity", value=_count("changed"), needs=("counts",)),
        Column("failed", kind="quantity", phone=False),
        Column("state", _("State"), kind="tag", value=lambda row: tag(row).label, tags=tag, needs=("undone_at", "forgotten")),
        Column("at", kind="moment"), Column("actor_name", phone=False),
        Column("undone_at", kind="moment", phone=False, hidden=True), Column("undone_by", phone=False, hidden=True))
    filters = (Filter("q", _("File"), kind="search"), Filter("at", _("imported at"), kind="daterange", field="at"))
    views = (View("all", _("All")), View("mine", _("Mine"), lambda actor: Q(actor_id=actor.id)))
    search_fields = ("file_name", "actor_name")
    history_kind = "import_run"
    id_parameter = "import_id"
    empty_text = _("Customers, products, prices and users can be imported from their lists.")

    def scoped(self, actor: Actor) -> QuerySet[ImportRun]:
        return ImportRun.objects.filter(screen__in=[code for code, each in IMPORTERS.items() if actor.may(each.action)])

    def row_actions(self, row: ImportRun, actor: Actor) -> Sequence[str]:
        return ("imports.undo",) if row.state == "done" else ()

    def state_tag(self, row: ImportRun) -> Tag:
        return tag(row)

    def context(self, row: ImportRun, actor: Actor) -> Mapping[str, Any]:
        """The figures of the import."""
        names = (("added", _("New")), ("changed", _("Changed")), ("unchanged", _("Already like that")))
        figures = [{"label": label, "value": row.counts.get(name, 0)} for name, label in names]
        return {"figures": [*figures, {"label": _("Left out"), "value": row.failed}], "line": f"{what(row)} · {row.file_name}"}
