"""What the login page says about the rulebook: three clauses, each with what the records say of it now. Nothing is made up."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count, F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from yingshu.kernel import clock, money
from yingshu.kernel.controls import Outcome
from yingshu.orders.models import Instruction
from yingshu.orders.models.instruction import Lane
from yingshu.rulebook.catalogue import clause
from yingshu.rulebook.models import DecisionRecord

KEPT_SECONDS = 300


class Evidence(NamedTuple):
    """One clause with its figure, as ``login.html`` shows it."""

    article: str
    text: str
    label: str
    figure: str
    note: str


def book_clauses() -> list[Evidence]:
    """The gate, the duty of finance, the price authority; kept for some minutes."""
    key = f"book:{translation.get_language()}"
    found: list[Evidence] | None = cache.get(key)
    if found is None:
        found = [_gate(), _answers(), _prices()]
        cache.set(key, found, KEPT_SECONDS)
    return found


def _evidence(clause_id: str, label: str, figure: str, note: str) -> Evidence:
    known = clause(clause_id)
    words = (known.title if translation.get_language() != "en" else known.en) if known else ""
    text = known.requirement.partition("。")[0] + "。" if known and translation.get_language() != "en" else words
    return Evidence(clause_id, text, label, figure, note)


def _decided(controls: tuple[str, ...]) -> dict[str, int]:
    since = clock.now() - timedelta(days=365)
    rows = (DecisionRecord.objects.filter(control__in=controls, at__gte=since).order_by().values("outcome").annotate(n=Count("id")))
    return {row["outcome"]: row["n"] for row in rows}


def _gate() -> Evidence:
    found = _decided(("orders.slip_gate",))
    label = _("Gate · last 12 months")
    if not found:
        return _evidence("ORD-06", label, _("no records yet"), _("every refusal states the gap"))
    figure = _("%(allowed)s passed · %(refused)s refused") % {
        "allowed": f"{found.get(Outcome.ALLOW, 0):,}", "refused": f"{found.get(Outcome.REFUSE, 0):,}"}
    return _evidence("ORD-06", label, figure, _("every refusal states the gap"))


def _answers() -> Evidence:
    month = clock.moment(clock.today().replace(day=1))
    asked = Instruction.objects.filter(lane=Lane.FINANCE, sent_at__gte=month, due_at__isnull=False)
    counts = asked.aggregate(all=Count("id", filter=Q(answered_at__isnull=False) | Q(due_at__lt=clock.now())),
                             on_time=Count("id", filter=Q(answered_at__lte=F("due_at"))))
    label = _("Duty · on time this month")
    share = money.ratio(counts["on_time"], counts["all"])
    if share is None:
        return _evidence("ORD-05", label, _("no records yet"), "")
    note = _("%(on_time)s of %(all)s") % {"on_time": counts["on_time"], "all": counts["all"]}
    return _evidence("ORD-05", label, f"{share * 100:.2f}%", note)


def _prices() -> Evidence:
    found = _decided(("pricing.authority", "pricing.special_price"))
    label = _("Authority · last 12 months")
    if not found:
        return _evidence("PRC-08", label, _("no records yet"), "")
    figure = _("%(judged)s judged · %(refused)s refused") % {
        "judged": f"{sum(found.values()):,}", "refused": f"{found.get(Outcome.REFUSE, 0):,}"}
    return _evidence("PRC-08", label, figure, _("each with the level that may decide"))


def book_note() -> str:
    """The line under the clauses: fictitious data of the demo, and the state of the rules."""
    from .people import is_demo
    from .shell import rulebook_note

    return " · ".join(([_("The data of the demo is invented")] if is_demo() else []) + [rulebook_note()])
