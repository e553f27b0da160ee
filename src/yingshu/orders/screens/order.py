"""The order list, and what a single order adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Screen, Tag, View, register
from yingshu.kernel.screens.cells import safe
from yingshu.receivables.models import Receipt, ReceivableEntry, ReceivableItem
from yingshu.receivables.queries import UNDER_WAY
from yingshu.rulebook.decisions import params_of

from ..controls import REVIEW
from ..models import DEALS, Instruction, SalesOrder, SalesSlip
from ..models.instruction import Lane
from ..models.order import PaymentMethod
from ..queries import LANES, LaneView, lanes_of, stage, stuck_at
from ..rules import STAGES, entry_limit
from .detail import method_of, order_page, possible
from .reading import INSTRUCTIONS, instructions_of

State = SalesOrder.State
SET_ASIDE = (Receipt._plain.filter(order_id=OuterRef("pk")).order_by().values("order_id")
             .annotate(sum=Sum("unallocated_fen")).values("sum"))
PAID = (ReceivableEntry.objects.filter(item__order_id=OuterRef("pk"), receipt__isnull=False).order_by().values("item__order_id")
        .annotate(sum=Sum("amount_fen")).values("sum"))


def stage_tag(order: SalesOrder) -> Tag:
    """The computed state as word and weight."""
    found = stage(order)
    if found.code not in ("preparing", "issuable"):
        return Tag(_now(found.label), found.weight)
    waiting = [x for x in lanes_now(order) if x.mark != "ok"]
    if any(x.mark == "late" and not x.open and x.lane == Lane.FINANCE for x in waiting):
        return Tag(_now("Gate refused"), "danger")
    late = next((x for x in waiting if x.late), None)
    if late is not None:
        return Tag(_now("%(lane)s late") % {"lane": late.title}, "danger")
    return Tag(_now("Goods are ready") if waiting and found.code == "issuable" else _now(found.label), found.weight)


def in_stage(code: str) -> Q:
    """Orders in a computed state: the same ladder as ``rules.stage_of``, as a condition."""
    if code in State.values:
        return Q(state=code)
    rest = Q(state=State.EXECUTING)
    arrived = Q(arrived_fen__gte=F("gross_fen"), gross_fen__gt=0)
    shipped = Q(shipped_fen__gte=F("gross_fen"), gross_fen__gt=0)
    ladder = (("arrived", arrived), ("shipped", shipped), ("part_shipped", ~Q(shipped_fen=0)), ("to_ship", ~Q(slipped_fen=0)),
              ("issuable", Q(ready=True)), ("preparing", Q()))
    for name, condition in ladder:
        if name == code:
            return rest & condition
        rest &= ~condition
    return Q(pk=None)


def lanes_now(order: SalesOrder) -> list[LaneView]:
    """The three lanes of a row, worked out once for all columns that show them."""
    if "lanes_now" not in vars(order):
        vars(order)["lanes_now"] = lanes_of(order, instructions_of(order), clock.now())
    found: list[LaneView] = vars(order)["lanes_now"]
    return found


def lanes_said(order: SalesOrder) -> str:
    """The three lanes in words."""
    return " ".join(f"{lane.title}: {lane.says}" for lane in lanes_now(order))


def lanes_drawn(order: SalesOrder) -> str:
    """The three lanes as letters, coloured by state."""
    letters = "".join(f'<i class="{lane.mark}" title="{safe(lane.title)}: {safe(lane.says)}">{safe(LANES[lane.lane][2])}</i>'
                      for lane in lanes_now(order))
    return mark_safe(f'<span class="dot3">{letters}</span>')  # nosec B308 B703 # escaped above


def stuck_said(order: SalesOrder) -> str:
    """卡在哪 in words."""
    return stuck_at(order, lanes_now(order))[0]


def stuck_drawn(order: SalesOrder) -> str:
    """卡在哪: words, and red only when late."""
    says, late = stuck_at(order, lanes_now(order))
    return mark_safe(f'<span class="{"is-danger" if late else "ink-2"}">{safe(says or "--")}</span>')  # nosec B308 B703 # escaped


def owed_by_carriers() -> Q:
    """Orders whose collected money a carrier still holds."""
    return Q(pk__in=ReceivableItem._plain.filter(kind="cod", settled_on=None, order_id__isnull=False).values("order_id"))


def overdue() -> Q:
    """Orders with money past its due day; COD under way is not due yet."""
    late = ReceivableItem._plain.filter(~UNDER_WAY, settled_on=None, due_on__lt=clock.today(), order_id__isnull=False)
    return Q(pk__in=late.values("order_id"))


def this_week() -> Q:
    """Registered since Monday."""
    today = clock.today()
    return Q(ordered_at__gte=clock.moment(today - timedelta(days=today.weekday())))


def late_entry() -> Q:
    """Entered later than the company's hours after they came in (ORD-02)."""
    return Q(ordered_at__gt=F("received_at") + entry_limit(params_of(REVIEW)))


def to_review(actor: Actor) -> Q:
    """Waits for a review by somebody who may, other than who entered it."""
    if not actor.may("orders.approve"):
        return Q(pk=None)
    return Q(state=State.REVIEWING) & ~Q(clerk_id=actor.id)


@register
class OrderScreen(Screen):
    """订单: the desk's main list (ORD-01)."""

    code: ClassVar[str] = "orders"
    model: ClassVar[Any] = SalesOrder
    title: ClassVar[Any] = _("Orders")
    group: ClassVar[str] = "orders"
    order_in_menu: ClassVar[int] = 10
    icon: ClassVar[str] = "file-text"
    hint: ClassVar[Any] = ""
    columns: ClassVar[Sequence[Column]] = (
        Column("number", _("Order number"), kind="code", link=True),
        Column("customer_name", _("Customer"), width="nowrap"),
        Column("stage", _("State"), kind="tag", value=lambda row: stage_tag(row).label,
               needs=("state", "gross_fen", "slipped_fen", "shipped_fen",
               "arrived_fen", "ready", "instructions"), tags=stage_tag, sort="state"),
        Column("stuck", _("Stuck at"), kind="html", value=stuck_said, needs=("instructions",), draw=stuck_drawn, width="stuck"),
        Column("lanes", _("Three lanes"), kind="html", value=lanes_said, needs=("instructions",), draw=lanes_drawn),
        Column("payment_method", _("Payment method"), kind="pay", value=method_of, needs=("payment_method", "credit_days"),
               sort="payment_method", phone=False),
        Column("gross_fen", _("Order amount"), kind="money", total=True),
        Column("received_fen", _("Received"), kind="money", phone=False),
        Column("required_on", _("Required on"), kind="date"),
        Column("owner__name", _("Salesperson"), phone=False, width="nowrap"),
        Column("ordered_at", _("Ordered at"), kind="moment", hidden=True),
        Column("received_at", _("Came in at"), kind="moment", hidden=True),
        Column("unit__name", _("Region"), hidden=True),
        Column("contract_number", _("Contract number"), kind="code", hidden=True),
        Column("clerk_name", _("Registered by"), hidden=True),
        Column("net_fen", _("Amount excl. tax"), kind="money", total=True, hidden=True),
        Column("tax_fen", _("Tax"), kind="money", total=True, hidden=True),
        Column("shipped_fen", _("Shipped"), kind="money", total=True, hidden=True),
        Column("consignee", _("Consignee"), kind="mask_name", hidden=True),
        Column("phone", _("Phone"), kind="mask_phone", hidden=True),
        Column("address", _("Address"), hidden=True),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer / number"), kind="search"),
        Filter("stage", _("State"), kind="choice", choices=tuple((s.code, _(s.label)) for s in STAGES.values()), q=in_stage),
        Filter("ordered_at", _("Ordered on"), kind="daterange"),
        Filter("payment_method", _("Payment method"), kind="choice", choices=PaymentMethod.choices),
        Filter("owner", _("Salesperson"), kind="ref", field="owner_id", lookup="people"),
        Filter("unit", _("Region"), kind="ref", field="unit_id", lookup="units"),
        Filter("required_on", _("Required on"), kind="daterange"),
        Filter("gross", _("Order amount"), kind="number range", field="gross_fen"),
        Filter("customer", _("Customer"), kind="ref", field="customer_id", lookup="customers"),
        Filter("contract_number", _("Contract number")),
        Filter("deal", _("Is a deal"), kind="bool", q=lambda value: Q(state__in=DEALS) if value else ~Q(state__in=DEALS)),
    )
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")),
        View("mine", _("In my charge"), where=lambda actor: Q(owner_id=actor.id) | Q(clerk_id=actor.id)),
        View("week", _("New this week"), where=lambda actor: this_week()),
        View("cod", _("COD not handed over"), where=lambda actor: owed_by_carriers(), count=True),
        View("review", _("For my review"), where=to_review, count=True),
        View("late_entry", _("Entered late"), where=lambda actor: late_entry()),
        View("overdue", _("Overdue"), where=lambda actor: overdue(), count=True),
    )
    order_by: ClassVar[Sequence[str]] = ("-ordered_at", "-id")
    order_hint: ClassVar[Any] = _("newest first")
    actions: ClassVar[Sequence[str]] = ("orders.register",)
    pages: ClassVar[Mapping[str, str]] = {"orders.register": "/orders/new/"}
    batch_actions: ClassVar[Sequence[str]] = ("orders.send_instructions", "orders.approve")
    id_parameter: ClassVar[str] = "order_id"
    detail_template: ClassVar[str] = "orders/order.html"
    search_fields: ClassVar[Sequence[str]] = ("search_text",)
    select_related: ClassVar[Sequence[str]] = ("owner", "unit")
    prefetch: ClassVar[Sequence[Any]] = (INSTRUCTIONS,)
    history_kind: ClassVar[str] = "order"
    in_search: ClassVar[bool] = True
    place_in_search: ClassVar[int] = 20
    empty_text: ClassVar[Any] = _("There are no orders yet. Register the first one.")

    def scoped(self, actor: Actor) -> QuerySet[SalesOrder]:
        found: QuerySet[SalesOrder] = SalesOrder.objects.visible_to(actor)
        return found.annotate(received_fen=Coalesce(Subquery(SET_ASIDE), 0) - Coalesce(Subquery(PAID), 0))

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        return possible(row, actor)

    def state_tag(self, row: Any) -> Tag:
        return stage_tag(row)

    def heading(self, row: Any) -> str:
        return f"{row.number} {row.customer_name}"

    def context(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        return order_page(row, actor)

    def lookup_label(self, row: Any) -> str:
        return f"{row.number} {row.customer_name}"

    def as_json(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        return as_json(row)


def as_json(order: SalesOrder) -> dict[str, Any]:
    """Lines, instructions and slips of an order for the REST detail."""
    lines = order.lines.select_related("product").order_by("position")
    slips = SalesSlip._plain.filter(order_id=order.pk).prefetch_related(Prefetch("lines")).order_by("id")
    return {"stage": stage(order).code, "credit_days": order.credit_days, "deposit_rate": order.deposit_rate,
            "given_up": money.plain(order.dropped_fen), "version": order.version,
            "waits_for": order.route_level, "public_token": order.public_token, "packing": order.packing,
            "lines": [_line(x) for x in lines], "instructions": [_instruction(i) for i in instructions_of(order)],
            "slips": [slip_json(s) for s in slips]}


def _line(x: Any) -> dict[str, Any]:
    names = ("position", "product_id", "name", "spec", "measure", "quantity", "list_price", "price", "discount", "tax_rate", "gross_fen",
             "net_fen", "tax_fen", "ready", "slipped", "shipped", "returned", "dropped")
    return {"id": x.pk, "product": x.product.number, **{n: getattr(x, n) for n in names}}


def _instruction(i: Instruction) -> dict[str, Any]:
    names = ("lane", "state", "sent_at", "due_at", "acknowledged_at", "acknowledged_by", "answered_at", "answered_by", "answer",
             "promised_at", "refusals", "chased")
    return {n: getattr(i, n) for n in names}


def slip_json(s: SalesSlip) -> dict[str, Any]:
    """A slip with its lines."""
    names = ("number", "state", "payment_method", "collect_fen", "gross_fen", "net_fen", "tax_fen", "issued_at", "issued_by",
             "outbound_number",
             "shipped_at", "arrived_at", "void_reason")
    lines = [{"id": x.pk, "order_line": x.order_line_id, "product_id": x.product_id, "position": x.position, "quantity": x.quantity,
              "gross_fen": x.gross_fen, "returned": x.returned} for x in s.lines.all()]
    return {"id": s.pk, **{n: getattr(s, n) for n in names}, "lines": lines}


access.declare("order", lambda pk, actor: SalesOrder.objects.visible_to(actor).filter(pk=pk).exists())
