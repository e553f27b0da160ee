"""Printing the papers of a slip: preview first, every print logged."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from yingshu.documents import setups
from yingshu.documents.printing import PAPERS as SHEETS
from yingshu.documents.printing import TEMPLATES
from yingshu.documents.printing import render as make_pdf
from yingshu.documents.queries import prints_of
from yingshu.kernel.errors import NotFound
from yingshu.kernel.pages import for_people
from yingshu.orders.links import record_url
from yingshu.orders.models import SalesSlip
from yingshu.orders.posting import run

from .papers import papers_of, print_request
from .views import slip_of

PRINT = "documents.record_print"


@for_people
@require_http_methods(["GET", "POST"])
def slip_print(request: Any, slip_id: int) -> HttpResponse:
    """The preview with paper and offsets (GET), and printing: the copy is logged, then the paper comes (POST)."""
    request.actor.require("slips.view")
    slip = slip_of(request.actor, slip_id)
    template, printer = _chosen(request, slip)
    if "company" in request.POST:
        setups.drop_own(template, request.actor.id)
        return HttpResponseRedirect(f"{request.path}?{urlencode({'template': template})}")
    if request.method == "POST":
        done = run(request, PRINT, {"subject_kind": "sales_slip", "subject_id": slip.pk, "template": template, "paper": printer.paper})
        setups.keep_own(template, request.actor.id, request.actor.name, printer)
        return HttpResponseRedirect(_pdf_url(slip, template, printer, done.data["copy"]))
    prints = list(prints_of("sales_slip", slip.pk)[:20])
    copy = max((p.copy for p in prints if p.template == template), default=0) + 1
    context = {"slip": slip, "papers": papers_of(slip), "template": template, "printer": printer,
               "sizes": [(s, SHEETS[s].title) for s in TEMPLATES[template].papers], "plain": printer.copies == setups.PLAIN,
               "copy": copy, "prints": prints, "preview": _pdf_url(slip, template, printer, 0), "void": slip.state == SalesSlip.State.VOID,
               "crumbs": [(_("Sales slips"), "/slips/"), (slip.number, record_url("slips", slip.pk)), (_("Print"), "")],
               "may_print": request.actor.may(PRINT), "key": f"print-{slip.pk}-{template}-{copy}"}
    return render(request, "logistics/print.html", context)


def _chosen(request: Any, slip: SalesSlip) -> tuple[str, setups.Setup]:
    """Template and how to print it: as asked for, else as the person or the company has set it up."""
    asked = {**request.GET.dict(), **request.POST.dict()}
    codes = [p.template for p in papers_of(slip)]
    template = asked.get("template", codes[0])
    if template not in codes:
        raise NotFound()
    kept, company = setups.setup_of(template, request.actor.id), setups.company_setup(template)
    paper = asked.get("paper", kept.paper)
    x, y = (setups.read_offset(asked[name]) if name in asked else old for name, old in (("x", kept.x), ("y", kept.y)))
    parts = {"plain": setups.PLAIN, "set": company.copies}.get(asked.get("parts", ""), kept.copies)
    return template, setups.Setup(paper if paper in TEMPLATES[template].papers else kept.paper, x, y, parts, kept.own)


def _pdf_url(slip: SalesSlip, template: str, printer: setups.Setup, copy: int) -> str:
    parts = "plain" if printer.copies == setups.PLAIN else "set"
    query = urlencode({"template": template, "paper": printer.paper, "x": printer.x, "y": printer.y, "parts": parts, "copy": copy})
    return f"{reverse('slip-pdf', args=[slip.pk])}?{query}"


@for_people
@require_safe
@xframe_options_sameorigin
def slip_pdf(request: Any, slip_id: int) -> HttpResponse:
    """The paper as PDF. A copy number must have been logged; copy 0 is the preview, marked as such."""
    request.actor.require("slips.view")
    slip = slip_of(request.actor, slip_id)
    template, printer = _chosen(request, slip)
    text = request.GET.get("copy", "0")
    copy = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if copy and not prints_of("sales_slip", slip.pk).filter(template=template, copy=copy).exists():
        raise NotFound()
    pdf = make_pdf(print_request(slip, template, printer, copy))
    number = slip.outbound_number if template == "outbound_note" else slip.number
    return HttpResponse(pdf, content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{number}.pdf"', "Cache-Control": "private, no-store"})
