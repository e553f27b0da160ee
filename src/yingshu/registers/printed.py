"""A record on paper: all its fields, its tables, and lines for signatures."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yingshu.documents.papers import printed_by, ready
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
        "sheets": [_sheet(_("Details"), [_("Field"), _("Content")], [[title, text or "--"] for title, text in plain]), *tables,
                   *_signatures(d.signatures)]}


def _sheet(title: str, heads: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"title": title, "note": "", "heads": [{"text": h, "number": ""} for h in heads],
            "rows": [{"cells": [{"text": cell, "sub": ""} for cell in row]} for row in rows]}


def _table(spec: FieldSpec, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return _sheet(spec.title, [c.title for c in spec.columns], [[words(c, row.get(c.code)) or "--" for c in spec.columns] for row in rows])


def _signatures(titles: tuple[str, ...]) -> list[dict[str, Any]]:
    """Cells to sign in: an empty line under each title."""
    return [_sheet(_("Signatures"), list(titles), [["　" for _title in titles], ["　" for _title in titles]])] if titles else []
