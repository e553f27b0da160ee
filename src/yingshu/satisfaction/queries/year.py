"""A year: contacts with customers by kind (SAT-02), and the inputs of the management review (SAT-30)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.links import record_url
from yingshu.kernel.metrics import METRICS

from ..models import AnalysisReport, Contact, Finding, Improvement, Wave
from ..rules.spans import Span
from ..shown import period_name

WHEN_NEEDED = frozenset({Contact.Kind.FORUM})


def contacts(span: Span) -> list[dict[str, Any]]:
    """Each of the five kinds with its number, also those that were not needed: recorded ones, surveys started, requests dealt with."""
    rows = {kind: (n, reached or 0) for kind, n, reached in Contact._plain.filter(on__gte=span.first, on__lte=span.last).values_list(
        "kind").annotate(n=Count("pk"), reached=Sum("customers")).order_by().values_list("kind", "n", "reached")}
    start, end = clock.day_bounds(span.first, span.last)
    waves = Wave.objects.filter(started_at__gte=start, started_at__lt=end).aggregate(n=Count("pk"), reached=Sum("sent"))
    dealt = METRICS.get("service.inquiries")
    answered = int(dealt.value(span.first, span.last, system("satisfaction")) or 0) if dealt else 0
    more = {Contact.Kind.SURVEY: (waves["n"], waves["reached"] or 0), Contact.Kind.REQUESTS: (answered, answered)}
    none = (0, 0)
    return [{"kind": kind, "label": kind.label, "n": rows.get(kind, none)[0] + more.get(kind, none)[0],
             "reached": rows.get(kind, none)[1] + more.get(kind, none)[1], "when_needed": kind in WHEN_NEEDED} for kind in Contact.Kind]


def review_inputs(span: Span) -> list[dict[str, Any]]:
    """Filed reports and arbitrated quality matters of a year, with what improvements brought (SAT-30)."""
    start, end = clock.day_bounds(span.first, span.last)
    reports = AnalysisReport.objects.filter(filed_at__gte=start, filed_at__lt=end).order_by("filed_at")
    settled = Finding.objects.filter(kind=Finding.Kind.ARBITRATION, made_at__gte=start, made_at__lt=end).order_by("made_at")
    return [*({"number": r.number, "what": r._meta.verbose_name,
               "says": f"{period_name(r.period)} {'--' if r.index is None else f'{r.index:.2f}'}",
               "on": r.filed_at, "url": record_url("satisfaction_reports", r.pk)} for r in reports),
            *({"number": f.number, "what": f.get_kind_display(), "says": f.decision or f.text, "on": f.made_at,
               "url": record_url("findings", f.pk)} for f in settled)]


def year_of(span: Span, actor: Actor) -> dict[str, Any]:
    """Everything of the page."""
    states = dict(Improvement._plain.filter(made_at__year=span.first.year).values_list("state").annotate(n=Count("pk")).order_by())
    return {"contacts": contacts(span), "inputs": review_inputs(span),
            "improvements": [{"label": state.label, "n": states.get(state.value, 0)} for state in Improvement.State]}
