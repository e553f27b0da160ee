"""A record on paper: all its fields, its tables, and lines for signatures."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yingshu.documents.papers import pairs, printed_by, ready, sheet, signatures
from yingshu.documents.printing import render
from yingshu.kernel.actor import Actor
from yingshu.organisation.queries import company_name

from .definition import VOID, FieldSpec, Kind
from .models import Entry
from .registry import Live
from .screens.entries import tag_of
from .screens.panels import may_see
from .values import words


def pdf_of(found: Live, entry: Entry, actor: Actor) -> bytes:
    """The record as PDF; what can still be changed says that it is a draft."""
    state = found.definition.state(entry.state)
    mark = "void" if entry.state == VOID.code else "draft" if found.definition.states and state and state.open else ""
    return render(ready("report", data_of(found, entry, actor), mark=mark))


def data_of(found: Live, entry: Entry, actor: Actor) -> dict[str, Any]:
    """What is printed."""
    d = found.definition
    seen = [f for f in d.fields if may_see(f, found, entry, actor) and f.kind != Kind.FILE]
    plain = [(f.title, words(f, entry.values.get(f.code))) for f in seen if f.kind != Kind.TABLE]
    tables = [_table(f, entry.values.get(f.code) or []) for f in seen if f.kind == Kind.TABLE]
    return {
        "company": company_name(), "title": found.title, "number": entry.number, "period": f"{entry.day}",
        "issued_at": entry.created_at, "author": entry.owner.name if entry.owner else "", "clause": next(iter(d.clauses), ""),
        "standing": _("version %(version)s, %(state)s") % {"version": entry.version, "state": tag_of(found, entry.state).label},
        "printed": printed_by(actor), "note": "", "figures": [],
        "sheets": [pairs(_("Details"), [(title, text or "--") for title, text in plain]), *tables,
                   *([signatures(_("Signatures"), d.signatures)] if d.signatures else [])]}


def _table(spec: FieldSpec, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return sheet(spec.title, [{"text": c.title} for c in spec.columns],
                 [[words(c, row.get(c.code)) or "--" for c in spec.columns] for row in rows])
