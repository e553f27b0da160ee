"""Price lists in versions, with their prices (PRC-05)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import PriceLine, PriceList
from ..queries import in_force, lines_of, list_in_force
from ..rules import percent, plain


def list_tag(row: Any) -> Tag:
    """Draft, in force today, coming, or past."""
    if row.state == PriceList.State.DRAFT:
        return Tag(_("Draft"), "draft")
    if row.valid_from > clock.today():
        return Tag(_("Not yet in force"), "wait")
    return Tag(_("In force"), "done") if row.pk == row.now_in_force else Tag(_("Superseded"), "void")


def prices(row: PriceList, actor: Actor) -> dict[str, Any]:
    """The lines of a list; those of a draft or a coming list beside the prices now in force."""
    current = list_in_force(clock.today())
    compared = current if current and current != row and row.valid_from > current.valid_from else None
    old = {x.product_id: x.price for x in lines_of(compared.pk)} if compared else {}
    return {"lines": [_line(x, old.get(x.product_id)) for x in lines_of(row.pk)], "compared": compared,
            "all_url": f"/prices/?view=all&price_list={row.pk}" if actor.may("prices.view") else ""}


def _line(line: PriceLine, old: Decimal | None) -> dict[str, Any]:
    change = percent(line.price / old - 1) if old else ""
    return {"product": line.product, "price": yuan(line.price), "floor": yuan(line.floor), "old": yuan(old),
            "change": f"+{change}" if old and line.price > old else "" if old == line.price else change}


def yuan(price: Decimal | None) -> str:
    """A unit price as people read it: at least two places, at most six."""
    if price is None:
        return "--"
    places = max(2, -int(price.normalize().as_tuple().exponent))
    return f"{money.round_half_up(price, places):,f}"


@register
class PriceListScreen(Screen):
    """产品价格表."""

    code = "price_lists"
    model = PriceList
    title = _("Price lists")
    group = "products"
    order_in_menu = 20
    icon = "tags"
    hint = _("Orders and quotations use the released version in force on their day (PRC-05).")
    columns = (
        Column("version", _("Version"), kind="code", value=str, needs=("version",), link=True, sort="version"),
        Column("title"),
        Column("valid_from", kind="date"),
        Column("state", kind="tag", value=lambda row: list_tag(row).label, needs=("state", "valid_from"), tags=list_tag),
        Column("prices", _("Prices"), kind="number", value=lambda row: row.prices, phone=False),
        Column("released_at", kind="moment", phone=False),
        Column("released_by", phone=False),
    )
    filters = (
        Filter("title", _("Title"), kind="text"),
        Filter("valid_from", _("Valid from"), kind="daterange"),
        Filter("state", _("State"), kind="choice", choices=PriceList.State.choices),
        Filter("version", _("Version"), kind="number"),
    )
    views = (View("all", _("All")), View("drafts", _("Drafts"), where=lambda actor: Q(state=PriceList.State.DRAFT), count=True))
    panels = (Panel("prices", _("Prices"), "pricing/prices.html", prices),)
    order_by = ("-version",)
    order_hint = _("newest version first")
    actions = ("pricing.create_price_list",)
    search_fields = ("title",)
    history_kind = "price_list"
    import_action = "pricing.import_prices"
    empty_text = _("There is no price list yet. Draft the first one; nothing can be ordered without a released list.")

    def scoped(self, actor: Actor) -> QuerySet[PriceList]:
        """Price lists are the same for everybody."""
        return PriceList.objects.annotate(prices=Count("lines"), now_in_force=Subquery(in_force(clock.today()).values("pk")[:1]))

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        if row.state != PriceList.State.DRAFT:
            return ()
        return ("pricing.release_price_list", "pricing.set_prices", "pricing.remove_prices")

    def heading(self, row: Any) -> str:
        return f"{row} {row.title}"

    def state_tag(self, row: Any) -> Tag:
        return list_tag(row)

    def lookup_label(self, row: Any) -> str:
        return f"{row} {row.title}"

    def as_json(self, row: Any, actor: Actor) -> dict[str, Any]:
        return {"lines": [{"product_id": x.product_id, "product": x.product.number, "price": plain(x.price),
                           "floor": None if x.floor is None else plain(x.floor)} for x in lines_of(row.pk)]}
