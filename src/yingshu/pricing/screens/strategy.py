"""Price strategies: the document, its departments, its way through approval (PRC-01 to PRC-04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import approving
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.rulebook.decisions import Subject, judge

from ..controls import STRATEGY
from ..models import PriceStrategy, StrategyLine
from ..rules import percent, plain
from ..services.strategy import KIND, facts_of, scope_words
from .price_list import yuan

S = PriceStrategy.State
WEIGHTS = {S.DRAFT: "draft", S.PENDING: "wait", S.RETURNED: "warn", S.APPROVED: "done", S.REJECTED: "danger"}


def strategy_tag(row: PriceStrategy) -> Tag:
    """Where it stands."""
    return Tag(row.get_state_display(), WEIGHTS[S(row.state)])


def lines(row: PriceStrategy, actor: Actor) -> Mapping[str, Any]:
    """The products with their three prices."""
    shown = [_line(x) for x in row.lines.select_related("product").order_by("id")]
    return {"lines": shown, "basis": row.basis, "scope": scope_words(row)}


def _line(x: StrategyLine) -> dict[str, Any]:
    return {"product": x.product, "cost": yuan(x.cost), "normal": yuan(x.normal), "capture": yuan(x.capture), "keep": yuan(x.keep),
            "condition": x.condition, "discount": "--" if x.discount is None else percent(x.discount),
            "most": "--" if x.most is None else plain(x.most)}


def meeting(row: PriceStrategy, actor: Actor) -> Mapping[str, Any]:
    """Who was heard, and what the gate says now."""
    verdict = judge(STRATEGY, facts_of(row.pk), Subject(KIND, row.pk, row.number, row.unit_id)).verdict
    return {"opinions": row.opinions.all(), "conditions": [
        {"name": gettext(c.name), "ok": c.ok, "text": str(c.says), "clause": c.clause} for c in verdict.conditions]}


def flow(row: PriceStrategy, actor: Actor) -> Mapping[str, Any]:
    """Its way: director first, then general manager."""
    return approving.panel(actor, KIND, row.pk) or {"approval": None, "preview": None}


@register
class PriceStrategyScreen(Screen):
    """价格策略."""

    code = "price_strategies"
    model = PriceStrategy
    title = _("Price strategies")
    group = "products"
    order_in_menu = 15
    icon = "chart-arrows-vertical"
    hint = _("Three prices for each product, heard by finance, production, quality and supply, approved by director and general manager.")
    columns = (
        Column("number", kind="code", link=True),
        Column("title"),
        Column("version", kind="number"),
        Column("state", kind="tag", value=lambda row: strategy_tag(row).label, tags=strategy_tag, needs=("state",)),
        Column("valid_from", kind="date"),
        Column("owner__name", _("prepared by")),
        Column("made_at", kind="moment", phone=False),
        Column("decided_by", phone=False),
    )
    filters = (
        Filter("number", _("Number"), kind="text"),
        Filter("state", _("State"), kind="choice", choices=S.choices),
        Filter("valid_from", _("Valid from"), kind="daterange"),
        Filter("title", _("Title"), kind="text"),
    )
    views = (View("all", _("All")), View("pending", _("Pending approval"), where=lambda actor: Q(state=S.PENDING), count=True))
    panels = (Panel("lines", _("Products"), "pricing/strategy_lines.html", lines),
              Panel("meeting", _("Joint meeting"), "pricing/strategy_meeting.html", meeting),
              Panel("approval", _("Approval"), "approvals/panel.html", flow, side=True))
    actions = ("pricing.draft_strategy",)
    id_parameter = "strategy_id"
    search_fields = ("number", "title")
    select_related = ("owner",)
    history_kind = KIND
    empty_text = _("No price strategy yet. Draft one, hear the departments, hand it in.")

    def scoped(self, actor: Actor) -> QuerySet[PriceStrategy]:
        return PriceStrategy.objects.all()

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        open_now = ("pricing.submit_strategy", "pricing.set_strategy_lines", "pricing.record_opinion")
        return {S.DRAFT: open_now, S.RETURNED: open_now, S.APPROVED: ("pricing.list_from_strategy",)}.get(S(row.state), ())

    def state_tag(self, row: Any) -> Tag:
        return strategy_tag(row)

    def heading(self, row: Any) -> str:
        return f"{row} {row.title}"

    def lookup_label(self, row: Any) -> str:
        return f"{row} {row.title}"

    def as_json(self, row: Any, actor: Actor) -> dict[str, Any]:
        lines = [{"product_id": x.product_id, "normal": x.normal, "capture": x.capture, "keep": x.keep, "condition": x.condition,
                  "discount": x.discount, "most": x.most} for x in row.lines.order_by("id")]
        return {"basis": row.basis, "levels": row.levels, "unit_ids": row.units, "lines": lines,
                "heard": list(row.opinions.values("department", "attended", "says"))}
