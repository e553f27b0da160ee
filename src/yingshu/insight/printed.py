"""A report on paper: the same figures and tables as on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from yingshu.documents.papers import printed_by, ready
from yingshu.documents.printing import render
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.organisation.queries import company_name

from . import paper
from .models import Report
from .queries.handing_in import CONTROL_OF
from .queries.reports import post_name, state_tag, unit_named

MOST_ROWS = 400


def pdf_of(report: Report, actor: Actor) -> bytes:
    """The report as PDF; drafts say so. The foot names who printed it and when."""
    mark = "" if report.state == Report.State.SUBMITTED else "draft"
    return render(ready("report", data_of(report, actor), mark=mark))


def data_of(report: Report, actor: Actor) -> dict[str, Any]:
    """What is printed. Raises nothing: what a table has too much of is left out, and said."""
    content = report.content
    changes = paper.changes(report.kind, content)
    unit = unit_named(report.unit_id)
    return {
        "company": company_name(), "title": f"{report.get_kind_display()} {report.period}{'　' + unit if unit else ''}",
        "number": report.number, "period": f"{content['first']} ~ {content['last']}" + (
            _(", records up to %(day)s") % {"day": content["through"]} if content["through"] != content["last"] else ""),
        "issued_at": report.submitted_at or report.made_at, "author": report.author_name, "clause": CONTROL_OF[report.kind].clauses[0],
        "standing": _("version %(version)s, %(state)s") % {"version": report.version, "state": state_tag(report).label},
        "printed": printed_by(actor), "note": report.note,
        "figures": [{"label": f.label, "value": f.value, "unit": f.unit, "foot": f.foot} for f in paper.figures(report.kind, content)],
        "sheets": [_sheet(s) for s in ([changes] if changes else []) + paper.sheets(report.kind, content)],
        "readers": [{"name": f"{post_name(d.post)} {d.person_name}", "read": _read(d.read_at)} for d in report.deliveries.order_by("id")]}


def _sheet(sheet: paper.Sheet) -> Mapping[str, Any]:
    left_out = len(sheet.rows) - MOST_ROWS
    note = sheet.note + (_("; %(count)s more are on the page") % {"count": left_out} if left_out > 0 else "")
    return {"title": sheet.title, "note": note, "heads": [{"text": h.text, "number": "1" if h.num else ""} for h in sheet.heads],
            "rows": [{"cells": [{"text": c.text, "sub": c.sub} for c in row]} for row in sheet.rows[:MOST_ROWS]]}


def _read(at: Any) -> str:
    return _("read %(at)s") % {"at": f"{clock.local(at):%m-%d %H:%M}"} if at else _("unread")
