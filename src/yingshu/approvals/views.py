"""Pages that are not records: the monthly report of incompatible duties."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yingshu.audit.models import AuditEntry
from yingshu.kernel.pages import for_people
from yingshu.kernel.screens import page_of, spans
from yingshu.organisation.rights import right_names

from .queries import separation

VIEW = "incompatible_duties.view"


@for_people
@require_safe
def separation_report(request: Any) -> HttpResponse:
    """Who unites incompatible duties by their rights today, and on which documents of the month."""
    request.actor.require(VIEW)
    first, last = spans.month_asked(request.GET)
    acts = [{**row, "titles": list(right_names(row["actions"]).values()), "url": _url(row["entry"])}
            for row in separation.acts(first, last)]
    holders = [{**row, "titles": list(right_names(row["rights"]).values())} for row in separation.holders()]
    return render(request, "approvals/separation_report.html", {
        "title": _("Incompatible duties, monthly report"), "month": f"{first:%Y-%m}", "acts": acts, "holders": holders,
        "crumbs": [(_("Incompatible duties"), "/incompatible_duties/"), (_("Monthly report"), "")]})


def _url(entry: AuditEntry) -> str:
    return page_of(entry.subject_kind, entry.subject_id)
