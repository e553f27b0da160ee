"""Pages of results: one period, the year's contacts and inputs of the management review, a report on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yingshu.kernel import clock
from yingshu.kernel.errors import NotFound
from yingshu.kernel.pages import for_people

from . import shown
from .models import AnalysisReport
from .printed import pdf_of
from .queries.content import content_of
from .queries.improving import improvements_of, weak_items
from .queries.results import surveyed
from .queries.year import year_of
from .rules.spans import Span, span_holding, span_of

VIEW = "satisfaction_reports.view"


def act_url(code: str, **fixed: Any) -> str:
    """The dialog of an action with some parameters fixed."""
    return f"/act/{code}/?{urlencode(fixed)}"


@for_people
@require_safe
def results(request: Any) -> HttpResponse:
    """The result of a period (SAT-15 to 19, 27, 31, 32)."""
    request.actor.require(VIEW)
    names = [span.name for span in surveyed()]
    asked = request.GET.get("period") or (names[0] if names else span_holding(clock.today(), "H").name)
    span = span_of(asked)
    if span is None:
        raise NotFound()
    page, may = shown.page(content_of(span)), request.actor.may
    return render(request, "satisfaction/result.html", {
        **page, "items": list(_items(page, span, may("satisfaction.register_improvement"))), "title": title_of(span), "period": span.name,
        "has_waves": span.name in names, "periods": [(name, shown.period_name(name)) for name in names], "updated": clock.now(),
        "crumbs": [(_("Satisfaction surveys"), ""), (_("Results"), "")], "report": report_of(span),
        "make_url": act_url("satisfaction.make_report", period=span.name) if span.name in names and may("satisfaction.make_report") else "",
        "answers_url": f"/responses/?period={span.name}" if may("responses.view") else "",
        "complaints_url": f"/cases/?kind=complaint&received_at_from={span.first}&received_at_to={span.last}" if may("cases.view") else ""})


def _items(page: Mapping[str, Any], span: Span, may: bool) -> Iterator[dict[str, Any]]:
    """Items with the improvement they have, or the form of the one they need (SAT-22)."""
    known, weak = improvements_of(span.name), weak_items(page["content"])
    for item in page["items"]:
        wanted = may and item["id"] in weak and item["id"] not in known
        yield {**item, "improvement": known.get(item["id"]), "improve_url": act_url(
            "satisfaction.register_improvement", period=span.name, item_id=item["id"], about=item["name"]) if wanted else ""}


def report_of(span: Span) -> AnalysisReport | None:
    """The latest version of the period's report."""
    return AnalysisReport.objects.filter(period=span.name).order_by("-version").first()


def title_of(span: Span) -> str:
    """``Satisfaction of customers, first half of 2026``"""
    return _("Satisfaction of customers, %(period)s") % {"period": shown.period_name(span.name)}


@for_people
@require_safe
def year(request: Any) -> HttpResponse:
    """A year's contacts with customers (SAT-02) and what goes into the management review (SAT-30)."""
    request.actor.require(VIEW)
    asked = request.GET.get("year", f"{clock.today().year}")
    span = span_of(asked)
    if span is None or len(asked) != 4:
        raise NotFound()
    return render(request, "satisfaction/year.html", {
        **year_of(span, request.actor), "title": _("%(year)s: contacts with customers, management review") % {"year": asked}, "year": asked,
        "years": [f"{clock.today().year - back}" for back in range(3)],
        "crumbs": [(_("Satisfaction surveys"), ""), (_("Contacts and review"), "")],
        "record_url": act_url("satisfaction.record_contact") if request.actor.may("satisfaction.record_contact") else ""})


@for_people
@require_safe
def report_pdf(request: Any, report_id: int) -> HttpResponse:
    """A report on paper."""
    request.actor.require(VIEW)
    report = AnalysisReport.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound()
    name = quote(f"{report.number}_{report.period}.pdf")
    return HttpResponse(pdf_of(report, request.actor), content_type="application/pdf", headers={
        "Content-Disposition": f"inline; filename*=UTF-8''{name}", "Cache-Control": "private, no-store"})
