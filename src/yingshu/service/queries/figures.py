"""Figures of complaint handling (GB/T 19012), and complaints by what they have in common (SVC-12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Case as CaseWhen
from django.db.models import Count, F, Q, QuerySet, Sum, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor

from ..models import Case
from .cases import cases_of

MOST = 50
SATISFIED = 4


@dataclass(frozen=True, slots=True)
class Handling:
    """The figures of a period; rates are None where nothing is to be judged."""

    received: int
    acknowledged: Decimal | None
    in_time: Decimal | None
    open: int
    overdue: int
    repeated: int
    median_days: Decimal | None
    satisfied: Decimal | None
    rated: int
    cost_fen: int


def complaints_seen(first: date, last: date, actor: Actor) -> QuerySet[Case]:
    """Complaints of the days that the person may see."""
    start, end = clock.day_bounds(first, last)
    return cases_of(actor).filter(kind=Case.Kind.COMPLAINT, received_at__gte=start, received_at__lt=end).exclude(state=Case.State.WITHDRAWN)


def handling_figures(first: date, last: date, actor: Actor) -> Handling:
    """One aggregate and the days of what was closed."""
    rows, now = complaints_seen(first, last, actor), clock.now()
    accepted, closed = Q(accepted_at__isnull=False), Q(closed_at__isnull=False)
    n = {"received": Count("id"), "taken": Count("id", filter=accepted | Q(accept_by__lt=now)),
         "taken_in_time": Count("id", filter=accepted & Q(accepted_at__lte=F("accept_by"))),
         "due": Count("id", filter=closed | Q(resolve_by__lt=now)),
         "kept": Count("id", filter=closed & Q(closed_at__lte=F("resolve_by"))), "open": Count("id", filter=~closed),
         "overdue": Count("id", filter=~closed & Q(resolve_by__lt=now)), "repeated": Count("id", filter=Q(repeated=True)),
         "rated": Count("satisfied"), "content": Count("id", filter=Q(satisfied__gte=SATISFIED)), "cost": Sum("cost_fen")}
    f = rows.order_by().aggregate(**n)
    return Handling(f["received"], money.ratio(f["taken_in_time"], f["taken"]), money.ratio(f["kept"], f["due"]), f["open"], f["overdue"],
                    f["repeated"], _median_days(rows), money.ratio(f["content"], f["rated"]), f["rated"], f["cost"] or 0)


def _median_days(rows: QuerySet[Case]) -> Decimal | None:
    spans = rows.exclude(closed_at=None).order_by().values_list("received_at", "closed_at")
    days = [(closed - received).total_seconds() for received, closed in spans if closed]
    return money.round_half_up(Decimal(int(median(days))) / 86400, 1) if days else None


# ---- by what they have in common ---------------------------------------------------------------------------------------

Words = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to group complaints: what by, title, how a value reads, by which filter the list shows them."""

    by: Any
    title: Any
    words: Words = lambda value: str(value) if value else _("not named")
    name: str = ""


def _label(choices: Any) -> Words:
    return lambda value: str(dict(choices.choices).get(value, value))


COSTS = {0: gettext_lazy("No cost"), 1: gettext_lazy("Below 100 yuan"), 2: gettext_lazy("100 to 1,000 yuan"),
         3: gettext_lazy("From 1,000 yuan on")}
COST = CaseWhen(When(cost_fen=0, then=0), When(cost_fen__lt=100_00, then=1), When(cost_fen__lt=1_000_00, then=2), default=3)
DIMENSIONS: Mapping[str, Dimension] = {
    "area": Dimension(F("area"), gettext_lazy("By class"), _label(Case.Area), "area"),
    "product": Dimension(F("product__name"), gettext_lazy("By product")),
    "batch": Dimension(F("batch"), gettext_lazy("By batch")),
    "region": Dimension(F("unit__name"), gettext_lazy("By region")),
    "customer": Dimension(F("customer__name"), gettext_lazy("By customer")),
    "cause": Dimension(F("cause"), gettext_lazy("By cause"), _label(Case.Cause), "cause"),
    "channel": Dimension(F("channel"), gettext_lazy("By channel"), _label(Case.Channel), "channel"),
    "severity": Dimension(F("severity"), gettext_lazy("By severity"), _label(Case.Severity), "severity"),
    "cost": Dimension(COST, gettext_lazy("By cost"), lambda band: str(COSTS[band])),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the analysis."""

    label: str
    count: int
    justified: int
    repeated: int
    open: int
    cost_fen: int
    percent: Decimal
    url: str = ""


def grouped(first: date, last: date, actor: Actor, by: str) -> list[Group]:
    """Complaints of the days, grouped, the most first; at most fifty groups."""
    d = DIMENSIONS[by]
    rows = complaints_seen(first, last, actor).order_by().values(key=d.by).annotate(
        n=Count("id"), yes=Count("id", filter=Q(justified=True)), again=Count("id", filter=Q(repeated=True)),
        left=Count("id", filter=Q(closed_at=None)), cost=Sum("cost_fen")).order_by("-n", "key")[:MOST]
    found = list(rows)
    most = max((row["n"] for row in found), default=1)
    days = f"received_at_from={first}&received_at_to={last}"
    return [Group(d.words(row["key"]), row["n"], row["yes"], row["again"], row["left"], row["cost"] or 0,
                  money.round_half_up(Decimal(100 * row["n"]) / most, 1),
                  f"/cases/?kind=complaint&{d.name}={row['key']}&{days}" if d.name and row["key"] else "") for row in found]
