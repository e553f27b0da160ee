"""盘点: sheets with books, count, difference and value; signatures and approval (LOG-09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import approving
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.organisation.queries import names_of_posts
from yingshu.rulebook.decisions import Subject, judge, params_of

from ..controls import STOCKTAKE
from ..models import Stocktake
from ..services.stocktake import KIND, facts_of, value_of

S = Stocktake.State
STEPS = {S.COUNTING: ("stock.count_stock", "stock.sign_stocktake", "stock.submit_stocktake"), S.SUBMITTED: ("stock.approve_stocktake",),
         S.POSTED: ()}


def stocktake_tag(row: Stocktake) -> Tag:
    """Where the sheet stands."""
    return Tag(row.get_state_display(), {S.COUNTING: "run", S.SUBMITTED: "wait", S.POSTED: "done"}[S(row.state)])


def sheet(row: Stocktake, actor: Actor) -> dict[str, Any]:
    """The lines, who signed, and whether it may be submitted."""
    lines = [{"line": x, "gap": None if x.counted is None else x.counted - x.book, "fen": value_of(x)}
             for x in row.lines.select_related("product").order_by("product__number")]
    wanted = params_of(STOCKTAKE).participants
    names = names_of_posts(wanted)
    signed = {s["post"]: s for s in row.signatures}
    found: dict[str, Any] = {"row": row, "lines": lines, "signers": [{"post": names.get(p, p), "by": signed.get(p)} for p in wanted]}
    if row.state == S.COUNTING:
        verdict = judge(STOCKTAKE, facts_of(row), Subject(KIND, row.pk, row.number)).verdict
        found["gate"] = {"state": "open" if verdict.allowed else "refuse", "text": str(verdict.says),
                         "verdict": gettext("May be submitted") if verdict.allowed else gettext("May not be submitted yet"),
                         "conditions": [{"name": gettext(c.name), "ok": c.ok, "text": str(c.says), "clause": c.clause}
                                        for c in verdict.conditions]}
    return found


def flow(row: Stocktake, actor: Actor) -> Mapping[str, Any]:
    """Its way through the flow in force."""
    return approving.panel(actor, KIND, row.pk) or {"approval": None, "preview": None}


@register
class StocktakeScreen(Screen):
    """盘点表 (LOG-09)."""

    code: ClassVar[str] = "stocktakes"
    model: ClassVar[Any] = Stocktake
    title: ClassVar[Any] = _("Stocktakes")
    group: ClassVar[str] = "orders"
    order_in_menu: ClassVar[int] = 80
    icon: ClassVar[str] = "clipboard-list"
    hint: ClassVar[Any] = _("Every year on 28 December: a sheet for each shop, signed by clerk and warehouse keeper.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("on", kind="date"),
        Column("shop", _("Shop"), value=lambda row: row.place.name if row.place else gettext("Main warehouse"), needs=("place__name",)),
        Column("net_fen", kind="money", total=True), Column("state", kind="tag", tags=stocktake_tag),
        Column("submitted_by", phone=False), Column("submitted_at", kind="moment", hidden=True), Column("decided_by", phone=False))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number or shop"), kind="search"), Filter("on", _("day of the count"), kind="daterange"),
        Filter("state", _("State"), kind="choice", choices=S.choices), Filter("place", _("Shop"), kind="ref", field="place_id",
                                                                              lookup="places"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")), View("waiting", _("Waiting for approval"), lambda actor: Q(state=S.SUBMITTED),
                                                                   count=True))
    panels: ClassVar[Sequence[Panel]] = (Panel("sheet", _("Stocktake"), "stock/stocktake.html", sheet),
                                              Panel("approval", _("Approval"), "approvals/panel.html", flow, side=True))
    order_by: ClassVar[Sequence[str]] = ("-on", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    select_related: ClassVar[Sequence[str]] = ("place",)
    search_fields: ClassVar[Sequence[str]] = ("number", "place__name")
    actions: ClassVar[Sequence[str]] = ("stock.start_stocktake",)
    history_kind: ClassVar[str] = KIND
    print_page: ClassVar[str] = "stocktake-print"
    empty_text: ClassVar[Any] = _("Nothing has been counted yet.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Stock is the same for everybody who may see it."""
        return Stocktake.objects.all()

    def row_actions(self, row: Stocktake, actor: Actor) -> Sequence[str]:
        return () if row.state == S.SUBMITTED and approving.running(KIND, row.pk) else STEPS[S(row.state)]

    def state_tag(self, row: Stocktake) -> Tag:
        return stocktake_tag(row)

    def heading(self, row: Stocktake) -> str:
        return f"{row.place.name if row.place else gettext('Main warehouse')} {row.on}"
