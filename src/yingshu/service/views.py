"""Pages of customer service that a screen cannot give: the analysis, the QR code, e-mail files."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yingshu.kernel import money
from yingshu.kernel.errors import BusinessError, InvalidInput, NotFound
from yingshu.kernel.pages import for_people
from yingshu.kernel.screens import spans
from yingshu.kernel.services import ACTIONS
from yingshu.kernel.text import half_width, id_of, tidy
from yingshu.orders.models import SalesOrder
from yingshu.organisation.queries import company_name
from yingshu.products.models import Product
from yingshu.rulebook import switches

from .mails import LARGEST, MEGABYTE
from .models import Case
from .papers import qr_pdf
from .queries import by_person
from .queries.figures import DIMENSIONS, Handling, grouped, handling_figures

VIEW = "cases.view"
SHEETS = {"poster": 1, "labels": 12}


@for_people
@require_safe
def analysis(request: Any) -> HttpResponse:
    """Complaints of a period by class, product, batch, region, customer, cause, channel, severity, cost; figures as in GB/T 19012."""
    request.actor.require(VIEW)
    first, last = spans.asked(request.GET, spans.month_so_far())
    by = request.GET.get("by", "area")
    by = by if by in DIMENSIONS else "area"
    figures = handling_figures(first, last, request.actor)
    groups = grouped(first, last, request.actor, by)
    return render(request, "service/analysis.html", {
        "title": _("Analysis of complaints"), "first": first, "last": last, "by": by, "figures": shown(figures), "groups": groups,
        "tabs": [{"title": d.title, "url": f"?{urlencode({'by': code, 'from': str(first), 'to': str(last)})}", "current": code == by}
                 for code, d in DIMENSIONS.items()],
        "rows": [(g, money.show(g.cost_fen)) for g in groups],
        "crumbs": [(_("Customer cases"), "/cases/"), (_("Analysis of complaints"), "")]})


def percent(rate: Decimal | None) -> str:
    """A rate with one decimal; ``--`` where nothing is to be judged."""
    return "--" if rate is None else f"{money.round_half_up(rate * 100, 1)}%"


def shown(f: Handling) -> list[dict[str, Any]]:
    """The figures as the page shows them."""
    return [{"label": _("Complaints received"), "value": f.received,
             "foot": _("%(n)s open, %(late)s overdue") % {"n": f.open, "late": f.overdue}},
            {"label": _("Acknowledged in time"), "value": percent(f.acknowledged)},
            {"label": _("Closed in time"), "value": percent(f.in_time)},
            {"label": _("Repeated"), "value": f.repeated, "tone": "warn" if f.repeated else ""},
            {"label": _("Days to close (median)"), "value": "--" if f.median_days is None else f.median_days},
            {"label": _("Satisfied with the handling"), "value": percent(f.satisfied), "foot": _("%(n)s answers") % {"n": f.rated}},
            {"label": _("cost of the matter").capitalize(), "value": money.show(f.cost_fen)}]


@for_people
@require_safe
def points(request: Any) -> HttpResponse:
    """What verified complaints of a month take off appraisals, by person (SVC-10)."""
    request.actor.require("penalties.view")
    first, last = spans.month_asked(request.GET)
    return render(request, "service/points.html", {
        "title": _("Points of a month"), "first": first, "last": last, "off": "SVC-10" in switches.off(),
        "rows": [(row, money.show(row.fine_fen)) for row in by_person(first, last)],
        "crumbs": [(_("Penalties after complaints"), "/penalties/"), (_("Points of a month"), "")]})


@for_people
@require_safe
def qr(request: Any) -> HttpResponse:
    """The QR code of the public page, for a product, a batch or an order; on paper as a poster or as labels."""
    request.actor.require(VIEW)
    named, query, url = _asked_for(request)
    picture = segno.make(url, error="m").svg_data_uri(scale=6, border=2)
    return render(request, "service/qr.html", {
        "title": _("QR code for customers"), "company": company_name(), "url": url, "picture": picture, "named": named, "query": query,
        "crumbs": [(_("Customer cases"), "/cases/"), (_("QR code"), "")]})


def _asked_for(request: Any) -> tuple[dict[str, str], str, str]:
    """What the code names, as a query, and the address in it. A product or an order that was chosen goes before what is typed."""
    named = {short: half_width(request.GET.get(short, ""))[:40] for short in ("p", "b", "o")}
    for short, name, rows in (("p", "product_id", Product.objects.all()), ("o", "order_id", SalesOrder.objects.visible_to(request.actor))):
        if pk := id_of(request.GET.get(name, "")):
            named[short] = rows.filter(pk=pk).values_list("number", flat=True).first() or named[short]
    query = urlencode({short: value for short, value in named.items() if value})
    return named, query, f"{settings.BASE_URL}{reverse('case-write')}{'?' if query else ''}{query}"


@for_people
@require_safe
def qr_sheet(request: Any, sheet: str) -> HttpResponse:
    """The code on A4: a poster to put up, or labels to cut apart and pack."""
    request.actor.require(VIEW)
    if sheet not in SHEETS:
        raise NotFound()
    named, _query, url = _asked_for(request)
    return HttpResponse(qr_pdf(url, " ".join(filter(None, named.values())), SHEETS[sheet]), content_type="application/pdf", headers={
        "Content-Disposition": f"inline; filename={sheet}.pdf", "X-Content-Type-Options": "nosniff"})


@for_people
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: Any) -> HttpResponse:
    """Choose a saved e-mail; the form of the case follows, filled in from it."""
    request.actor.require("service.read_mail")
    problem = ""
    if request.method == "POST":
        try:
            found = {"mail": _read(request), "channel": Case.Channel.EMAIL.value}
            return HttpResponseRedirect(f"/act/service.register_case/?{urlencode(found)}")
        except BusinessError as refusal:
            problem = "；".join(text for texts in getattr(refusal, "errors", {}).values() for text in texts) or refusal.text()
    return render(request, "service/mail.html", {
        "title": _("Record from an e-mail file"), "problem": problem, "limit": LARGEST // MEGABYTE,
        "crumbs": [(_("Customer cases"), "/cases/"), (_("Record from an e-mail file"), "")]}, status=400 if problem else 200)


def _read(request: Any) -> str:
    sent = request.FILES.get("file")
    if sent is None:
        raise InvalidInput({"file": [_("Choose a file.")]})
    done = ACTIONS["service.read_mail"].run(actor=request.actor, name=tidy(sent.name)[-80:] or "mail.eml", content=sent.read(LARGEST + 1))
    return str(done.data["mail"])
