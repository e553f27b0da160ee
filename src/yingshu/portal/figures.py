"""The figures of the month on a person's workbench: which ones their post is about, compared with the same days of last month."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.errors import NotFound
from yingshu.kernel.metrics import METRICS, Metric
from yingshu.rulebook.panels import why_figure

KEPT_SECONDS = 60
MOST = 5
# Metric and the right whose holders see it, in order of importance; the first five are shown.
CHOICE = (
    ("sales.gross", "receivables.view"), ("insight.own_performance", "orders.register"), ("receivables.received", "receivables.view"),
    ("receivables.overdue", "receivables.view"), ("insight.on_time_rate", "orders.view"),
    ("insight.late_answers.workshop", "orders.report_readiness"), ("insight.refusals.workshop", "orders.report_readiness"),
    ("insight.late_answers.logistics", "logistics.book_vehicle"), ("insight.late_answers.finance", "orders.report_receipt"),
    ("insight.quality_rate", "orders.view"), ("insight.in_full_rate", "orders.view"))
LOWER_IS_BETTER = ("receivables.overdue", "insight.late_answers", "insight.refusals")


def figures(actor: Actor) -> list[dict[str, Any]]:
    """At most five figures, computed at most once a minute."""
    key = f"figures:{actor.id}:{clock.today()}:{_('Workbench')}"
    found = cache.get(key)
    if found is None:
        found = [figure(metric, actor) for metric in chosen(actor)]
        cache.set(key, found, KEPT_SECONDS)
    return list(found)


def chosen(actor: Actor) -> list[Metric]:
    """What a person's figures are."""
    return [METRICS[code] for code, right in CHOICE if code in METRICS and actor.may(right) and _concerns(code, actor)][:MOST]


def whys(actor: Actor, code: str = "") -> list[dict[str, Any]]:
    """为什么 of a person's figures, or of one of them. Raises NotFound for one that is not theirs."""
    found = [metric for metric in chosen(actor) if code in ("", metric.code)]
    if code and not found:
        raise NotFound()
    return [_why(metric, actor) for metric in found]


def _why(metric: Metric, actor: Actor) -> dict[str, Any]:
    """The clause, both values that are compared, the parameters it is counted by, and the records of this month."""
    days = clock.today().replace(day=1), clock.today()
    values = ((_("Same days of last month"), same_days_last_month(clock.today())), (str(metric.title), days))
    return why_figure(metric.clause, [(name, _whole(metric, *span, actor)) for name, span in values], means=metric.means,
                      controls=metric.controls, records=[(_("Records behind it"), metric.records(*days, actor))])


def _whole(metric: Metric, first: date, last: date, actor: Actor) -> str:
    return f"{worded(metric.unit, metric.value(first, last, actor))} {unit_of(metric.unit)}".strip()


def _concerns(code: str, actor: Actor) -> bool:
    """One's own performance is a figure of those who sell."""
    return code != "insight.own_performance" or actor.reach == Reach.OWN


def figure(metric: Metric, actor: Actor) -> dict[str, Any]:
    """One figure with the same days of the month before."""
    today = clock.today()
    value = metric.value(today.replace(day=1), today, actor)
    before = metric.value(*same_days_last_month(today), actor)
    said = {"label": str(metric.title), "value": worded(metric.unit, value), "unit": unit_of(metric.unit), "hint": _hint(metric),
            "why": f"{reverse('figures')}?of={metric.code}",
            "tone": "danger" if metric.code == "receivables.overdue" and value else ""}
    return {**said, **change(metric, value, before)}


def same_days_last_month(today: date) -> tuple[date, date]:
    """The first of last month to the same day of it; the last day when that month is shorter."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last.replace(day=min(today.day, last.day))


def worded(unit: str, value: Decimal | int | None) -> str:
    """The value as people read it; missing as --."""
    if value is None:
        return "--"
    if unit == "fen":
        return money.show(int(value))
    if unit in ("rate", "ratio"):
        return f"{money.round_half_up(Decimal(value) * 100, 2):.2f}%"
    return f"{int(value):,}" if value == int(value) else f"{Decimal(value).normalize():,f}"


def unit_of(unit: str) -> str:
    """The small word after the figure."""
    return {"fen": _("yuan"), "quantity": "", "count": _("times")}.get(unit, "")


def change(metric: Metric, value: Decimal | int | None, before: Decimal | int | None) -> dict[str, str]:
    """Against the same days of last month, in words, and whether that is good."""
    if value is None or before is None:
        return {"change": "", "good": "", "than": _("no figure for last month to compare") if value is not None else ""}
    if metric.unit in ("rate", "ratio"):
        points = money.round_half_up((Decimal(value) - Decimal(before)) * 100, 1)
        return _changed(metric, points, _("%(change)s points") % {"change": f"{points:+.1f}"})
    if not before:
        return {"change": "", "good": "", "than": _("none in the same days of last month")}
    percent = money.round_half_up((Decimal(value) - before) / abs(Decimal(before)) * 100, 1)
    return _changed(metric, percent, f"{percent:+.1f}%")


def _changed(metric: Metric, difference: Decimal, words: str) -> dict[str, str]:
    better = difference < 0 if metric.code.startswith(LOWER_IS_BETTER) else difference > 0
    good = "" if not difference else "done" if better else "danger"
    return {"change": words, "good": good, "than": _("against the same days of last month")}


def _hint(metric: Metric) -> str:
    clause = f"（{metric.clause}）" if metric.clause else ""
    return f"{metric.means}{clause}"
