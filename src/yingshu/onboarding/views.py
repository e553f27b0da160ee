"""Pages of the import that a screen cannot make: upload, mapping, confirmation, files."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yingshu.kernel.errors import BusinessError, NotFound
from yingshu.kernel.pages import for_people
from yingshu.rulebook.books import has_book

from . import files, queries, sheets, shown
from .models import ImportBatch, MappingTemplate
from .papers import error_file, template_file
from .services import check_ledger, import_ledger, receive_ledger
from .services.failed import failed_rows

LARGE = 2 * 1024 * 1024
LARGEST = 50 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = ImportBatch.State


@for_people
@require_safe
def start(request: Any) -> HttpResponse:
    """The first step: templates to fill, saved mappings, the file."""
    request.actor.require("onboarding.check_ledger")
    kinds = [kind for kind in sheets.kinds(get_language() or "en") if sheets.is_imported(kind.code)]
    return render(request, "onboarding/start.html", {
        "title": _("Import a ledger"), "crumbs": [(_("Ledger imports"), reverse("screen:onboarding")), (_("Import a ledger"), "")],
        "kinds": kinds, "templates": MappingTemplate.objects.order_by("name"), "recent": ImportBatch.objects.all()[:5],
        "megabytes": LARGEST // 1024 // 1024, "choose_book": request.actor.may("rulebook.publish_version") and not has_book()})


@for_people
@require_POST
def upload(request: Any) -> HttpResponse:
    """Keep the file and check it; a large one is checked by the worker."""
    request.actor.require("onboarding.check_ledger")
    file = request.FILES.get("file")
    if file is None or file.size > LARGEST:
        messages.error(request, _("Please choose a file of at most %(size)s MB.") % {"size": LARGEST // 1024 // 1024})
        return HttpResponseRedirect(reverse("onboarding"))
    kept = files.keep(file, file.name)
    how: dict[str, Any] = {"template": request.POST.get("template", "")[:80], "draft": True}
    try:
        if file.size > LARGE:
            batch_id = receive_ledger(actor=request.actor, digest=kept.digest, file_name=kept.file_name).id
            _later(request, "check", batch_id, **how)
        else:
            batch_id = check_ledger(actor=request.actor, digest=kept.digest, file_name=kept.file_name, **how).id
    except BusinessError as problem:
        messages.error(request, problem.text())
        return HttpResponseRedirect(reverse("onboarding"))
    return _to(batch_id)


def _later(request: Any, task: str, batch_id: int, **arguments: Any) -> None:
    """Give the work to the worker; the page shows how far it is."""
    from yingshu.kernel.tasks import start as start_job

    batch = queries.batch(batch_id)
    files.begin_progress(batch.digest)
    title = _("Import of %(file)s") % {"file": batch.file_name}
    start_job(request.actor, title, f"yingshu.onboarding.tasks.{task}", batch_id=batch_id, **arguments)


def _to(batch_id: int, **query: Any) -> HttpResponseRedirect:
    address = reverse("screen:onboarding.detail", args=[batch_id])
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)


@for_people
@require_POST
def columns(request: Any, pk: int) -> HttpResponse:
    """A corrected mapping, or mended cells: everything is checked again."""
    request.actor.require("onboarding.check_ledger")
    batch = queries.batch(pk)
    number = request.POST.get("sheet", "")
    sheet = shown.sheet_named(batch, number)
    if not sheet:
        raise NotFound()
    mapping = _corrected(batch, sheet, request.POST) if "kind" in request.POST else batch.mapping
    how = {"draft": True, "mapping": json.dumps({"sheets": mapping["sheets"]}),
           "corrections": json.dumps(_mended(batch, sheet, request.POST)),
           "receivables": request.POST.get("receivables") or batch.mapping.get("receivables", "auto")}
    return _checked(request, batch, number, how)


def _checked(request: Any, batch: ImportBatch, number: str, how: dict[str, Any]) -> HttpResponse:
    from .rules import Receivables

    if how["receivables"] not in list(Receivables):
        raise NotFound()
    if files.path_of(batch.digest).stat().st_size > LARGE:
        _later(request, "check", batch.pk, **how)
        return _to(batch.pk, sheet=number)
    try:
        check_ledger(actor=request.actor, batch_id=batch.pk, **{**how, "receivables": Receivables(how["receivables"])})
    except BusinessError as problem:
        messages.error(request, problem.text())
    return _to(batch.pk, sheet=number)


def _corrected(batch: ImportBatch, sheet: str, posted: Any) -> dict[str, Any]:
    """The mapping with what was chosen for one sheet; a sheet of another kind or head gets its columns guessed again."""
    kept = {each["sheet"]: each for each in batch.mapping["sheets"]}
    before, kind, head = kept.get(sheet, {}), posted.get("kind", ""), posted.get("header_row", "")
    titles = {column["letter"]: column["title"] for column in batch.figures["columns"].get(sheet, ())}
    if not kind:
        kept.pop(sheet, None)
    elif before.get("kind") == kind and str(before.get("header_row", "")) == head:
        old = {each.get("letter"): each for each in before["columns"]}
        chosen = {letter: posted.get(f"column-{letter}", "") for letter in titles}
        kept[sheet] = {**before, "columns": [{**_same(old.get(letter), field), "field": field, "letter": letter, "title": titles[letter]}
                                             for letter, field in chosen.items() if field]}
    else:
        kept[sheet] = {"sheet": sheet, "kind": kind, "header_row": int(head) if head.isdecimal() and int(head) else None, "columns": []}
    return {"sheets": list(kept.values())}


def _same(old: dict[str, Any] | None, field: str) -> dict[str, Any]:
    """What was decided about a column stays as long as it is the same field; a person's choice is certain."""
    return old if old and old["field"] == field else {"confidence": 1}


def _mended(batch: ImportBatch, sheet: str, posted: Any) -> dict[str, Any]:
    """The cells mended before and those changed now (``cell-<row>-<letter>``)."""
    kept: dict[str, Any] = {name: dict(rows) for name, rows in batch.mapping.get("corrections", {}).items()}
    shown_cells = {(str(issue["row"]), letter): text for each in batch.figures["sheets"] if each["sheet"] == sheet
                   for issue in each["issues"] for letter, text in issue["cells"].items()}
    for name, value in posted.items():
        part, _dash, rest = name.partition("-")
        number, _dash, letter = rest.partition("-")
        if part == "cell" and number.isdecimal() and letter.isalpha() and value != shown_cells.get((number, letter)):
            rows = kept.setdefault(sheet, {})
            rows[number] = {**rows.get(number, {}), letter: value}
    return kept


@for_people
@require_POST
def confirm(request: Any, pk: int) -> HttpResponse:
    """The third step: write it."""
    request.actor.require("onboarding.import_ledger")
    batch, skip = queries.batch(pk), request.POST.get("skip") == "1"
    if files.path_of(batch.digest).stat().st_size > LARGE:
        _later(request, "write_ledger", pk, skip_errors=skip)
        return _to(pk)
    try:
        done = import_ledger(actor=request.actor, batch_id=pk, skip_errors=skip)
    except BusinessError as problem:
        messages.error(request, problem.text())
    else:
        messages.success(request, _("Import %(number)s is done: %(rows)s new rows.") % {"number": done.number, "rows": done.data["new"]})
    return _to(pk)


@for_people
@require_safe
def progress(request: Any, pk: int) -> HttpResponse:
    """How far the worker is; when it is done the page is loaded anew."""
    request.actor.require("onboarding.view")
    batch = queries.batch(pk)
    rows = files.progress(batch.digest)
    if rows is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    total = sum(each["rows"] for each in batch.figures.get("sheets", ()))
    return render(request, "onboarding/progress.html", {"batch": batch, "rows": rows, "total": total,
                                                        "percent": min(rows * 100 // total, 99) if total else 0})


@for_people
@require_safe
def errors(request: Any, pk: int) -> FileResponse:
    """The wrong rows of one sheet with their reasons."""
    request.actor.require("onboarding.check_ledger")
    batch = queries.batch(pk)
    failed = failed_rows(batch, shown.sheet_named(batch, request.GET.get("sheet", "")))
    name = f"{batch.number}_{failed.sheet}.xlsx"
    return FileResponse(error_file(failed.titles, failed.rows, failed.sheet), as_attachment=True, filename=name, content_type=XLSX)


@for_people
@require_safe
def template(request: HttpRequest, kind: str) -> FileResponse:
    """An empty sheet to fill."""
    request.actor.require("onboarding.check_ledger")  # type: ignore[attr-defined]
    found = next((each for each in sheets.kinds(get_language() or "en") if each.code == kind and sheets.is_imported(kind)), None)
    if found is None:
        raise NotFound()
    return FileResponse(template_file(found), as_attachment=True, filename=f"{found.label}.xlsx", content_type=XLSX)
