"""Pages that are not records: sales analysis, own performance, deliveries, cooperation; and a report on paper."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yingshu.kernel import clock
from yingshu.kernel.errors import NotFound
from yingshu.kernel.pages import for_people
from yingshu.kernel.tabular.writer import write_list
from yingshu.sales.queries import sales_by

from . import services
from .periods import Days
from .printed import pdf_of
from .queries import visible
from .screens import people, selling, spans

VIEW = "reports.view"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _frame(request: Any, title: str, days: Days, **kept: Any) -> dict[str, Any]:
    """What all these pages share: title, days, usual choices."""
    return {"title": title, "days": days, "choices": spans.choices(days, **kept), "updated": clock.now(),
            "crumbs": [(_("Reports"), ""), (title, "")]}


@for_people
@require_safe
def sales_analysis(request: Any) -> HttpResponse:
    """Sales of some days by one or two keys (OPS-05)."""
    request.actor.require(VIEW)
    days, keys = spans.asked(request.GET), selling.keys_of(request.GET)
    kept = dict(zip(("by", "then"), keys, strict=False))
    return render(request, "insight/selling.html", {
        **_frame(request, _("Sales analysis"), days, **kept), **selling.page_of(request.actor, days, keys), "options": selling.BY.items(),
        "by": keys[0], "then": keys[1] if len(keys) > 1 else "", "may_export": request.actor.may(services.export_sales.action),  # type: ignore[attr-defined]
        "query": request.GET.urlencode()})


@for_people
@require_safe
def sales_export(request: Any) -> HttpResponse:
    """The same table as a workbook; who took what is logged."""
    days, keys = spans.asked(request.GET), selling.keys_of(request.GET)
    request.actor.require(services.export_sales.action)  # type: ignore[attr-defined]
    table, out = sales_by(request.actor, *days, keys), BytesIO()
    rows = write_list(out, _("Sales analysis"), selling.columns_of(keys), selling.rows_of(table))
    services.export_sales(actor=request.actor, first_day=days.first, last_day=days.last, by=list(keys), rows=rows)
    name = f"{_('Sales analysis')}_{clock.local(clock.now()):%Y%m%d_%H%M}_{request.actor.name}.xlsx"
    return HttpResponse(out.getvalue(), content_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})


@for_people
@require_safe
def performance(request: Any) -> HttpResponse:
    """Own performance (ORD-10, PRF-13)."""
    request.actor.require(VIEW)
    days = spans.asked(request.GET)
    return render(request, "insight/performance.html", {
        **_frame(request, _("Own performance"), days), **people.performance_page(request.actor, days)})


@for_people
@require_safe
def deliveries(request: Any) -> HttpResponse:
    """On time, in quality, in full (ORD-13)."""
    request.actor.require(VIEW)
    days = spans.asked(request.GET)
    return render(request, "insight/deliveries.html", {
        **_frame(request, _("Delivery rates"), days), **people.delivery_page(request.actor, days)})


@for_people
@require_safe
def cooperation(request: Any) -> HttpResponse:
    """How departments answered (ORD-17)."""
    request.actor.require(VIEW)
    days = spans.asked(request.GET)
    return render(request, "insight/cooperation.html", {
        **_frame(request, _("Cooperation of departments"), days), **people.cooperation_page(request.actor, days)})


@for_people
@require_safe
def report_print(request: Any, pk: int) -> HttpResponse:
    """A report on paper."""
    request.actor.require(VIEW)
    report = visible(request.actor).filter(pk=pk).first()
    if report is None:
        raise NotFound()
    name = quote(f"{report.get_kind_display()}_{report.period}_V{report.version}.pdf")
    return HttpResponse(pdf_of(report, request.actor), content_type="application/pdf",
                        headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"})
