"""Pages of the order desk that a screen cannot give: order entry, the tasks of workshop and finance, partial slips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yingshu.customers.models import Customer
from yingshu.kernel import clock, drafts, money, presence
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import BusinessError, NotFound
from yingshu.kernel.pages import for_people
from yingshu.kernel.schemas import validate
from yingshu.kernel.services import Done
from yingshu.kernel.text import id_of
from yingshu.rulebook.decisions import Decision, params_of

from . import entry, queries
from .controls import INSTRUCT
from .forms import order_in
from .links import record_url
from .models import Instruction, OrderLine, SalesOrder
from .models.instruction import Lane
from .models.order import CameBy
from .posting import drawn, filled_in, page_context, quantities, run, status_of
from .screens.acts import offer
from .screens.cards import TASKS, clock_of, tag_of
from .screens.detail import method_of
from .screens.gates import gate
from .screens.words import amount, day
from .services.instructions import counted_of, due_of
from .services.register import preview_order
from .tasklists import tasks_of

REGISTER = "orders.register"
PHONE, DESK = "orders/task.html", "orders/desk.html"


def _orders() -> tuple[str, str]:
    return _("Orders"), "/orders/"


def order_of(actor: Actor, pk: int) -> SalesOrder:
    """An order the person may see; NotFound otherwise."""
    found: SalesOrder = SalesOrder.objects.visible_to(actor).select_related("customer").one(pk=pk)
    return found


# ---- order entry -------------------------------------------------------------------------------------------------------

@for_people
@require_http_methods(["GET", "POST"])
def order_new(request: Any) -> HttpResponse:
    """Register an order: save as draft or hand in."""
    request.actor.require(REGISTER)
    if request.method == "GET":
        return _entry_page(request, _first(request))
    data = entry.entered(request.POST)
    try:
        done = run(request, REGISTER, data)
    except BusinessError as problem:
        return _entry_page(request, entry.shown_again(data), problem)
    drafts.drop(request.actor, REGISTER)
    messages.success(request, _said(done))
    return HttpResponseRedirect(record_url("orders", done.id))


def _first(request: Any) -> dict[str, Any]:
    """What stands in the form at first: what the person left in it, or an empty order."""
    left = drafts.kept(request.actor, REGISTER) if "draft" in request.GET else None
    typed = entry.shown_again(entry.entered(drafts.typed(left))) if left else {}
    given = entry.copied(copied) if (copied := _copied(request)) else {}
    return {"payment_method": "", "source": "phone", "deposit_rate": "30", **_asked_for(request), **given, **typed}


def _copied(request: Any) -> SalesOrder | None:
    """The order that a new one is copied from; None when it is not asked for or not to be seen."""
    return order_in(request.actor, {"order_id": request.GET.get("copy", "")}) if request.method == "GET" else None


def _asked_for(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("customer_id",) if request.GET.get(name, "").isdigit()}


def _said(done: Done) -> str:
    waits = done.data.get("waits_for")
    if waits:
        return _("Order %(number)s is registered and waits for %(level)s.") % {"number": done.number, "level": _(str(waits))}
    return _("Order %(number)s is registered.") % {"number": done.number}


def _entry_page(request: Any, values: Mapping[str, Any], problem: BusinessError | None = None) -> HttpResponse:
    fields = drawn(request, REGISTER, values, problem)
    lines = fields.pop("lines")
    agreed = params_of(INSTRUCT).payment_methods
    fields["payment_method"] = replace(fields["payment_method"], choices=[c for c in fields["payment_method"].choices if c[0] in agreed])
    copied = _copied(request)
    context = {"f": fields, "lines": lines, "copied": copied, "rows": entry.entry_rows(lines.rows),
               "crumbs": [_orders(), (_("New order"), "")], "all_fields": [*fields.values(), lines],
               "draft": drafts.kept(request.actor, REGISTER) if request.method == "GET" else None,
               "draft_url": reverse("draft", args=[REGISTER]), "may_create_customer": request.actor.may("customers.create"),
               "customer": {**_customer_hint(request.actor, values), **entry.own_phone(copied)}, "sources": CameBy.offered(),
               **page_context(problem, request.POST)}
    return render(request, "orders/new.html", context, status=status_of(problem))


def _customer_hint(actor: Actor, values: Mapping[str, Any]) -> Mapping[str, str]:
    pk = id_of(str(values.get("customer_id", "")))
    found = Customer.objects.visible_to(actor).filter(pk=pk).first() if pk else None
    return entry.customer_fill(found) if found else {}


@for_people
@require_safe
def order_products(request: Any) -> JsonResponse:
    """Remote search of products with today's price."""
    request.actor.require(REGISTER)
    return JsonResponse(entry.product_hits(request.actor, request.GET.get("q", "")[:100]))


@for_people
@require_safe
def order_customers(request: Any) -> JsonResponse:
    """Remote search of customers with what an order takes over from their file."""
    request.actor.require(REGISTER)
    return JsonResponse(entry.customer_hits(request.actor, request.GET.get("q", "")[:100]))


@for_people
@require_POST
def order_check(request: Any) -> HttpResponse:
    """What the rules say to the order as entered so far; empty while it is incomplete."""
    request.actor.require(REGISTER)
    try:
        data = validate(REGISTER, entry.entered(request.POST))
        method = data["payment_method"].value if data.get("payment_method") else ""
        found = preview_order(request.actor, data["customer_id"], data["lines"], method, data.get("header_discount") or Decimal(0))
    except BusinessError:
        found = []
    return render(request, "orders/check.html", {"checks": [_check_row(d, request.actor) for d in found]})


def _check_row(decision: Decision, actor: Actor) -> dict[str, Any]:
    weight = {"allow": ("circle-check", "done"), "refuse": ("circle-x", "danger")}.get(decision.outcome.value, ("route", "warn"))
    return {**gate([decision], "", actor), "clause": decision.clause, "heading": _(decision.control.title), "icon": weight[0],
            "tone": weight[1]}


# ---- a slip for a part ---------------------------------------------------------------------------------------------------

@for_people
@require_http_methods(["GET", "POST"])
def order_part(request: Any, order_id: int) -> HttpResponse:
    """Issue a sales slip for given quantities: partial shipment by line."""
    request.actor.require("orders.issue_slip")
    order = order_of(request.actor, order_id)
    problem = None
    if request.method == "POST":
        try:
            done = run(request, "orders.issue_slip", {"order_id": order_id, "lines": quantities(request.POST, "quantity")})
            messages.success(request, _("Slip %(number)s is issued.") % {"number": done.number})
            return HttpResponseRedirect(record_url("orders", order_id))
        except BusinessError as refused:
            problem = refused
    lines = [x for x in order.lines.order_by("position") if x.quantity > x.slipped]
    rows = [stepper(x, max(min(x.ready, x.quantity) - x.slipped, Decimal(0)), x.quantity - x.slipped, request.POST) for x in lines]
    back, title = record_url("orders", order_id), _("Slip for a part")
    context = {"order": order, "rows": rows, "method": method_of(order), "back": back, "title": title,
               "crumbs": [_orders(), (order.number, back), (title, "")],
               "presence": presence.address(request.actor, "orders", order_id), **page_context(problem, request.POST)}
    return render(request, "orders/part_slip.html", context, status=status_of(problem))


def stepper(x: OrderLine, value: Decimal, due: Decimal, post: Mapping[str, str], note: str = "") -> dict[str, Any]:
    """One line with its stepper; a value that was just typed stays."""
    return {"id": x.pk, "name": x.name, "spec": x.spec, "measure": x.measure, "value": post.get(f"q-{x.pk}") or amount(value),
            "due": amount(due),
            "note": note}


# ---- tasks of workshop and finance ---------------------------------------------------------------------------------------

@for_people
@require_safe
def work_workshop(request: Any) -> HttpResponse:
    """What the workshop has to prepare, most urgent first."""
    request.actor.require("orders.report_readiness")
    return render(request, "orders/tasks.html", {**tasks_of(request.actor, Lane.WORKSHOP, "work-workshop-order"), "frame": PHONE})


@for_people
@require_safe
def work_finance(request: Any) -> HttpResponse:
    """Inquiries that finance has to answer, most urgent first."""
    request.actor.require("orders.report_receipt")
    found = tasks_of(request.actor, Lane.FINANCE, "work-finance-order")
    return render(request, "orders/tasks.html", {**found, "frame": DESK, "crumbs": [_orders(), (found["title"], "")]})


def task_context(request: Any, order: SalesOrder, lane: str, problem: BusinessError | None) -> dict[str, Any]:
    """What every task page shows of its order and instruction; NotFound without an instruction."""
    found = next((x for x in queries.lanes_of(order, list(Instruction.objects.filter(order_id=order.pk)), clock.now()) if x.lane == lane),
                 None)
    if found is None or found.instruction is None:
        raise NotFound()
    tag, weight = tag_of(found)
    refuse = offer(request.actor, "orders.refuse_instruction", title=_("Refuse"), order_id=order.pk, lane=lane)
    return {"order": order, "lane": found, "tag": tag, "weight": weight, "clock": clock_of(found), "method": method_of(order),
            "content": found.instruction.content, "acknowledge": None if found.acknowledged else offer(
                request.actor, f"orders.acknowledge_{lane}", title=_("Acknowledge"), direct=True, order_id=order.pk),
            "refuse": refuse if found.open else None, "title": _(TASKS[lane]).capitalize(), "required": day(order.required_on),
            "presence": presence.address(request.actor, "orders", order.pk, lane), **page_context(problem, request.POST)}


@for_people
@require_http_methods(["GET", "POST"])
def work_workshop_order(request: Any, order_id: int) -> HttpResponse:
    """Report how much of each line is ready."""
    request.actor.require("orders.report_readiness")
    order, problem = order_of(request.actor, order_id), None
    if request.method == "POST":
        data = filled_in("orders.report_readiness", request.POST, order_id=order_id, lines=quantities(request.POST, "ready", empty=True))
        try:
            done = run(request, "orders.report_readiness", data)
            messages.success(request, _("All ready") if done.data.get("ready") else _("Reported"))
            return HttpResponseRedirect(request.path if not done.data.get("ready") else reverse("work-workshop"))
        except BusinessError as refused:
            problem = refused
    rows = [stepper(x, x.ready or x.quantity, x.quantity, request.POST, _on_slips(x)) for x in order.lines.order_by("position")]
    fields = drawn(request, "orders.report_readiness", request.POST.dict(), problem)
    context = {**task_context(request, order, Lane.WORKSHOP, problem), "rows": rows, "f": fields, "back": reverse("work-workshop")}
    return render(request, "orders/work_workshop.html", context, status=status_of(problem))


def _on_slips(x: OrderLine) -> str:
    return _("on slips already %(quantity)s") % {"quantity": amount(x.slipped)} if x.slipped else ""


@for_people
@require_http_methods(["GET", "POST"])
def work_finance_order(request: Any, order_id: int) -> HttpResponse:
    """Answer the inquiry: how much came in, from whom."""
    request.actor.require("orders.report_receipt")
    order, problem = order_of(request.actor, order_id), None
    if request.method == "POST":
        try:
            done = run(request, "orders.report_receipt", filled_in("orders.report_receipt", request.POST, order_id=order_id))
            messages.success(request, _answered(done))
            return HttpResponseRedirect(reverse("work-finance"))
        except BusinessError as refused:
            problem = refused
    due, received = due_of(order), counted_of(order)
    gap = max((due or 0) - received, 0)
    first = {"amount": money.plain(gap) if gap else "", "received_on": clock.today(), "payer": order.customer_name if gap else "",
             "method": "bill" if order.payment_method == "bill" else "bank"}
    fields = drawn(request, "orders.report_receipt", request.POST.dict() if problem else first, problem)
    deposit = int(money.round_half_up(order.gross_fen * order.deposit_rate))
    task = task_context(request, order, Lane.FINANCE, problem)
    context = {**task, "f": fields, "answerable": task["lane"].open or (gap and task["lane"].state == Instruction.State.ANSWERED),
               "crumbs": [_orders(), (task["title"], reverse("work-finance")), (order.number, "")], "deposit_fen": deposit,
               "deposit_percent": entry.as_percent(order.deposit_rate), "due_fen": due, "received_fen": received, "gap_fen": gap,
               "back": reverse("work-finance")}
    return render(request, "orders/work_finance.html", context, status=status_of(problem))


def _answered(done: Done) -> str:
    gap, due = money.to_fen(done.data["gap"]), money.to_fen(done.data["due"])
    if not due:
        return _("Answered; no money is asked for before the slip")
    return _("Answered; still short of %(gap)s yuan") % {"gap": money.show(gap)} if gap else _("Answered; nothing is missing")
