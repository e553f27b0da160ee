"""Pages of compliance: the matrix and what stands behind one clause."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yingshu.kernel import clock
from yingshu.kernel.enforcement import SOURCES
from yingshu.kernel.errors import NotFound
from yingshu.kernel.pages import for_people
from yingshu.kernel.screens import spans
from yingshu.kernel.tabular.writer import write_list
from yingshu.kernel.text import id_of
from yingshu.organisation.models import Person, Unit
from yingshu.rulebook.catalogue import CHAPTERS
from yingshu.rulebook.catalogue import clause as find_clause
from yingshu.rulebook.views import posted_change

from .. import services
from ..screens.rehearsals import seen_by
from .comparing import CLASSES, PAGE, otherwise
from .matrix import WAY_NAMES, Matrix, Query, Row, matrix, period_of
from .shown import columns, out_columns, out_rows
from .within import within_period

VIEW = "decisions.view"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECORDS = 100
MOST_PAGES = 100_000
GAP = Decimal("0.2")


def query_of(given: Any) -> Query:
    """The conditions of the address. Raises InvalidInput for a period that is none."""
    return Query(period_of(str(given.get("period", ""))), _one_of(given.get("chapter"), CHAPTERS), _one_of(given.get("way"), _ways()),
                 _id(given.get("unit")), _id(given.get("person")), bool(given.get("low")), bool(given.get("all")))


def _one_of(text: Any, known: Any) -> str:
    return text if text in known else ""


def _ways() -> list[str]:
    return [*map(str, WAY_NAMES), "none"]


def _id(text: Any) -> int | None:
    return id_of(str(text or "")) or None


@for_people
@require_safe
def matrix_page(request: Any) -> HttpResponse:
    """制度执行矩阵."""
    request.actor.require(VIEW)
    found = matrix(request.actor, query_of(request.GET))
    return render(request, "insight/matrix.html", {
        "matrix": found, "bar": bar_of(found), "columns": columns(found), "chapters": [(c, _(t)) for c, t in CHAPTERS.items()],
        "ways": [(w, _(WAY_NAMES[w][0])) for w in WAY_NAMES], "units": Unit.objects.filter(active=True).order_by("path"),
        "person": Person.objects.filter(pk=found.query.person_id).values_list("id", "name").first() if found.query.person_id else None,
        "query": request.GET.urlencode(),
        "who": _who(found.query), "period": request.GET.get("period", "") or f"{found.query.days.first:%Y-%m}",
        "may_export": request.actor.may(services.export_matrix.action),  # type: ignore[attr-defined]
        "may_pack": request.actor.may(services.ask_for_evidence.action),  # type: ignore[attr-defined]
        "now": clock.now(), "crumbs": [(_("Rulebook and compliance"), ""), (_("Matrix"), "")]})


def _who(query: Query) -> str:
    """The end of an address that keeps whose figures are shown."""
    asked = {name: pk for name, pk in (("unit", query.unit_id), ("person", query.person_id)) if pk}
    return f"&{urlencode(asked)}" if asked else ""


def bar_of(found: Matrix) -> list[dict[str, Any]]:
    """The parts of the bar: how many clauses are carried out in which way. Gates and workflows both are enforced by the system."""
    by_way = dict(found.summary.by_way)
    by_way["gate"] = by_way.get("gate", 0) + by_way.pop("workflow", 0)
    parts, at = [], Decimal(0)
    for way, words in [*((str(w), _(WAY_NAMES[w][2])) for w in WAY_NAMES), ("none", _("Not carried out"))]:
        n = by_way.get(way, 0)
        width = Decimal(100 * n) / max(found.summary.clauses, 1)
        parts.append({"way": way, "words": words, "n": n, "x": f"{at:.2f}", "width": f"{max(width - GAP, 0):.2f}"})
        at += width
    return [p for p in parts if p["n"]]


@for_people
@require_safe
def matrix_export(request: Any) -> HttpResponse:
    """The matrix as a workbook; who took it is logged."""
    request.actor.require(services.export_matrix.action)  # type: ignore[attr-defined]
    found, out = matrix(request.actor, query_of(request.GET)), BytesIO()
    rows = write_list(out, _("Matrix"), out_columns(found), out_rows(found))
    services.export_matrix(actor=request.actor, first_day=found.query.days.first, last_day=found.query.days.last, rows=rows)
    name = f"{_('Matrix')}_{found.query.days.first:%Y-%m}_{request.actor.name}.xlsx"
    return HttpResponse(out.getvalue(), content_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})


@for_people
@require_safe
def clause_page(request: Any, clause_id: str) -> HttpResponse:
    """The records behind the figures of one clause, by where they come from."""
    request.actor.require(VIEW)
    query, clause = query_of(request.GET), find_clause(clause_id)
    if clause is None:
        raise NotFound()
    found = matrix(request.actor, Query(query.days, clause.chapter, unit_id=query.unit_id, person_id=query.person_id, everything=True))
    row = next(r for r in found.rows if r.clause.id == clause_id)
    return render(request, "insight/matrix_clause.html", {
        "row": row, "matrix": found, "sources": sources_of(row, found), "most": RECORDS, "columns": columns(found),
        "back": "?" + urlencode({k: v for k, v in request.GET.items() if k != "clause"}),
        "crumbs": [(_("Rulebook and compliance"), ""), (_("Matrix"), "/rulebook/matrix/"), (clause_id, "")]})


def sources_of(row: Row, found: Matrix) -> list[dict[str, Any]]:
    """Each source with its newest records of the period and the list they come from."""
    clause, asked = row.clause.id, within_period(found)
    return [{"title": SOURCES[code].title, "url": SOURCES[code].url(clause, asked),
             "records": list(SOURCES[code].records(clause, asked, RECORDS))} for code in row.sources]


@for_people
@require_POST
def evidence(request: Any) -> HttpResponse:
    """Ask for the evidence pack; it is made in the background."""
    query = query_of(request.POST)
    services.ask_for_evidence(actor=request.actor, first_day=query.days.first, last_day=query.days.last, chapter=query.chapter,
                              unit_id=query.unit_id, person_id=query.person_id)
    return redirect("tasks")


@for_people
@require_safe
def rehearsed(request: Any, pk: int) -> HttpResponse:
    """The decisions that would have come out otherwise, a page at a time: of one control, or of one cell of old × new."""
    request.actor.require("rehearsals.view")
    row = seen_by(request.actor).filter(pk=pk).first()
    if row is None:
        raise NotFound()
    kept = {name: _one_of(request.GET.get(name), known) for name, known in (
        ("control", {c["control"] for c in row.result.get("controls", [])}), ("old", dict(CLASSES)), ("new", dict(CLASSES)))}
    page = min(_id(request.GET.get("page")) or 1, MOST_PAGES)
    return render(request, "insight/rehearsed.html", {
        "row": row, "rows": otherwise(row, kept["control"], kept["old"], kept["new"], page), "page": page, "size": PAGE, 
        "kept": urlencode(kept),
        "crumbs": [(_("Rulebook and compliance"), ""), (_("Rehearsals"), "/rehearsals/"), (row.title, "")]})


@for_people
@require_POST
def rehearse_control(request: Any, code: str) -> HttpResponse:
    """Rehearse what stands in the form of a control, before it is prepared."""
    given = posted_change(request, code)
    first, last = (spans.given_day(request.POST.get(name, ""), name) for name in ("first_day", "last_day"))
    done = services.rehearse_values(actor=request.actor, control=code, values=given["values"], variant=given["variant"],
                                    unit_id=given["unit_id"], first_day=first, last_day=last)
    return redirect("screen:rehearsals.detail", done.id)
