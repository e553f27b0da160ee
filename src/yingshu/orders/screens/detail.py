"""The page of an order: what its template shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.capitals import rmb_capitals
from yingshu.kernel.text import mask_name, mask_phone
from yingshu.receivables.rules import credit_used
from yingshu.rulebook.decisions import Decision, Subject, params_of

from ..controls import REVIEW
from ..links import page_url, record_url
from ..models import OrderLine, SalesOrder, SalesSlip
from ..models.order import PaymentMethod
from ..rules import ReviewParams, entry_limit
from ..services.credit import preview_credit, uses_credit
from ..services.slips import preview_slip
from ..transitions import ORDER
from .acts import Act, offer, offered
from .cards import card
from .gates import gate, record_row
from .history import log_rows, timeline
from .rail import rail
from .reading import OrderFile
from .words import amount, span, when

State = SalesOrder.State
PARAMETERS = {"": {"require_ready", "require_paid", "tolerance_fen"}, "cod": {"cod_exempts_paid", "collect_on_delivery"},
              "prepaid": {"cod_exempts_paid"}, "bill": {"bill_counts_as_paid"}, "deposit": {"deposit_balance"},
              "credit": {"refuse_at_dispatch"}}


def order_page(order: SalesOrder, actor: Actor) -> dict[str, Any]:
    """Context of ``orders/order.html``."""
    file = OrderFile(order, actor)
    slip_gate = gate_of(file)
    refused = bool(slip_gate and slip_gate["refused"] and (file.refusal or (file.gap_fen and _answered(file))))
    if slip_gate and slip_gate["refused"] and not refused:
        slip_gate["state"] = "route"
    acts = acts_of(file)
    main = next((a for a in acts if a.primary), None)
    return {"file": file, "stage_label": _(file.stage.label), "main_act": main,
            "more_acts": [a for a in acts if a is not main and a.code != "orders.reject"],
            "reject": next((a for a in acts if a.code == "orders.reject"), None),
            "source": order.get_source_display(), "came_in": came_in(order), "header_discount": percent(order.header_discount),
            "gate_verdict": gate_verdict(file, slip_gate, refused), "gate_note": gate_note(file), "order": order, "stage": file.stage,
            "method": method_of(order), "refused": refused, "figures": figures(file),
            "rail": rail(file, refused), "cards": [card(order, lane, actor) for lane in file.lanes] if file.instructions else [],
            "gate": slip_gate, "exits": exits(file, slip_gate), "refusal": record_row(file.refusal) if file.refusal else None,
            "lines": [line_row(x) for x in file.lines], "total_quantity": amount(sum((x.quantity for x in file.lines), start=Decimal(0))),
            "capitals": rmb_capitals(order.gross_fen), "shipments": file.shipments, "slips": slip_rows(file),
            "consignee": consignee(order, actor), "entries": timeline(file), "log": log_rows(file),
            "decisions": [record_row(d) for d in file.decisions], "flow": flow_of(order, actor),
            "comment": offer(actor, "orders.comment", order_id=order.pk), "public_url": public_url(order), "qr": qr(public_url(order)),
            "customer_url": record_url("customers", order.customer_id) if actor.may("customers.view") else "",
            "print_slip": next((s.pk for s in reversed(file.slips) if s.state != SalesSlip.State.VOID), None)}


def flow_of(order: SalesOrder, actor: Actor) -> Mapping[str, Any] | None:
    """Its way through approval; before it is handed in the way it would take."""
    found = approving.panel(actor, "order", order.pk)
    waits = order.state in (State.DRAFT, State.REVIEWING, State.REJECTED)
    return found if found and (waits or found["approval"]) else None


def _answered(file: OrderFile) -> bool:
    return any(lane.lane == "finance" and lane.instruction is not None and not lane.open for lane in file.lanes)


def percent(share: Decimal) -> str:
    """A share as 5%."""
    return f"{(share * 100).normalize():f}%" if share else ""


def gate_verdict(file: OrderFile, drawn: dict[str, Any] | None, refused: bool) -> str:
    """Refused only when somebody tried or finance answered short; before that the gate just waits."""
    if drawn is None:
        return ""
    return str(drawn["verdict"]) if refused or not drawn["refused"] else _("Waits")


def gate_note(file: OrderFile) -> str:
    """When the newest refusal was, or that this is how it stands now."""
    return when(file.refusal.at) if file.refusal else _("as things stand now")


def method_of(order: SalesOrder) -> str:
    """The payment method with its days: 月结 30 天."""
    if order.payment_method == PaymentMethod.CREDIT:
        return _("Monthly credit, %(days)s days") % {"days": order.credit_days}
    return str(PaymentMethod(order.payment_method).label) if order.payment_method else _("No payment method")


# ---- figures ---------------------------------------------------------------------------------------------------------

def figures(file: OrderFile) -> list[dict[str, str]]:
    """The strip at the head of the page."""
    o, (customer, account) = file.order, file.debtor
    available = customer.credit_limit_fen - credit_used(account)
    return [
        {"label": _("Order amount"), "value": money.show(o.gross_fen), "unit": _("yuan"),
         "foot": _("tax %(tax)s") % {"tax": money.show(o.tax_fen)}},
        {"label": _("Confirmed receipts"), "value": money.show(file.received_fen), "unit": _("yuan"), "foot": _received_foot(file),
         "hint": _("Money that finance confirmed for this order (ORD-05).")},
        _gap(file),
        {"label": _("Customer owes"), "value": money.show(account.receivable_fen), "unit": _("yuan"),
         "foot": _("overdue %(sum)s") % {"sum": money.show(file.sums["late_fen"])}, "tone": "danger" if file.sums["late_fen"] else "",
         "hint": _("By the ledger of receivables; overdue is past the due day (REC-03).")},
        {"label": _("Credit limit"), "value": money.show(customer.credit_limit_fen), "unit": _("yuan"),
         "foot": _("available %(sum)s") % {"sum": money.show(available)}, "tone": "danger" if available < 0 else "",
         "hint": _("How much the customer may owe at most, and what is left of it (CUS-16).")},
        _age(file),
    ]


def came_in(order: SalesOrder) -> dict[str, Any] | None:
    """When the order came in and how long its entry took, against the company's hours (ORD-02)."""
    if order.received_at is None:
        return None
    params: ReviewParams = params_of(REVIEW, order.unit_id)
    took = order.ordered_at - order.received_at
    return {"at": order.received_at, "took": span(took), "late": took > entry_limit(params),
            "hours": f"{params.entry_within_hours.normalize():f}"}


def _received_foot(file: OrderFile) -> str:
    answer = next((i for i in file.instructions if i.lane == "finance" and i.answered_at), None)
    return _("finance %(at)s") % {"at": when(answer.answered_at)} if answer else _("not confirmed yet")


_GAP = N_("What the payment method asks for before the slip, less what finance confirmed (ORD-06).")


def _gap(file: OrderFile) -> dict[str, str]:
    if file.gap_fen is None:
        return {"label": _("Gap before the slip"), "value": "--", "unit": "", "foot": _("no money asked for first"), "hint": _(_GAP)}
    percent = money.ratio(file.gap_fen * 100, file.due_fen or 1, 2)
    return {"label": _("Gap before the slip"), "value": money.show(file.gap_fen), "unit": _("yuan"),
            "tone": "danger" if file.gap_fen else "", "hint": _(_GAP),
            "foot": _("%(percent)s%% of %(due)s") % {"percent": percent, "due": money.show(file.due_fen or 0)}}


def _age(file: OrderFile) -> dict[str, str]:
    o = file.order
    ended = o.closed_at or next((s.shipped_at for s in file.slips if s.shipped_at and o.shipped_fen >= o.gross_fen), None)
    label = _("Order to shipment") if ended and not o.closed_at else _("Order to end") if ended else _("Since the order")
    foot = _("required on %(day)s") % {"day": o.required_on.isoformat()} if o.required_on else _("no day required")
    late = bool(o.required_on and not ended and o.required_on < clock.today())
    return {"label": label, "value": span((ended or file.now) - o.ordered_at), "unit": "", "foot": foot, "tone": "danger" if late else ""}


# ---- the slip gate ---------------------------------------------------------------------------------------------------

def gate_of(file: OrderFile) -> dict[str, Any] | None:
    """How the gate would decide now, credit included; None when there is nothing left to issue."""
    o = file.order
    if o.state != State.EXECUTING or o.slipped_fen >= o.gross_fen:
        return None
    decisions = [preview_slip(o, file.lines), *_credit(file)]
    shown = PARAMETERS[""] | PARAMETERS.get(o.payment_method, set())
    return gate(decisions, _("Sales slip gate"), file.actor, shown)


def _credit(file: OrderFile) -> list[Decision]:
    o = file.order
    if not uses_credit(o.payment_method):
        return []
    subject = Subject("order", o.pk, o.number, o.unit_id)
    return [preview_credit("dispatch", file.debtor, o.payment_method, 0, subject, o.credit_released_by)]


def exits(file: OrderFile, drawn: dict[str, Any] | None) -> list[Act]:
    """The ways on of the gate: issue the slip, or what the rule names, for who may."""
    if drawn is None:
        return []
    pk = file.order.pk
    if not drawn["refused"]:
        return offered([offer(file.actor, "orders.issue_slip", title=_("Issue the sales slip"), direct=True, order_id=pk),
                        offer(file.actor, "orders.issue_slip", title=_("Part of it"), page=page_url("order-part", pk))])
    part = [] if file.gap_fen or not any(x.ready > x.slipped for x in file.lines) else [
        offer(file.actor, "orders.issue_slip", title=_("Slip for what is ready"), page=page_url("order-part", pk))]
    money_in = offer(file.actor, "orders.report_receipt", title=_("Record the rest"), order_id=pk) if file.gap_fen else None
    chase = [offer(file.actor, "orders.chase", title=_("Remind: %(lane)s") % {"lane": x.title}, direct=True, order_id=pk, lane=x.lane)
             for x in file.lanes if x.open]
    method = offer(file.actor, "orders.change_payment_method", order_id=pk) if file.gap_fen or drawn["clause"] == "ORD-01" else None
    credit = offer(file.actor, "orders.release_credit", order_id=pk) if drawn["clause"] == "CUS-16" else None
    return offered([money_in, *part, method, credit, *chase])


# ---- rows ------------------------------------------------------------------------------------------------------------

def line_row(x: OrderLine) -> dict[str, Any]:
    """A line as the table shows it."""
    return {"position": x.position, "name": x.name, "code": x.product.number, "spec": x.spec, "measure": x.measure, "price": price(x),
            "quantity": amount(x.quantity), "gross_fen": x.gross_fen, "tax": percent(x.tax_rate) or "0%",
            "discount": percent(x.discount), "off_list": x.price != x.list_price,
            "list_price": f"{x.list_price.normalize():f}", "ready": progress(x.ready, x), "slipped": progress(x.slipped, x),
            "shipped": progress(x.shipped, x), "dropped": amount(x.dropped) if x.dropped else "",
            "returned": amount(x.returned) if x.returned else ""}


def price(x: OrderLine) -> str:
    """A unit price with at least two places."""
    shown = f"{x.price.normalize():f}"
    return f"{x.price:.2f}" if len(shown.partition(".")[2]) < 3 else shown


def progress(done: Any, x: OrderLine) -> dict[str, Any]:
    """How far a line is."""
    return {"text": amount(done), "all": done >= x.quantity, "none": not done}


def slip_rows(file: OrderFile) -> list[dict[str, Any]]:
    """The sales slips with what may be done with each."""
    return [slip_row(file, s) for s in file.slips]


WEIGHTS = {"issued": "wait", "shipped": "run", "arrived": "done", "void": "void"}


def slip_row(file: OrderFile, slip: SalesSlip) -> dict[str, Any]:
    """One slip: number, state, money, buttons."""
    carried = any(s.slip_id == slip.pk for s in file.shipments)
    return {"slip": slip, "url": record_url("slips", slip.pk), "weight": WEIGHTS[slip.state], "acts": slip_acts(slip, file.actor),
            "carried": carried, "print_url": page_url("slip-print", slip.pk), "void": slip.state == SalesSlip.State.VOID}


def slip_acts(slip: SalesSlip, actor: Actor) -> list[Act]:
    """What may be done with a slip in its state."""
    pk, issued = slip.pk, slip.state == SalesSlip.State.ISSUED
    gone = slip.state in (SalesSlip.State.SHIPPED, SalesSlip.State.ARRIVED)
    acts = offered([
        offer(actor, "logistics.count", title=_("Count and depart"), page=page_url("count", pk)) if issued else None,
        offer(actor, "orders.notify_customer", slip_id=pk) if gone else None,
        offer(actor, "orders.void_slip", title=_("Void"), slip_id=pk) if issued else None])
    return [replace(a, primary=False) for a in acts] if slip.state == SalesSlip.State.ARRIVED else acts


def consignee(order: SalesOrder, actor: Actor) -> dict[str, Any]:
    """Who gets the goods; the phone is masked."""
    return {"name": mask_name(order.consignee), "phone": mask_phone(order.phone) if order.phone else "--",
            "reveal": actor.may("orders.reveal") and bool(order.phone), "address": order.address or "--", "packing": order.packing or "--",
            "note": order.delivery_note}


# ---- actions of the whole order ----------------------------------------------------------------------------------------

BY_MOVE = {"submit": ("orders.submit",), "approve": ("orders.approve",), "reject": ("orders.reject",),
           "instruct": ("orders.send_instructions",),
           "close": ("orders.close",), "cancel": ("orders.cancel",)}
DIRECT = frozenset({"orders.submit", "orders.send_instructions", "orders.close", "orders.approve"})


def possible(order: SalesOrder, actor: Actor) -> list[str]:
    """Codes of the actions that the order's state allows, the next step first."""
    moves = [m for m in BY_MOVE if m in ORDER.actions_from(order.state)]
    found = [code for m in moves if _sensible(m, order, actor) for code in BY_MOVE[m]]
    if order.state not in (State.CLOSED, State.CANCELLED):
        found += ["orders.change", "orders.change_payment_method"] if not order.slipped_fen else []
        found += ["orders.record_progress", "orders.record_receipt_note"] if order.state == State.EXECUTING else []
    if "orders.close" in found and not (order.receipt_note and order.customer_opinion):
        return ["orders.record_receipt_note", *(code for code in found if code != "orders.record_receipt_note")]
    return found


def _sensible(move: str, order: SalesOrder, actor: Actor) -> bool:
    """Closing is offered when everything arrived; cancelling while something is on no slip; a review to who may decide it."""
    if move in ("approve", "reject"):
        own = order.clerk_id == actor.id and not actor.everything
        if own or approving.running("order", order.pk):
            return False
        return (order.route_level not in ("manager", "service") or actor.may(f"orders.review_{order.route_level}"))
    if move == "close":
        return order.arrived_fen >= order.gross_fen > 0
    if move == "cancel":
        return order.slipped_fen <= order.returned_fen or order.slipped_fen < order.gross_fen
    return True


def acts_of(file: OrderFile) -> list[Act]:
    """Buttons at the head of the page."""
    order, actor = file.order, file.actor
    main = [offer(actor, "orders.issue_slip", title=_("Issue the sales slip"), direct=True, order_id=order.pk)] if (
        order.state == State.EXECUTING and order.ready and order.slipped_fen < order.gross_fen and not file.gap_fen) else []
    if order.state == State.EXECUTING and file.gap_fen and _answered(file):
        main.append(offer(actor, "orders.report_receipt", title=_("Record the rest"), order_id=order.pk))
    if order.shipped_fen and order.payment_method != PaymentMethod.COD and file.money.left_fen:
        main.append(offer(actor, "receivables.record_receipt", order_id=order.pk, customer_id=order.customer_id))
    own = [offer(actor, code, direct=code in DIRECT, then=_then(code), order_id=order.pk) for code in possible(order, actor)]
    again = offer(actor, "orders.register", title=_("Copy"), page=f"{page_url('order-new')}?copy={order.pk}")
    return offered([*main, *own, again])


def _then(code: str) -> str:
    """After a review the next thing to do opens."""
    return page_url("next") if code in ("orders.approve", "orders.reject") else ""


# ---- the customer's page -----------------------------------------------------------------------------------------------

def public_url(order: SalesOrder) -> str:
    """The page customers see by the link or the code on the slip."""
    return f"{settings.BASE_URL}/t/{order.public_token}/"


def qr(address: str) -> str:
    """The link as a code, drawn in the page's own ink."""
    return segno.make(address, error="m", micro=False).svg_inline(scale=4, border=0, svgclass="qr", lineclass="qr-ink", omitsize=True)
