"""Sales slips as a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from .. import hooks
from ..links import page_url, record_url
from ..models import CustomerNotice, SalesOrder, SalesSlip
from ..models.order import PaymentMethod
from ..queries import UNTOLD, notice_due
from .detail import WEIGHTS, slip_acts
from .order import slip_json
from .words import amount


def slip_tag(slip: SalesSlip) -> Tag:
    """The state of a slip."""
    return Tag(SalesSlip.State(slip.state).label, WEIGHTS[slip.state])


def lines_of(slip: SalesSlip, actor: Actor) -> Mapping[str, Any]:
    """What the slip lets out."""
    lines = slip.lines.select_related("order_line", "product").order_by("position")
    return {"slip": slip, "lines": [{"line": x, "name": x.order_line.name, "spec": x.order_line.spec, "measure": x.order_line.measure,
                                     "code": x.product.number, "quantity": amount(x.quantity),
                                     "returned": amount(x.returned) if x.returned else ""} for x in lines],
            "acts": slip_acts(slip, actor), "order_url": record_url("orders", slip.order_id), "print_url": page_url("slip-print", slip.pk)}


def vehicle_of(slip: SalesSlip, actor: Actor) -> Mapping[str, Any]:
    """The vehicle that carries the slip."""
    return {"shipments": [s for s in hooks.dispatch_of(slip.order_id, actor) if s.slip_id == slip.pk]}


def notices_of(slip: SalesSlip, actor: Actor) -> Mapping[str, Any]:
    """When and how the customer was told (ORD-07)."""
    return {"notices": list(CustomerNotice.objects.filter(slip_id=slip.pk).order_by("-id")), "slip": slip,
            "due": notice_due(slip) if slip.shipped_at else None}


@register
class SlipScreen(Screen):
    """销售单: every paper that let goods leave (ORD-06, ORD-15)."""

    code: ClassVar[str] = "slips"
    model: ClassVar[Any] = SalesSlip
    title: ClassVar[Any] = _("Sales slips")
    group: ClassVar[str] = "orders"
    order_in_menu: ClassVar[int] = 30
    icon: ClassVar[str] = "receipt"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", _("Slip number"), kind="code", link=True),
        Column("customer_name", _("Customer")),
        Column("state", _("State"), kind="tag", tags=slip_tag),
        Column("order_number", _("Order"), kind="code"),
        Column("payment_method", _("Payment method"), kind="pay", phone=False),
        Column("gross_fen", _("Amount"), kind="money", total=True),
        Column("collect_fen", _("To collect"), kind="money", total=True, phone=False),
        Column("outbound_number", _("Outbound note"), kind="code", phone=False),
        Column("issued_at", _("Issued at"), kind="moment"),
        Column("shipped_at", _("Shipped at"), kind="moment", phone=False),
        Column("arrived_at", _("Arrived at"), kind="moment", hidden=True),
        Column("issued_by", _("Issued by"), hidden=True),
        Column("owner__name", _("Salesperson"), hidden=True),
        Column("unit__name", _("Region"), hidden=True),
        Column("net_fen", _("Amount excl. tax"), kind="money", total=True, hidden=True),
        Column("tax_fen", _("Tax"), kind="money", total=True, hidden=True),
        Column("void_reason", _("Reason"), hidden=True),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Slip, order or customer"), kind="search"),
        Filter("state", _("State"), kind="choice", choices=SalesSlip.State.choices),
        Filter("issued_at", _("Issued on"), kind="daterange"),
        Filter("payment_method", _("Payment method"), kind="choice", choices=PaymentMethod.choices),
        Filter("shipped_at", _("Shipped on"), kind="daterange"),
        Filter("owner", _("Salesperson"), kind="ref", field="owner_id", lookup="people"),
        Filter("unit", _("Region"), kind="ref", field="unit_id", lookup="units"),
        Filter("customer", _("Customer"), kind="ref", field="customer_id", lookup="customers"),
        Filter("order", _("Order"), kind="ref", field="order_id", lookup="orders"),
    )
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")),
        View("to_ship", _("To be shipped"), where=lambda actor: Q(state=SalesSlip.State.ISSUED), count=True),
        View("on_road", _("Under way"), where=lambda actor: Q(state=SalesSlip.State.SHIPPED)),
        View("untold", _("Customer not told"), where=lambda actor: UNTOLD & Q(order__state=SalesOrder.State.EXECUTING), count=True),
        View("mine", _("In my charge"), where=lambda actor: Q(owner_id=actor.id)),
    )
    panels: ClassVar[Sequence[Panel]] = (
        Panel("lines", _("Goods"), "orders/slip_lines.html", lines_of),
        Panel("vehicle", _("Vehicle and steps"), "orders/slip_vehicle.html", vehicle_of),
        Panel("notices", _("Customer told"), "orders/slip_notices.html", notices_of, side=True),
    )
    order_by: ClassVar[Sequence[str]] = ("-issued_at", "-id")
    order_hint: ClassVar[Any] = _("newest first")
    id_parameter: ClassVar[str] = "slip_id"
    search_fields: ClassVar[Sequence[str]] = ("number", "order_number", "customer_name")
    select_related: ClassVar[Sequence[str]] = ("owner", "unit", "order")
    history_kind: ClassVar[str] = "sales_slip"
    in_search: ClassVar[bool] = True
    place_in_search: ClassVar[int] = 30
    empty_text: ClassVar[Any] = _("No sales slip was issued yet. A slip is issued on the page of an order once its gate is open.")

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        if row.state == SalesSlip.State.ISSUED:
            return ("logistics.depart", "logistics.open_exception", "orders.void_slip")
        if row.state == SalesSlip.State.VOID:
            return ()
        return ("orders.notify_customer", "logistics.open_exception")

    def state_tag(self, row: Any) -> Tag:
        return slip_tag(row)

    def heading(self, row: Any) -> str:
        return f"{row.number} {row.customer_name}"

    def lookup_label(self, row: Any) -> str:
        return f"{row.number} {row.customer_name}"

    def as_json(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        return slip_json(row)


access.declare("sales_slip", lambda pk, actor: SalesSlip.objects.visible_to(actor).filter(pk=pk).exists())
