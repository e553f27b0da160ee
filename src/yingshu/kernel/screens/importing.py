"""The page of an import: template, check, confirmation (``/import/<screen>/``)."""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import clock
from ..errors import BusinessError, InvalidInput, NotAllowed, NotFound
from ..pages import for_people
from ..screen_models import ImportRun
from ..tabular import Words, error_workbook
from ..tabular.clean import show
from . import uploads
from .export import XLSX
from .imports import IMPORTERS, OWN_TITLES, File, Importer, Options, Preview
from .sheets import LARGEST, MOST_ROWS, Sheet

SHOWN = 50
MODES = (("both", gettext_lazy("Add and change")), ("add", gettext_lazy("Only add")), ("update", gettext_lazy("Only change")))
View = Callable[[Any, Importer], HttpResponseBase]


def urlpatterns() -> list[Any]:
    """Four addresses for each import: ``import:products``, ``import:products.template``, …"""
    return [path(f"{code}/{tail}", _guarded(declared, view), name=f"{code}{name}")
            for code, declared in IMPORTERS.items() for tail, name, view in _parts()]


def _parts() -> tuple[tuple[str, str, View], ...]:
    return (("", "", _page), ("template/", ".template", _template), ("failures/", ".failures", _failures),
            ("confirm/", ".confirm", _confirm))


def supplied_urlpatterns(prefix: str, name: str) -> list[Any]:
    """The same pages for imports supplied at run time (see ``screens.urls.supplied_urlpatterns``)."""
    def found(view: View) -> Any:
        @for_people
        def page(request: Any, register: str) -> HttpResponseBase:
            declared = IMPORTERS.get(prefix + register)
            if declared is None:
                raise NotFound()
            answer: HttpResponseBase = _guarded(declared, view)(request)
            return answer
        return page
    return [path(f"import/{prefix}<slug:register>/{tail}", found(view), name=f"{name}{suffix}") for tail, suffix, view in _parts()]


def _guarded(declared: Importer, view: View) -> Any:
    """For people with the right to import."""
    @for_people
    @wraps(view)
    def guarded(request: Any) -> HttpResponseBase:
        declared.require(request.actor)
        return view(request, declared)
    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
def _page(request: Any, declared: Importer) -> HttpResponse:
    """GET: the empty page. POST: what the file would do."""
    return _check(request, declared) if request.method == "POST" else _draw(request, declared)


def _check(request: Any, declared: Importer) -> HttpResponse:
    token, options = request.POST.get("token", ""), options_of(request)
    try:
        upload = request.FILES.get("file")
        if upload is not None:
            token, options = _kept(request, declared, upload), replace(options, mapping="")
        if not token:
            raise InvalidInput({"file": [_("Please choose a file.")]})
        file = uploads.find(request.actor, declared.screen, token)
        preview = declared.check(request.actor, file, options)
    except BusinessError as problem:
        return _told(request, declared, problem)
    shown = {**_checked(preview, file, options), "token": token, "columns": _columns(declared, preview.sheet)}
    return _draw(request, declared, shown, status=422 if preview.sheet.broken else 200)


def _kept(request: Any, declared: Importer, upload: Any) -> str:
    if upload.size > LARGEST:
        raise InvalidInput({"file": [_("Please choose a file of at most %(size)s MB.") % {"size": LARGEST // 1024 // 1024}]})
    return uploads.keep(request.actor, declared.screen, upload)


def options_of(request: Any) -> Options:
    """What was chosen on the page. Columns come as a mapping (the confirmation) or one by one (``column-C``, to be checked)."""
    posted = request.POST
    return Options(posted.get("mode", "both"), posted.get("skip") == "1", posted.get("target", ""),
                   posted.get("mapping", "") or _mapping(posted), posted.get("learn") == "1")


def _mapping(posted: Mapping[str, str]) -> str:
    """The columns as chosen on the page; empty when another file was uploaded with them."""
    chosen = {name.removeprefix("column-"): field for name, field in posted.items() if name.startswith("column-") and field}
    if "sheet" not in posted or not chosen:
        return ""
    columns = [{"letter": letter, "title": posted.get(f"title-{letter}", ""), "field": field} for letter, field in chosen.items()]
    return json.dumps({"sheets": [{"sheet": posted["sheet"], "kind": posted.get("kind", ""), "columns": columns}]}, ensure_ascii=False)


def _told(request: Any, declared: Importer, problem: BusinessError) -> HttpResponse:
    """The page with what is wrong with the file or the choice."""
    if isinstance(problem, NotAllowed):
        raise problem
    errors = problem.errors if isinstance(problem, InvalidInput) and problem.errors else {"file": [problem.text()]}
    said = [words for found in errors.values() for words in found]
    return _draw(request, declared, {"problems": said[:SHOWN], "options": options_of(request)}, status=422)


def _checked(preview: Preview, file: File, options: Options) -> dict[str, Any]:
    sheet = preview.sheet
    wrong = [(number, [show(sheet.cells[int(number)][n]) for n in sheet.shown], reasons)
             for number, reasons in list(preview.errors.items())[:SHOWN]]
    rows = len(sheet.cells)
    return {"preview": preview, "file": file, "rows": rows, "wrong": wrong, "wrong_titles": [sheet.titles[n] for n in sheet.shown],
            "share": preview.good * 100 // max(rows, 1), "options": options, "key": secrets.token_urlsafe(18),
            "ready": preview.good > 0 and (options.skip or not preview.errors)}


def _columns(declared: Importer, sheet: Sheet) -> list[dict[str, Any]]:
    """The columns of the sheet with the fields to choose from, for a person who corrects the mapping."""
    fields = [(f.code, f.label + ("*" if f.required else "")) for f in declared.kind().fields]
    return [{"letter": c.letter, "title": c.title, "samples": " / ".join(c.samples), **column_note(sheet.sure.get(c.letter)),
             "options": [(code, label, code == sheet.fields.get(c.letter)) for code, label in fields]} for c in sheet.columns]


def column_note(sure: bool | None) -> dict[str, str]:
    """What to say beside a column: not imported (None), guessed, or sure."""
    if sure is None:
        return {"tone": "", "icon": "minus", "note": ""}
    return {"tone": "ink-3", "icon": "check", "note": ""} if sure else {
        "tone": "is-warn", "icon": "alert-triangle", "note": _("Guessed; check it")}


def _draw(request: Any, declared: Importer, more: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    screen = declared.declared
    back = f"/{screen.code}/"
    title = _("Import: %(title)s") % {"title": screen.title}
    context = {"title": title, "crumbs": [*screen.above, (screen.title, back), (title, "")], "back": back,
               "here": f"/import/{screen.code}/",
               "importer": declared, "fields": declared.kind().fields, "modes": MODES if declared.modes else (),
               "target": declared.target(), "options": Options(target=request.GET.get("target", "")),
               "megabytes": LARGEST // 1024 // 1024, "most": MOST_ROWS, "kind": declared.kind().code,
               "recent": ImportRun.objects.filter(screen=declared.screen).order_by("-id")[:5],
               "may_undo": request.actor.may("imports.undo"), "may_learn": any(request.actor.may(own.action) for own in OWN_TITLES),
               **(more or {})}
    return render(request, "kernel/import.html", context, status=status)


@require_POST
def _confirm(request: Any, declared: Importer) -> HttpResponseBase:
    """The third step: write it, once."""
    try:
        file = uploads.find(request.actor, declared.screen, request.POST.get("token", ""))
        done = declared.run(request.actor, file, options_of(request), request.POST.get("key", "")[:60] or secrets.token_urlsafe(18))
    except BusinessError as problem:
        return _told(request, declared, problem)
    uploads.forget(file)
    said = _("Imported: %(added)s added, %(changed)s changed, %(unchanged)s unchanged, %(failed)s left out.") % done.data
    messages.success(request, f"{said} {done.data['import']}".strip())
    return HttpResponseRedirect(f"/{declared.screen}/")


@require_safe
def _template(request: Any, declared: Importer) -> FileResponse:
    """An empty workbook to fill."""
    target = io.BytesIO()
    declared.write_template(target)
    return _file(target, _("%(title)s template") % {"title": declared.declared.title})


@require_POST
def _failures(request: Any, declared: Importer) -> HttpResponseBase:
    """The person's own wrong rows with the reasons in a last column."""
    try:
        file = uploads.find(request.actor, declared.screen, request.POST.get("token", ""))
        preview = declared.check(request.actor, file, options_of(request))
    except BusinessError as problem:
        return _told(request, declared, problem)
    target, cells = io.BytesIO(), preview.sheet.cells
    own = [n for n, title in enumerate(preview.sheet.titles) if title != _(Words().reason)]
    rows = (([cells[int(number)][n] for n in own if n < len(cells[int(number)])], reasons) for number, reasons in preview.errors.items())
    error_workbook(target, [preview.sheet.titles[n] for n in own], rows, preview.sheet.name, Words().translated(_))
    return _file(target, _("%(title)s wrong rows") % {"title": declared.declared.title})


def _file(target: io.BytesIO, name: str) -> FileResponse:
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{name}_{clock.local(clock.now()):%Y%m%d_%H%M}.xlsx", content_type=XLSX)
