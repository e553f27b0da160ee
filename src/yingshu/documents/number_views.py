"""编号规则: the number of each kind of document, and its prefix."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Max
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yingshu.kernel import clock
from yingshu.kernel.pages import for_people

from .models import Counter, NumberRule
from .numbers import PREFIX, prefix_of

SET = "documents.set_number_prefix"
KINDS = {
    "order": gettext_lazy("Order"), "slip": gettext_lazy("Sales slip"), "outbound": gettext_lazy("Outbound note"),
    "receipt": gettext_lazy("Receipt"), "exception": gettext_lazy("Dispatch exception"), "cod": gettext_lazy("Cash on delivery"),
    "return": gettext_lazy("Return note"), "special_price": gettext_lazy("Special price"), "quotation": gettext_lazy("Quotation"),
    "report": gettext_lazy("Report"), "import": gettext_lazy("Ledger import"), "count": gettext_lazy("Count"),
    "bill": gettext_lazy("Acceptance bill"), "refund": gettext_lazy("Refund"), "dunning": gettext_lazy("Dunning note"),
    "freight": gettext_lazy("Freight"), "production": gettext_lazy("Production"), "customer": gettext_lazy("Customer"),
    "product": gettext_lazy("Product"), "parameter_change": gettext_lazy("Parameter change"), "request": gettext_lazy("Request"),
    "meeting": gettext_lazy("Meeting"),
    "work_report": gettext_lazy("Work report"), "reconciliation": gettext_lazy("Reconciliation"), "stocktake": gettext_lazy("Stocktake"),
    "article": gettext_lazy("Article"), "sms_batch": gettext_lazy("Text messages to many"), "wave": gettext_lazy("Survey"),
    "falsification": gettext_lazy("False answers"), "case": gettext_lazy("Inquiry or suggestion"), "complaint": gettext_lazy("Complaint"),
    "after_sales": gettext_lazy("After-sales order"), "incident": gettext_lazy("Serious event"),
    "improvement": gettext_lazy("Improvement of the service"), "knowledge": gettext_lazy("Entry of the knowledge base"),
    "price_strategy": gettext_lazy("Price strategy"), "handover": gettext_lazy("Handover"),
    "satisfaction_report": gettext_lazy("Satisfaction report"), "survey_improvement": gettext_lazy("Improvement after a survey"),
    "finding": gettext_lazy("Finding of a survey")}


@for_people
@require_safe
def number_rules(request: Any) -> Any:
    """Prefix, shape, and the last number given."""
    request.actor.require(SET)
    last = dict(Counter.objects.values_list("kind").annotate(Max("period")))
    serials = {(c.kind, c.period): c.last for c in Counter.objects.filter(period__in=set(last.values()))}
    own = set(NumberRule.objects.values_list("kind", flat=True))
    rows = [_row(kind, last.get(kind, ""), serials, kind in own) for kind in PREFIX]
    title = _("Number rules")
    return render(request, "documents/number_rules.html", {"title": title, "crumbs": [(title, "")], "rows": rows})


def _row(kind: str, period: str, serials: dict[tuple[str, str], int], own: bool) -> dict[str, Any]:
    prefix = prefix_of(kind)
    given = f"{prefix}{period}-{serials.get((kind, period), 0):04d}" if period else ""
    return {"title": KINDS[kind], "prefix": prefix, "shape": f"{prefix}{clock.today():%Y%m%d}-0001", "last": given, "own": own,
            "url": f"/act/{SET}/?{urlencode({'kind': kind})}"}
