"""对账: both sides, the difference, and what may explain it (REC-04)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.rulebook.decisions import Subject, judge

from ..controls import RECONCILE
from ..models import Reconciliation
from ..queries.reconciling import ledger_on, moved_in_month
from ..rules import ReconcileFacts

S = Reconciliation.State


def reconciliation_tag(row: Reconciliation) -> Tag:
    """Completed, waiting for the other side, or with a difference."""
    if row.state == S.COMPLETED:
        return Tag(_("Completed"), "done")
    if row.other_fen is None:
        return Tag(_("Other side missing"), "wait")
    return Tag(_("Difference"), "danger") if row.difference_fen else Tag(_("Agrees"), "run")


def sides(row: Reconciliation, actor: Actor) -> dict[str, Any]:
    """Both figures as they are now, the movements of the month, and whether it may be completed."""
    ledger = row.ledger_fen if row.state == S.COMPLETED else ledger_on(row.as_of, row.customer_id)
    found: dict[str, Any] = {"row": row, "ledger": ledger, "gap": None if row.other_fen is None else ledger - row.other_fen,
                             "moved": moved_in_month(row.as_of, row.customer_id)}
    if row.state == S.OPEN:
        facts = ReconcileFacts(number=row.number, ledger_fen=ledger, other_fen=row.other_fen, explained=bool(row.explanation))
        verdict = judge(RECONCILE, facts, Subject("reconciliation", row.pk, row.number, row.unit_id)).verdict
        found["gate"] = {"state": "open" if verdict.allowed else "refuse", "text": str(verdict.says),
                         "verdict": gettext("May be completed") if verdict.allowed else gettext("May not be completed yet"),
                         "conditions": [{"name": gettext(c.name), "ok": c.ok, "text": str(c.says), "clause": c.clause}
                                        for c in verdict.conditions]}
    return found


@register
class ReconciliationScreen(Screen):
    """对账单 (REC-04)."""

    code: ClassVar[str] = "reconciliations"
    model: ClassVar[Any] = Reconciliation
    title: ClassVar[Any] = _("Reconciliations")
    group: ClassVar[str] = "receivables"
    order_in_menu: ClassVar[int] = 60
    icon: ClassVar[str] = "scale"
    hint: ClassVar[Any] = _("On its day of the month the ledger is held against finance; a difference must be explained or corrected.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("kind"), Column("period", kind="code"), Column("as_of", kind="date"),
        Column("customer__name", _("customer")), Column("ledger_fen", kind="money"), Column("other_fen", kind="money"),
        Column("difference", _("difference"), kind="money", value=lambda row: row.difference_fen, needs=("ledger_fen", "other_fen")),
        Column("state", kind="tag", tags=reconciliation_tag, needs=("ledger_fen", "other_fen")), Column("owner__name", _("clerk"),
                                                                                                        phone=False),
        Column("explanation", phone=False), Column("completed_at", kind="moment", hidden=True), Column("completed_by", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer / number"), kind="search"), Filter("period", _("period"), kind="text"),
        Filter("kind", _("kind"), kind="choice", choices=Reconciliation.Kind.choices),
        Filter("state", _("state"), kind="choice", choices=S.choices))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("open", pgettext_lazy("reconciliation", "Open"), lambda actor: Q(state=S.OPEN), count=True),
        View("different", _("Different"), lambda actor: Q(other_fen__isnull=False) & ~Q(ledger_fen=F("other_fen"))))
    panels: ClassVar[Sequence[Panel]] = (Panel("sides", _("Ledger and other side"), "receivables/reconciliation.html", sides),)
    order_by: ClassVar[Sequence[str]] = ("-as_of", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    select_related: ClassVar[Sequence[str]] = ("customer", "owner")
    search_fields: ClassVar[Sequence[str]] = ("number", "customer__search_text")
    actions: ClassVar[Sequence[str]] = ("receivables.start_customer_reconciliation",)
    history_kind: ClassVar[str] = "reconciliation"
    empty_text: ClassVar[Any] = _("Nothing reconciled yet. The one with finance appears on its day.")

    def row_actions(self, row: Reconciliation, actor: Actor) -> Sequence[str]:
        if row.state != S.OPEN:
            return ()
        steps = ("receivables.complete_reconciliation", "receivables.enter_other_side")
        return steps[::-1] if row.other_fen is None else steps

    def state_tag(self, row: Reconciliation) -> Tag:
        return reconciliation_tag(row)

    def heading(self, row: Reconciliation) -> str:
        return f"{row.customer.name if row.customer else row.get_kind_display()} {row.period}"
