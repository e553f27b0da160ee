"""打印模板: how the company prints each document, with a sample of what it looks like."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from yingshu.kernel.errors import NotFound
from yingshu.kernel.pages import for_people

from .models import PrintSetup
from .printing import PAPERS, TEMPLATES, PrintRequest
from .printing import render as make_pdf
from .printing.request import Mark
from .sample import SAMPLES
from .setups import company_setup

SET = "documents.set_print_setup"


@for_people
@require_safe
def print_templates(request: Any) -> HttpResponse:
    """The documents that are printed, and how."""
    request.actor.require(SET)
    changed = {row.template: row for row in PrintSetup.objects.filter(person_id=PrintSetup.COMPANY)}
    rows = [_row(code, changed.get(code)) for code in TEMPLATES]
    title = _("Print templates")
    return render(request, "documents/print_templates.html", {"title": title, "crumbs": [(title, "")], "rows": rows})


def _row(code: str, changed: PrintSetup | None) -> dict[str, Any]:
    form, setup = TEMPLATES[code], company_setup(code)
    query = urlencode({"template": code, "paper": setup.paper, "x_mm": setup.x, "y_mm": setup.y,
                       "copies": "；".join(setup.copies)})
    return {"code": code, "title": form.title, "paper": PAPERS[setup.paper].title, "x": setup.x, "y": setup.y, "copies": setup.copies,
            "sample": code in SAMPLES, "changed": changed,
            "url": f"/act/{SET}/?{urlencode({'template': code})}", "query": query, "named": any(setup.copies)}


@for_people
@require_safe
@xframe_options_sameorigin
def print_sample(request: Any, template: str) -> HttpResponse:
    """A document of invented data, printed as the company has set it up."""
    request.actor.require(SET)
    if template not in SAMPLES:
        raise NotFound()
    setup = company_setup(template)
    paper = request.GET.get("paper", setup.paper)
    if paper not in TEMPLATES[template].papers:
        raise NotFound()
    pdf = make_pdf(PrintRequest(template, paper, SAMPLES[template](), mark=Mark.PREVIEW, offset_x_mm=setup.x, offset_y_mm=setup.y,
                                copies=setup.copies))
    return HttpResponse(pdf, content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{template}.pdf"', "Cache-Control": "private, no-store"})
