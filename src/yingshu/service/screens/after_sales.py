"""售后服务 (SVC-13 to SVC-15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import segno
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.documents.panels import files_panel
from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.orders.models import SalesOrder
from yingshu.organisation.queries import names_of_posts
from yingshu.rulebook.decisions import judge

from ..controls import SUBMITTING
from ..models import AfterSales
from ..models.after_sales import OVER
from ..services.after_sales import photos_of, subject_of, submit_facts

S, K = AfterSales.State, AfterSales.Kind
WEIGHTS = {S.OPEN: "wait", S.SUBMITTED: "run", S.SIGNED: "run", S.DECIDED: "warn", S.DONE: "done", S.WITHDRAWN: "void"}
STEPS: Mapping[str, tuple[str, ...]] = {
    S.OPEN: ("respond", "advise", "submit_after_sales", "take_goods_back", "finish_after_sales", "decide_after_sales",
             "withdraw_after_sales"),
    S.SUBMITTED: ("sign_after_sales", "advise", "decide_after_sales", "withdraw_after_sales"),
    S.SIGNED: ("decide_after_sales", "withdraw_after_sales"),
    S.DECIDED: ("tell_area_manager", "take_goods_back", "finish_after_sales", "respond", "withdraw_after_sales"),
    S.DONE: ("plan_improvement",), S.WITHDRAWN: ("plan_improvement",)}


def tag(row: AfterSales) -> Tag:
    """Where the order stands."""
    return Tag(row.get_state_display(), WEIGHTS[S(row.state)])


def hours(row: AfterSales) -> str:
    """How long the customer waited for the first response."""
    if row.responded_at is None:
        return "--"
    minutes = int((row.responded_at - row.asked_at).total_seconds()) // 60
    return gettext("%(h)s h %(m)s min") % {"h": minutes // 60, "m": minutes % 60}


def order(row: AfterSales, actor: Actor) -> dict[str, Any]:
    """What is needed, and the movements."""
    post = names_of_posts([row.handler_post])[row.handler_post]
    again = SalesOrder.objects.visible_to(actor).filter(number=row.exchange_number).first() if row.exchange_number else None
    return {"row": row, "post": post, "response": hours(row), "cost": money.show(row.cost_fen), "again": again}


def way(row: AfterSales, actor: Actor) -> dict[str, Any]:
    """Who knew, advised, signed, decided, and was told."""
    return {"row": row}


def dealer(row: AfterSales, actor: Actor) -> dict[str, Any] | None:
    """The address of the dealer's own page while the order is open, and what came by it."""
    url = f"{settings.BASE_URL}{reverse('after-sales-photos', args=[row.public_code])}" if row.state not in OVER else ""
    if not url and not row.dealer_signed_at:
        return None
    picture = segno.make(url, error="m").svg_data_uri(scale=4, border=2) if url else ""
    return {"row": row, "url": url, "photos": photos_of(row), "picture": picture}


def gate(row: AfterSales, actor: Actor) -> dict[str, Any] | None:
    """May it go to the sales manager?"""
    if row.state != S.OPEN:
        return None
    verdict = judge(SUBMITTING, submit_facts(row), subject_of(row)).verdict
    return {"gate": {
        "state": "open" if verdict.allowed else "refuse", "text": str(verdict.says),
        "verdict": gettext("May be handed on") if verdict.allowed else gettext("May not be handed on yet"),
        "conditions": [{"name": gettext(c.name), "ok": c.ok, "text": str(c.says), "clause": c.clause} for c in verdict.conditions]}}


@register
class AfterSalesScreen(Screen):
    """售后服务单."""

    code: ClassVar[str] = "after_sales"
    model: ClassVar[Any] = AfterSales
    title: ClassVar[Any] = _("After-sales service")
    group: ClassVar[str] = "service"
    order_in_menu: ClassVar[int] = 20
    icon: ClassVar[str] = "tools"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("kind"), Column("customer__name", _("customer")), Column("says", width="wide"),
        Column("state", kind="tag", tags=tag), Column("owner__name", _("handler")),
        Column("area_manager__name", _("area manager"), phone=False),
        Column("asked_at", kind="moment"), Column("return_number", kind="code", phone=False), Column("done_at", kind="moment", hidden=True),
        Column("product__name", _("product"), hidden=True), Column("batch", hidden=True), Column("cost_fen", kind="money", hidden=True,
                                                                                               total=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number, customer or text"), kind="search"), Filter("kind", _("Kind"), kind="choice", choices=K.choices),
        Filter("state", _("State"), kind="choice", choices=S.choices), Filter("asked_at", _("asked at"), kind="daterange"),
        Filter("customer_id", _("Customer"), kind="ref", lookup="customers"))
    views: ClassVar[Sequence[View]] = (
        View("open", _("Unfinished"), lambda actor: ~Q(state__in=OVER), count=True),
        View("mine", _("Mine"), lambda actor: Q(owner_id=actor.id) & ~Q(state__in=OVER)),
        View("area", _("My area"), lambda actor: Q(area_manager_id=actor.id)), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("order", _("What is needed"), "service/order.html", order), Panel("gate", _("Handing on"), "service/gate.html", gate),
        Panel("way", _("Knowledge, advice, signature, verdict"), "service/way.html", way),
        Panel("dealer", _("Dealer's photos and signature"), "service/dealer.html", dealer, side=True), files_panel("after_sales"))
    order_by: ClassVar[Sequence[str]] = ("-asked_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    select_related: ClassVar[Sequence[str]] = ("customer", "owner", "area_manager", "product", "slip", "case")
    actions: ClassVar[Sequence[str]] = ("service.register_after_sales",)
    in_search: ClassVar[bool] = True
    history_kind: ClassVar[str] = "after_sales"
    id_parameter: ClassVar[str] = "after_sales_id"
    print_page: ClassVar[str] = "after-sales-print"
    empty_text: ClassVar[Any] = _("No after-sales service yet.")

    def row_actions(self, row: AfterSales, actor: Actor) -> Sequence[str]:
        own = row.area_manager_id == actor.id
        meant = {"take_goods_back": row.kind in (K.RETURN, K.EXCHANGE) and row.slip_id and not row.return_number, "advise": own,
                 "decide_after_sales": own or row.state == S.SIGNED, "tell_area_manager": row.area_manager_id and not row.told_at}
        steps = sorted(STEPS[S(row.state)], key=lambda name: name == "respond" and row.responded_at is not None)
        return [f"service.{name}" for name in steps if meant.get(name, True)]

    def state_tag(self, row: AfterSales) -> Tag:
        return tag(row)

    def heading(self, row: AfterSales) -> str:
        return f"{row.get_kind_display()} {row.number}"

    def context(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        return {"line": f"{row.customer.name} · {clock.local(row.asked_at):%Y-%m-%d %H:%M}"}

    def lookup_label(self, row: AfterSales) -> str:
        return f"{row.number} {row.customer.name} {row.says[:30]}"


access.declare("after_sales", lambda pk, actor: AfterSales.objects.visible_to(actor).filter(pk=pk).exists())
