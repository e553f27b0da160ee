"""现场清点 as a list: every count with what the slip said and what was there (LOG-03)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.orders.links import record_url
from yingshu.orders.models import SalesSlip, SlipLine
from yingshu.orders.screens.words import amount

from ..models import Count


def tag(row: Count) -> Tag:
    """A difference stops departure."""
    return Tag(_("Count agrees"), "done") if row.matches else Tag(_("Differs"), "danger")


def difference(row: Count) -> Decimal:
    """Counted less what the slip says; short is negative."""
    expected, counted = row.totals()
    return counted - expected


def lines_of(row: Count, actor: Actor) -> Mapping[str, Any]:
    """The count line by line."""
    slip_lines = {x.pk: x for x in SlipLine.objects.filter(slip_id=row.slip_id).select_related("order_line", "product")}
    lines = [{"line": slip_lines[x["line_id"]], "expected": amount(Decimal(x["expected"])), "counted": amount(Decimal(x["counted"])),
              "gap": amount(Decimal(x["counted"]) - Decimal(x["expected"]))} for x in row.lines if x["line_id"] in slip_lines]
    return {"count": row, "lines": lines, "slip_url": record_url("slips", row.slip_id)}


@register
class CountScreen(Screen):
    """A person sees the counts of the slips they see."""

    code: ClassVar[str] = "site_counts"
    model: ClassVar[Any] = Count
    title: ClassVar[Any] = _("Counts on site")
    group: ClassVar[str] = "orders"
    order_in_menu: ClassVar[int] = 55
    icon: ClassVar[str] = "checklist"
    columns: ClassVar[Sequence[Column]] = (
        Column("slip__number", _("Sales slip"), kind="code", link=True),
        Column("slip__customer_name", _("Customer")),
        Column("at", _("Counted at"), kind="moment"),
        Column("matches", _("Count result"), kind="tag", tags=tag, value=lambda row: tag(row).label),
        Column("expected", _("On the slip"), kind="quantity", value=lambda row: row.totals()[0], needs=("lines",), phone=False),
        Column("counted", _("Counted"), kind="quantity", value=lambda row: row.totals()[1], needs=("lines",)),
        Column("difference", _("Over or short"), kind="quantity", value=difference, needs=("lines",)),
        Column("actor_name", _("Counted by"), phone=False),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer, slip"), kind="search"), Filter("agrees", _("Count agrees"), kind="bool", field="matches"),
        Filter("at", _("Counted on"), kind="daterange"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")), View("differs", _("Differs"), where=lambda actor: Q(matches=False)),
                                       View("mine", _("Counted by me"), where=lambda actor: Q(actor_id=actor.id)))
    panels: ClassVar[Sequence[Panel]] = (Panel("lines", _("Counted goods"), "logistics/count_lines.html", lines_of),)
    order_by: ClassVar[Sequence[str]] = ("-id",)
    order_hint: ClassVar[Any] = _("newest first")
    search_fields: ClassVar[Sequence[str]] = ("slip__number", "slip__customer_name")
    select_related: ClassVar[Sequence[str]] = ("slip",)
    empty_text: ClassVar[Any] = _("Goods are counted before the vehicle leaves.")

    def scoped(self, actor: Actor) -> QuerySet[Count]:
        return Count.objects.filter(slip__in=SalesSlip.objects.visible_to(actor))

    def heading(self, row: Count) -> str:
        return str(_("Count of %(slip)s") % {"slip": row.slip.number})

    def state_tag(self, row: Count) -> Tag:
        return tag(row)

    def as_json(self, row: Count, actor: Actor) -> Mapping[str, Any]:
        return {"slip_id": row.slip_id, "lines": row.lines}
