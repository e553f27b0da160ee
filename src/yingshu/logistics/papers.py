"""What stands on the papers of a slip: 销售单, 出货单, 送货单."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.documents.printing import Mark, PrintRequest
from yingshu.documents.setups import Setup
from yingshu.orders.models import SalesSlip, SlipLine
from yingshu.orders.screens.detail import method_of, public_url
from yingshu.organisation.queries import company_name
from yingshu.rulebook.models import DecisionRecord

from .models import Shipment


class Paper(NamedTuple):
    """A document that a slip can be printed as."""

    template: str
    title: Any
    shipped_only: bool


PAPERS_OF_SLIP = (Paper("sales_slip", lazy("Sales slip"), False), Paper("outbound_note", lazy("Outbound note"), True),
                  Paper("delivery_note", lazy("Delivery note"), False))


def papers_of(slip: SalesSlip) -> list[Paper]:
    """The outbound note exists from departure on."""
    return [p for p in PAPERS_OF_SLIP if slip.outbound_number or not p.shipped_only]


def print_request(slip: SalesSlip, template: str, setup: Setup, copy: int) -> PrintRequest:
    """Everything the printer needs. Copy 0 is a preview: it says so on the paper, so that only logged prints look like one."""
    void = slip.state == SalesSlip.State.VOID
    mark = Mark.VOID if void else Mark.NONE if copy else Mark.DRAFT
    return PrintRequest(template=template, paper=setup.paper, data=data_of(slip, template), copy_number=copy or 1, mark=mark,
                        offset_x_mm=setup.x, offset_y_mm=setup.y, copies=setup.copies)


def data_of(slip: SalesSlip, template: str) -> dict[str, Any]:
    """The keys of the catalogue, filled from slip, order and vehicle."""
    order = slip.order
    lines = list(slip.lines.select_related("order_line", "product").order_by("position"))
    vehicle = Shipment._plain.filter(slip_id=slip.pk).select_related("carrier").first()
    decision = decision_of(slip)
    found: dict[str, Any] = {
        "company": company_name(), "number": slip.outbound_number if template == "outbound_note" else slip.number,
        "qr": public_url(order),
        "order_number": slip.order_number, "issued_at": slip.shipped_at if template == "outbound_note" else slip.issued_at,
        "clause": _("Rulebook %(clause)s") % {"clause": "ORD-06"} + (f" V{decision.version}" if decision and decision.version else ""),
        "decision": decision.number if decision else "", "customer": slip.customer_name, "consignee": order.consignee, "phone": order.phone,
        "address": order.address, "carrier": f"{vehicle.carrier.name} {vehicle.plate}" if vehicle else "",
        "lines": [line_of(x) for x in lines],
        "total_fen": slip.gross_fen, "tax": taxes(lines), "note": " · ".join(filter(None, [order.packing, order.delivery_note])),
        "prepared_by": slip.issued_by, "approved_by": order.reviewed_by, "shipped_by": ""}
    if template != "outbound_note":
        found |= {"payment_method": method_of(order), **({"cod_fen": slip.collect_fen} if slip.collect_fen else {})}
    return found


def decision_of(slip: SalesSlip) -> DecisionRecord | None:
    """The decision of the slip gate that let this slip out."""
    return DecisionRecord.objects.filter(control="orders.slip_gate", subject_kind="order", subject_id=slip.order_id, outcome="allow",
                                         at__lte=slip.issued_at).order_by("-id").first()


def line_of(x: SlipLine) -> dict[str, Any]:
    """One line of the paper; the unit price is what was really charged when discounts apply."""
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
