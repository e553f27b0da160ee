"""Dispatch exceptions (ORD-19) and return notes as screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.documents import access
from yingshu.kernel.actor import Actor
from yingshu.kernel.choices import known
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.orders.links import record_url
from yingshu.orders.models import OrderLine, SlipLine
from yingshu.orders.screens.words import amount

from ..models import DispatchException, ReturnNote
from ..wordlists import EXCEPTION_KIND
from .vehicle import last_counts, says_of

X = DispatchException.State


def exception_tag(row: DispatchException) -> Tag:
    """Open ones are urgent."""
    return Tag(X(row.state).label, "warn" if row.state == X.OPEN else "done")


def facts_of(row: DispatchException, actor: Actor) -> Mapping[str, Any]:
    """What happened, who has it, what came of it."""
    return {"x": row, "says": says_of(row), "slip_url": record_url("slips", row.slip_id),
            "order_url": record_url("orders", row.slip.order_id),
            "count": last_counts([row.slip_id]).get(row.slip_id)}


@register
class ExceptionScreen(Screen):
    """发货异常 (ORD-19)."""

    code: ClassVar[str] = "exceptions"
    model: ClassVar[Any] = DispatchException
    title: ClassVar[Any] = _("Dispatch exceptions")
    group: ClassVar[str] = "orders"
    order_in_menu: ClassVar[int] = 60
    icon: ClassVar[str] = "alert-triangle"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", _("Number"), kind="code", link=True),
        Column("customer_name", _("Customer")),
        Column("kind", _("Kind")),
        Column("state", _("State"), kind="tag", tags=exception_tag),
        Column("says", _("What happened"), value=says_of, needs=("quantity",)),
        Column("quantity", _("Quantity"), kind="quantity", phone=False),
        Column("slip_number", _("Sales slip"), kind="code", phone=False),
        Column("handler_name", _("Handler")),
        Column("opened_at", _("Opened at"), kind="moment"),
        Column("opened_by", _("Opened by"), hidden=True),
        Column("result", _("Result"), phone=False),
        Column("closed_at", _("Closed at"), kind="moment", hidden=True),
        Column("owner__name", _("Salesperson"), hidden=True),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number, customer, slip"), kind="search"),
        Filter("kind", _("Kind"), kind="choice", choices=partial(known, EXCEPTION_KIND)),
        Filter("state", _("State"), kind="choice", choices=X.choices),
        Filter("opened_at", _("Opened on"), kind="daterange"),
        Filter("handler", _("Handler"), kind="ref", field="handler_id", lookup="people"),
    )
    views: ClassVar[Sequence[View]] = (
        View("open", pgettext_lazy("exception", "Open"), where=lambda actor: Q(state=X.OPEN), count=True),
        View("mine", _("Mine to settle"), where=lambda actor: Q(state=X.OPEN, handler_id=actor.id)),
        View("all", _("All")),
    )
    panels: ClassVar[Sequence[Panel]] = (Panel("facts", _("Exception"), "logistics/exception.html", facts_of),)
    order_by: ClassVar[Sequence[str]] = ("-opened_at", "-id")
    order_hint: ClassVar[Any] = _("newest first")
    id_parameter: ClassVar[str] = "exception_id"
    search_fields: ClassVar[Sequence[str]] = ("number", "customer_name", "slip_number", "says")
    select_related: ClassVar[Sequence[str]] = ("slip", "owner")
    history_kind: ClassVar[str] = "exception"
    empty_text: ClassVar[Any] = _("No exceptions.")

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        return ("logistics.close_exception", "logistics.assign_exception") if row.state == X.OPEN else ()

    def state_tag(self, row: Any) -> Tag:
        return exception_tag(row)

    def as_json(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        return {"slip_id": row.slip_id, "order_id": row.slip.order_id, "says": says_of(row), "handler_id": row.handler_id}


def lines_of(row: ReturnNote, actor: Actor) -> Mapping[str, Any]:
    """What came back, line by line."""
    lines = list(row.lines.select_related("product"))
    slip_lines = SlipLine.objects.in_bulk([x.slip_line_id for x in lines])
    measures = {x.pk: x.measure for x in OrderLine.objects.filter(pk__in=[s.order_line_id for s in slip_lines.values()])}
    return {"note": row, "slip_url": record_url("slips", row.slip_id), "lines": [
        {"line": x, "quantity": amount(x.quantity), "measure": measures.get(slip_lines[x.slip_line_id].order_line_id, "")} for x in lines]}


@register
class ReturnScreen(Screen):
    """退货单 (SVC-14 as far as dispatch needs it)."""

    code: ClassVar[str] = "returns"
    model: ClassVar[Any] = ReturnNote
    title: ClassVar[Any] = _("Return notes")
    group: ClassVar[str] = "orders"
    order_in_menu: ClassVar[int] = 70
    icon: ClassVar[str] = "arrow-back-up"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", _("Number"), kind="code", link=True),
        Column("customer_name", _("Customer")),
        Column("slip_number", _("Sales slip"), kind="code"),
        Column("gross_fen", _("Amount"), kind="money", total=True),
        Column("reason", _("Reason")),
        Column("on", _("Day"), kind="date"),
        Column("actor_name", _("By"), phone=False),
        Column("owner__name", _("Salesperson"), hidden=True),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number, customer, slip"), kind="search"),
        Filter("on", _("Day"), kind="daterange"),
        Filter("owner", _("Salesperson"), kind="ref", field="owner_id", lookup="people"),
    )
    views: ClassVar[Sequence[View]] = (View("all", _("All")),)
    panels: ClassVar[Sequence[Panel]] = (Panel("lines", _("Goods that came back"), "logistics/return_lines.html", lines_of),)
    order_by: ClassVar[Sequence[str]] = ("-on", "-id")
    order_hint: ClassVar[Any] = _("newest first")
    search_fields: ClassVar[Sequence[str]] = ("number", "customer_name", "slip_number")
    select_related: ClassVar[Sequence[str]] = ("owner",)
    history_kind: ClassVar[str] = "return_note"
    print_page: ClassVar[str] = "return-print"
    empty_text: ClassVar[Any] = _("Nothing came back so far.")

    def as_json(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        return {"slip_id": row.slip_id, "lines": [{"product_id": x.product_id, "quantity": x.quantity, "gross_fen": x.gross_fen,
                                                   "restocked": x.restocked} for x in row.lines.all()]}


access.declare("exception", lambda pk, actor: DispatchException.objects.visible_to(actor).filter(pk=pk).exists())
access.declare("return_note", lambda pk, actor: ReturnNote.objects.visible_to(actor).filter(pk=pk).exists())
