"""Special prices: the request, why it needs whom, and the decision (PRC-08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import approving, clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.products.screens.product import label_of
from yingshu.rulebook.decisions import Subject, judge

from .. import hooks
from ..controls import GRANT
from ..models import SpecialPrice
from ..queries import level_of
from ..rules import LEVELS, GrantFacts, discount_of, percent
from .price_list import yuan

S = SpecialPrice.State


def permit_tag(row: SpecialPrice) -> Tag:
    """Where the request stands; a granted one may have run out."""
    if row.state == S.GRANTED and row.valid_until and row.valid_until < clock.today():
        return Tag(_("Expired"), "void")
    if row.state == S.PENDING and row.after_order:
        return Tag(_("Asked for afterwards"), "danger")
    return Tag(row.get_state_display(), {S.PENDING: "wait", S.GRANTED: "done", S.REJECTED: "danger", S.RETURNED: "warn"}[S(row.state)])


def off(row: SpecialPrice) -> str:
    """The deviation from the list price."""
    return percent(discount_of(row.list_price, row.price))


def request_rows(row: SpecialPrice, actor: Actor) -> dict[str, Any]:
    """The request as label and value."""
    names = ("customer", "product", "list_price", "price", "reason", "owner", "valid_from", "valid_until")
    values = [(label_of(SpecialPrice, n), _plain(getattr(row, n))) for n in names]
    values += [(label_of(SpecialPrice, n), getattr(row, n) or "--") for n in ("basis", "effect") if getattr(row, n)]
    values.append((gettext("Use"), gettext("For one order only") if row.single_use else gettext("Any number of orders")))
    values.append((gettext("Quantity"), f"{row.quantity.normalize():,f}" if row.quantity else gettext("Any")))
    return {"rows": [*values, (gettext("Discount"), off(row)), (gettext("Authority"), gettext(row.level))]}


def decision(row: SpecialPrice, actor: Actor) -> dict[str, Any]:
    """What the rule says about this person granting it now, and the opinion once it is decided."""
    facts = GrantFacts(number=row.number, needed=row.level, held=level_of(actor), own=row.owner_id == actor.id,
                       after_order=row.after_order, list_price=row.list_price, price=row.price)
    verdict = judge(GRANT, facts, Subject("special_price", row.pk, row.number, row.unit_id)).verdict
    pending = row.state == S.PENDING and not approving.running("special_price", row.pk)
    return {"row": row, "pending": pending, "verdict": verdict, "may": actor.may("pricing.decide_special_price"),
            "conditions": [{"name": gettext(c.name), "ok": c.ok, "text": str(c.says), "clause": c.clause} for c in verdict.conditions]}


def flow(row: SpecialPrice, actor: Actor) -> Mapping[str, Any]:
    """Its way through the flow in force."""
    return approving.panel(actor, "special_price", row.pk) or {"approval": None, "preview": None}


def effect(row: SpecialPrice, actor: Actor) -> dict[str, Any]:
    """The orders that relied on it and what they gave up."""
    uses = hooks.uses_of(row.pk)
    amount, given_up = (sum(int(str(u[name])) for u in uses) for name in ("amount_fen", "given_up_fen"))
    return {"uses": uses, "amount": amount, "given_up": given_up}


def _plain(value: Any) -> Any:
    return yuan(value) if isinstance(value, Decimal) else value


@register
class SpecialPriceScreen(Screen):
    """特价."""

    code = "special_prices"
    model = SpecialPrice
    title = _("Special prices")
    group = "products"
    order_in_menu = 30
    icon = "discount-2"
    hint = _("Asked for before ordering, granted by who holds the authority, bound to customer, product, price and period (PRC-08).")
    columns = (
        Column("number", kind="code", link=True),
        Column("customer__name", _("Customer")),
        Column("product__name", _("Product")),
        Column("list_price", kind="price"),
        Column("price", kind="price"),
        Column("off", _("Discount"), value=off, needs=("list_price", "price")),
        Column("quantity", kind="quantity", phone=False),
        Column("level", value=lambda row: gettext(row.level), needs=("level",), phone=False),
        Column("state", kind="tag", value=lambda row: permit_tag(row).label, tags=permit_tag,
               needs=("state", "valid_until", "after_order")),
        Column("valid_until", kind="date"),
        Column("owner__name", _("asked by"), phone=False),
        Column("asked_at", kind="moment", phone=False),
        Column("decided_by", phone=False, hidden=True),
    )
    filters = (
        Filter("number", _("Number"), kind="text"),
        Filter("customer", _("Customer"), kind="ref", lookup="customers"),
        Filter("state", _("State"), kind="choice", choices=S.choices),
        Filter("product", _("Product"), kind="ref", lookup="products"),
        Filter("level", _("Authority"), kind="choice", choices=[(level, _(level)) for level in LEVELS]),
        Filter("after_order", _("Asked for afterwards"), kind="bool"),
        Filter("asked_at", _("asked at"), kind="daterange"),
    )
    views = (
        View("all", _("All")),
        View("mine", _("Asked for by me"), where=lambda actor: Q(owner_id=actor.id)),
        View("pending", _("Pending approval"), where=lambda actor: Q(state=S.PENDING), count=True),
        View("in_force", _("In force"), where=lambda actor: Q(state=S.GRANTED, valid_until__gte=clock.today())),
    )
    panels = (Panel("request", _("Request"), "products/file.html", request_rows),
              Panel("approval", _("Approval"), "approvals/panel.html", flow, side=True),
              Panel("effect", _("Effect"), "pricing/effect.html", effect),
              Panel("decision", _("Decision"), "pricing/decision.html", decision))
    actions = ("pricing.ask_special_price",)
    search_fields = ("number", "customer__name", "product__name")
    select_related = ("customer", "product", "owner")
    history_kind = "special_price"
    empty_text = _("No special prices. Whoever wants to deviate from the list asks here before ordering.")

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        mine = ("pricing.mend_special_price",) if row.state == S.RETURNED and row.owner_id == actor.id else ()
        after = ("pricing.record_basis", "pricing.review_special_price") if row.state == S.GRANTED else ("pricing.record_basis",)
        return (*mine, *after)

    def state_tag(self, row: Any) -> Tag:
        return permit_tag(row)
