"""What stands on the papers of dispatch: 销售单, 出货单, 送货单, 退货单, 运费结算单."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext as _

from yingshu.documents.papers import Given, Printable, pairs, printable, signatures
from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.capitals import rmb_capitals
from yingshu.orders.links import record_url
from yingshu.orders.models import OrderLine, SalesOrder, SalesSlip, SlipLine
from yingshu.orders.screens.detail import method_of, percent, public_url
from yingshu.organisation.queries import company_name
from yingshu.receivables.queries import cod_open_for_slip
from yingshu.rulebook.models import DecisionRecord

from .models import ReturnLine, ReturnNote, Shipment
from .transitions import SHIPMENT


def papers_of(slip: SalesSlip) -> list[str]:
    """The outbound note exists from departure on."""
    return ["sales_slip", *(["outbound_note"] if slip.outbound_number else []), "delivery_note"]


def slip_of(actor: Actor, pk: int) -> SalesSlip:
    """A slip the person may see; NotFound otherwise."""
    found: SalesSlip = SalesSlip.objects.visible_to(actor).select_related("order").one(pk=pk)
    return found


def _slip_number(slip: SalesSlip, template: str) -> str:
    return str(slip.outbound_number if template == "outbound_note" else slip.number)


def return_of(actor: Actor, pk: int) -> ReturnNote:
    """A return note the person may see; NotFound otherwise."""
    found: ReturnNote = ReturnNote.objects.visible_to(actor).select_related("slip__order").one(pk=pk)
    return found


def return_data(note: ReturnNote, template: str, given: Given) -> dict[str, Any]:
    """What came back, at the prices it was charged at, and why."""
    lines = list(note.lines.select_related("product").order_by("id"))
    sold = SlipLine.objects.select_related("order_line").in_bulk([x.slip_line_id for x in lines])
    return {"company": company_name(), "number": note.number, "order_number": note.slip_number, "issued_at": note.at,
            "clause": _("Rulebook %(clause)s") % {"clause": "SVC-14"}, "customer": note.customer_name,
            "consignee": note.slip.order.consignee, "lines": [_returned(x, sold[x.slip_line_id].order_line) for x in lines],
            "total_fen": note.gross_fen, "note": _("Reason: %(reason)s") % {"reason": note.reason}, "prepared_by": note.actor_name}


def _returned(x: ReturnLine, sold: OrderLine) -> dict[str, Any]:
    """The unit price is what was credited for one, so that the line adds up."""
    unit_price = money.round_half_up(money.to_yuan(x.gross_fen) / x.quantity, 6)
    return {"code": x.product.number, "name": sold.name, "spec": sold.spec, "unit": sold.measure, "quantity": x.quantity,
            "unit_price": unit_price, "amount_fen": x.gross_fen, "remark": _("back into stock") if x.restocked else _("scrapped")}


def data_of(slip: SalesSlip, template: str, given: Given) -> dict[str, Any]:
    """The keys of the catalogue, filled from slip, order and vehicle."""
    order = slip.order
    lines = list(slip.lines.select_related("order_line", "product").order_by("position"))
    vehicle = vehicle_of(slip)
    decision, clause = decision_of(slip), "ORD-15" if template == "outbound_note" else "ORD-06"
    found: dict[str, Any] = {
        "company": company_name(), "number": slip.outbound_number if template == "outbound_note" else slip.number,
        "qr": public_url(order),
        "order_number": slip.order_number, "issued_at": slip.shipped_at if template == "outbound_note" else slip.issued_at,
        "clause": _("Rulebook %(clause)s") % {"clause": clause} + (f" V{decision.version}" if decision and decision.version else ""),
        "decision": decision.number if decision else "", "customer": slip.customer_name, "consignee": order.consignee, "phone": order.phone,
        "address": order.address, "carrier": f"{vehicle.carrier.name} {vehicle.plate}" if vehicle else "",
        "lines": [line_of(x) for x in lines],
        "total_fen": slip.gross_fen, "tax": taxes(lines),
        "note": " · ".join(filter(None, [order.packing, order.delivery_note, _whole_discount(order)])),
        "prepared_by": slip.issued_by, "approved_by": order.reviewed_by, "shipped_by": ""}
    if template != "outbound_note":
        found |= {"payment_method": method_of(order), **({"cod_fen": slip.collect_fen} if slip.collect_fen else {})}
    return found


def vehicle_of(slip: SalesSlip) -> Shipment | None:
    """The vehicle the slip is on; before it is loaded the one booked for its order, so that it stands on the first print."""
    waiting = Q(slip=None, order_id=slip.order_id, state__in=SHIPMENT.table["load"][0]) if slip.state == SalesSlip.State.ISSUED else Q()
    found: Shipment | None = (Shipment._plain.filter(Q(slip_id=slip.pk) | waiting).select_related("carrier", "slip")
                              .order_by(F("slip_id").desc(nulls_last=True), "id").first())
    return found


def _whole_discount(order: SalesOrder) -> str:
    return _("discount of the whole order %(percent)s") % {"percent": percent(order.header_discount)} if order.header_discount else ""


def decision_of(slip: SalesSlip) -> DecisionRecord | None:
    """The decision of the slip gate that let this slip out."""
    return DecisionRecord.objects.filter(control="orders.slip_gate", subject_kind="order", subject_id=slip.order_id, outcome="allow",
                                         at__lte=slip.issued_at).order_by("-id").first()


def line_of(x: SlipLine) -> dict[str, Any]:
    """One line of the paper: the price agreed, its own discount beside it, and what is charged."""
    o = x.order_line
    discounted = f"−{(o.discount * 100).normalize():f}%" if o.discount else ""
    return {"code": x.product.number, "name": o.name, "spec": o.spec, "unit": o.measure, "quantity": x.quantity, "unit_price": o.price,
            "amount_fen": x.gross_fen, "remark": discounted}


def taxes(lines: Sequence[SlipLine]) -> list[dict[str, Any]]:
    """Net and tax by rate."""
    found: dict[Decimal, dict[str, Any]] = {}
    for x in lines:
        row = found.setdefault(x.order_line.tax_rate, {"rate": x.order_line.tax_rate, "net_fen": 0, "tax_fen": 0})
        row["net_fen"] += x.net_fen
        row["tax_fen"] += x.tax_fen
    return [found[rate] for rate in sorted(found)]


def shipment_of(actor: Actor, pk: int) -> Shipment:
    """A shipment the person may see; NotFound otherwise."""
    found: Shipment = Shipment.objects.visible_to(actor).select_related("carrier", "slip").one(pk=pk)
    return found


def freight_data(row: Shipment, template: str, given: Given) -> dict[str, Any]:
    """The freight of one shipment beside its waybill, what was agreed, and the money that the carrier collected (LOG-05)."""
    held = cod_open_for_slip(row.slip_id)
    figures = [(_("Freight agreed"), row.freight_fen), (_("Freight settled"), row.freight_paid_fen),
               (_("Collected money not handed over"), held)]
    about = [(_("Carrier"), row.carrier.name), (_("Plate"), row.plate), (_("Driver"), row.driver), (_("Waybill"), row.waybill or "--"),
             (_("Order"), row.order_number), (_("Sales slip"), row.slip.number if row.slip else "--"), (_("Customer"), row.customer_name),
             (_("Departed on"), _day(row.departed_at)), (_("Arrived on"), _day(row.arrived_at)),
             (_("Signed for by"), row.signed_by or "--"), (_("Settled on"), _day(row.settled_at)),
             (_("Collected on delivery"), money.show(row.slip.collect_fen if row.slip else 0))]
    return {"company": company_name(), "title": _("Freight settlement note"), "number": f"YF-{row.order_number}-{row.pk}"[:30],
            "period": f"{row.carrier.name} {row.order_number}", "issued_at": row.settled_at or clock.now(), "clause": "LOG-05",
            "qr": f"{settings.BASE_URL}/shipments/{row.pk}/",
            "figures": [{"label": label, "value": money.show(fen), "unit": _("yuan")} for label, fen in figures],
            "note": _("Freight in words: %(words)s.") % {"words": rmb_capitals(row.freight_paid_fen or row.freight_fen)},
            "sheets": [pairs(_("Shipment"), about),
                       signatures(_("Signatures"), [_("Logistics"), _("Head of the centre"), _("Finance")])]}


def _day(at: datetime | None) -> str:
    return f"{clock.local(at):%Y-%m-%d}" if at else "--"


printable(Printable(
    code="shipments", kind="shipment", right="shipments.view", find=shipment_of, templates=lambda row: ["freight_note"],
    data=freight_data, draft=lambda row: row.settled_at is None, back=lambda row: (row.order_number, record_url("shipments", row.pk))))
printable(Printable(
    code="slips", kind="sales_slip", right="slips.view", find=slip_of, templates=papers_of, data=data_of, number=_slip_number,
    void=lambda slip: slip.state == SalesSlip.State.VOID, back=lambda slip: (slip.number, record_url("slips", slip.pk))))
printable(Printable(
    code="returns", kind="return_note", right="returns.view", find=return_of, templates=lambda note: ["return_note"], data=return_data,
    back=lambda note: (note.number, record_url("returns", note.pk))))
