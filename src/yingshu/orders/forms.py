"""First values and warnings of the dialogs of the order desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import initial, name_parameters
from yingshu.kernel.text import id_of

from .models import SalesOrder, SalesSlip
from .services.instructions import counted_of, due_of

name_parameters("orders", {"orders.register.received_at": N_("Came in at"), "orders.report_receipt.method": N_("Way of payment"),
                           "orders.resend_instruction.note": N_("What is different now"), "contract_number": N_("Contract number")})
Supplied = Mapping[str, Any]
Query = Mapping[str, str]


def order_in(actor: Actor, query: Query) -> SalesOrder | None:
    """The order a dialog is about, if the person may see it."""
    pk = id_of(query.get("order_id", ""))
    return SalesOrder.objects.visible_to(actor).filter(pk=pk).first() if pk else None


def slip_in(actor: Actor, query: Query) -> SalesSlip | None:
    """The slip a dialog is about."""
    pk = id_of(query.get("slip_id", ""))
    return SalesSlip.objects.visible_to(actor).filter(pk=pk).first() if pk else None


def _receipt(actor: Actor, query: Query) -> Supplied:
    order = order_in(actor, query)
    if order is None:
        return {}
    due = due_of(order) or 0
    received = counted_of(order)
    gap = max(due - received, 0)
    doc = _("Due before the slip %(due)s, received %(got)s, gap %(gap)s. Leave the amount empty when nothing came in.") % {
        "due": money.show(due), "got": money.show(received), "gap": money.show(gap)}
    return {"initial": {"amount": gap or None, "received_on": clock.today(), "payer": order.customer_name if gap else ""},
            "context": {"doc": doc}}


def _change(actor: Actor, query: Query) -> Supplied:
    order = order_in(actor, query)
    names = ("version", "required_on", "consignee", "phone", "address", "packing", "delivery_note", "contract_number")
    return {"initial": {n: getattr(order, n) for n in names if n != "phone"}} if order else {}


def _method(actor: Actor, query: Query) -> Supplied:
    order = order_in(actor, query)
    if order is None:
        return {}
    return {"initial": {"payment_method": order.payment_method, "credit_days": order.credit_days or None,
                        "deposit_rate": order.deposit_rate or None},
            "context": {"doc": _("The change is logged, and credit and the slip gate are judged anew.")}}


def _note(actor: Actor, query: Query) -> Supplied:
    order = order_in(actor, query)
    return {"initial": {"receipt_note": order.receipt_note, "customer_opinion": order.customer_opinion}} if order else {}


def _cancel(actor: Actor, query: Query) -> Supplied:
    order = order_in(actor, query)
    if order is None:
        return {}
    rest = order.gross_fen - order.slipped_fen
    if order.slipped_fen > order.returned_fen:
        doc = _("Goods worth %(kept)s yuan are on slips and stay. Cancel the rest of %(number)s, %(rest)s yuan? Its stock and credit are "
                "given back; this cannot be undone.") % {
            "number": order.number, "kept": money.show(order.slipped_fen), "rest": money.show(rest)}
    else:
        doc = _("Cancel order %(number)s of %(customer)s? Stock and credit are given back; this cannot be undone.") % {
            "number": order.number, "customer": order.customer_name}
    return {"context": {"danger": True, "doc": doc}}


def _void(actor: Actor, query: Query) -> Supplied:
    slip = slip_in(actor, query)
    if slip is None:
        return {}
    doc = _("Void slip %(number)s? Stock goes back to the order and the paper is marked void; this cannot be undone.") % {
        "number": slip.number}
    return {"context": {"danger": True, "doc": doc}}


def _told(actor: Actor, query: Query) -> Supplied:
    slip = slip_in(actor, query)
    return {"initial": {"says": _("Slip %(number)s is on its way.") % {"number": slip.number}}} if slip else {}


def _release(actor: Actor, query: Query) -> Supplied:
    return {"context": {"doc": _("The order may leave although the credit limit is exceeded. Your name and reason are kept.")}}


for code, supply in {"orders.report_receipt": _receipt, "orders.change": _change, "orders.change_payment_method": _method,
                     "orders.record_receipt_note": _note, "orders.cancel": _cancel, "orders.void_slip": _void,
                     "orders.notify_customer": _told,
                     "orders.release_credit": _release}.items():
    initial(code, supply)
