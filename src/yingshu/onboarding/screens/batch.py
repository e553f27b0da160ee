"""Imports as a list; the page of one is the page where a ledger is mapped, checked and confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Screen, Tag, View, register

from .. import files
from ..models import ImportBatch

State = ImportBatch.State
WEIGHTS = {State.RUNNING: "run", State.CHECKED: "wait", State.DONE: "done", State.UNDONE: "void", State.FAILED: "danger"}


def state_of(row: ImportBatch) -> Tag:
    """Where the import stands."""
    return Tag(State(row.state).label, WEIGHTS[State(row.state)])


def written(row: ImportBatch) -> int:
    """Right rows of all sheets that were not imported before."""
    return int(row.figures.get("new", 0))


@register
class ImportScreen(Screen):
    """导入批次."""

    code = "onboarding"
    model = ImportBatch
    title = _("Ledger imports")
    group = "receivables"
    order_in_menu = 91
    icon = "database-import"
    hint = _("Each file is one import; while nothing rests on it, it can be undone.")
    columns = (
        Column("number", _("Import"), kind="code", link=True),
        Column("file_name"),
        Column("state", kind="tag", value=lambda row: state_of(row).label, needs=("state",), tags=state_of, sort="state"),
        Column("new_rows", _("New rows"), kind="quantity", value=written, needs=("figures",), phone=False),
        Column("errors", kind="quantity", phone=False),
        Column("at", kind="moment"),
        Column("actor_name", phone=False),
        Column("done_at", kind="moment", phone=False, hidden=True),
        Column("undone_at", kind="moment", phone=False, hidden=True),
    )
    filters = (Filter("q", _("Number or file"), kind="search"), Filter("state", _("State"), kind="choice", choices=State.choices))
    views = (View("all", _("All")), View("open", _("To confirm"), lambda actor: Q(state=State.CHECKED)),
             View("mine", _("Mine"), lambda actor: Q(actor_id=actor.id)))
    search_fields = ("number", "file_name")
    history_kind = "import"
    id_parameter = "batch_id"
    detail_template = "onboarding/batch.html"
    empty_text = _("Upload a company's ledger and everything in it is checked before anything is written.")
    rest = True

    def scoped(self, actor: Actor) -> QuerySet[ImportBatch]:
        """Imports concern the whole company."""
        return ImportBatch.objects.all()

    def row_actions(self, row: ImportBatch, actor: Actor) -> Sequence[str]:
        """Undo what was imported; keep the mapping of what was checked."""
        if row.state == State.DONE:
            return ("onboarding.undo_import", "onboarding.save_mapping")
        return ("onboarding.save_mapping",) if row.state == State.CHECKED else ()

    def state_tag(self, row: ImportBatch) -> Tag:
        """Beside the title."""
        return state_of(row)

    def heading(self, row: ImportBatch) -> str:
        """The file is what people look for."""
        return row.file_name

    def context(self, row: ImportBatch, actor: Actor) -> Mapping[str, Any]:
        """The page of one import; which sheet is chosen comes with the request."""
        return {"batch": row, "line": row.number, "progress": files.progress(row.digest),
                "may_import": actor.may("onboarding.import_ledger"),
                "may_check": actor.may("onboarding.check_ledger")}
