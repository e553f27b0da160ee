"""Printing a record: a preview with paper and offsets, a logged copy, and the paper as PDF."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from yingshu.kernel.errors import NotFound
from yingshu.kernel.pages import for_people
from yingshu.kernel.schemas import action_of, validate

from . import setups
from .papers import PRINTABLES, Printable, request_for
from .printing import PAPERS, TEMPLATES
from .printing import render as make_pdf
from .queries import prints_of

PRINT = "documents.record_print"


def paths(code: str, name: str) -> list[URLPattern]:
    """The addresses of a kind of record: ``<name>-print`` and ``<name>-pdf``."""
    fixed = {"code": code}
    return [path(f"{code}/<int:pk>/print/", print_page, fixed, name=f"{name}-print"),
            path(f"{code}/<int:pk>/print.pdf", print_pdf, fixed, name=f"{name}-pdf")]


@for_people
@require_http_methods(["GET", "POST"])
def print_page(request: Any, code: str, pk: int) -> HttpResponse:
    """The preview with paper and offsets (GET), and printing: the copy is logged, then the paper comes (POST)."""
    declared, row = _found(request, code, pk)
    template, printer = _chosen(request, declared, row)
    given = _kept(request, declared)
    if "company" in request.POST:
        setups.drop_own(template, request.actor.id)
        return HttpResponseRedirect(f"{request.path}?{urlencode({'template': template, **given})}")
    if request.method == "POST":
        copy = _log(request, declared, row, template, printer)
        setups.keep_own(template, request.actor.id, request.actor.name, printer)
        return HttpResponseRedirect(_pdf_url(request, template, printer, copy, given))
    return render(request, "documents/print.html", _context(request, declared, row, template, printer, given))


def _log(request: Any, declared: Printable, row: Any, template: str, printer: setups.Setup) -> int:
    key = request.POST.get("idempotency_key", "")[:100] or None
    values = {"subject_kind": declared.kind, "subject_id": row.pk, "template": template, "paper": printer.paper}
    return int(action_of(PRINT).run(actor=request.actor, idempotency_key=key, **validate(PRINT, values)).data["copy"])


def _context(request: Any, declared: Printable, row: Any, template: str, printer: setups.Setup, given: dict[str, str]) -> dict[str, Any]:
    prints = list(prints_of(declared.kind, row.pk)[:20])
    copy = max((p.copy for p in prints if p.template == template), default=0) + 1
    number = declared.number(row, template)
    return {"number": number, "papers": [(code, TEMPLATES[code].title) for code in declared.templates(row)], "template": template,
            "printer": printer, "sizes": [(s, PAPERS[s].title) for s in TEMPLATES[template].papers],
            "plain": printer.copies == setups.PLAIN, "named": any(setups.company_setup(template).copies), "copy": copy, "given": given,
            "prints": [(p, TEMPLATES[p.template].title, PAPERS[p.paper].title) for p in prints if p.template in TEMPLATES],
            "preview": _pdf_url(request, template, printer, 0, given), "void": declared.void(row),
            "crumbs": [declared.back(row), (_("Print"), "")],
            "may_print": request.actor.may(PRINT), "key": f"print-{declared.kind}-{row.pk}-{template}-{copy}"}


def _found(request: Any, code: str, pk: int) -> tuple[Printable, Any]:
    declared = PRINTABLES[code]
    request.actor.require(declared.right)
    return declared, declared.find(request.actor, pk)


def _kept(request: Any, declared: Printable) -> dict[str, str]:
    asked = {**request.GET.dict(), **request.POST.dict()}
    return {name: asked[name][:40] for name in declared.keeps if asked.get(name)}


def _chosen(request: Any, declared: Printable, row: Any) -> tuple[str, setups.Setup]:
    """Template and how to print it: as asked for, else as the person or the company has set it up."""
    asked = {**request.GET.dict(), **request.POST.dict()}
    codes = declared.templates(row)
    template = asked.get("template", codes[0])
    if template not in codes:
        raise NotFound()
    kept, company = setups.setup_of(template, request.actor.id), setups.company_setup(template)
    paper = asked.get("paper", kept.paper)
    x, y = (setups.read_offset(asked[name]) if name in asked else old for name, old in (("x", kept.x), ("y", kept.y)))
    parts = {"plain": setups.PLAIN, "set": company.copies}.get(asked.get("parts", ""), kept.copies)
    return template, setups.Setup(paper if paper in TEMPLATES[template].papers else kept.paper, x, y, parts, kept.own)


def _pdf_url(request: Any, template: str, printer: setups.Setup, copy: int, given: dict[str, str]) -> str:
    parts = "plain" if printer.copies == setups.PLAIN else "set"
    match = request.resolver_match
    query = {"template": template, "paper": printer.paper, "x": printer.x, "y": printer.y, "parts": parts, "copy": copy, **given}
    return f"{reverse(match.url_name.replace('-print', '-pdf'), args=[match.kwargs['pk']])}?{urlencode(query)}"


@for_people
@require_safe
@xframe_options_sameorigin
def print_pdf(request: Any, code: str, pk: int) -> HttpResponse:
    """The paper as PDF. A copy number must have been logged; copy 0 is the preview, marked as such."""
    declared, row = _found(request, code, pk)
    template, printer = _chosen(request, declared, row)
    text = request.GET.get("copy", "0")
    copy = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if copy and not prints_of(declared.kind, row.pk).filter(template=template, copy=copy).exists():
        raise NotFound()
    pdf = make_pdf(request_for(declared, row, template, printer, copy, _kept(request, declared)))
    name = declared.number(row, template).encode("ascii", "ignore").decode() or template
    return HttpResponse(pdf, content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"})
