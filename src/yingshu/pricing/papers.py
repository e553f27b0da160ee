"""What stands on a printed quotation 报价单."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from yingshu.documents import access
from yingshu.documents.papers import Given, Printable, printable
from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.organisation.queries import company_name

from .models import Quotation, QuotationLine


def quotation_of(actor: Actor, pk: int) -> Quotation:
    """A quotation the person may see; NotFound otherwise."""
    found: Quotation = Quotation.objects.visible_to(actor).select_related("customer", "owner", "price_list").one(pk=pk)
    return found


def data_of(row: Quotation, template: str, given: Given) -> dict[str, Any]:
    """The keys of the catalogue; tax is told by rate, since prices include it."""
    lines = list(row.lines.select_related("product").order_by("id"))
    return {"company": company_name(), "number": row.number, "qr": f"{settings.BASE_URL}/quotations/{row.pk}/", "issued_at": row.at,
            "clause": _("Rulebook %(clause)s") % {"clause": "PRC-11"}, "customer": row.customer.name if row.customer else row.caller,
            "consignee": row.caller if row.customer else "", "lines": [_line(x) for x in lines], "total_fen": row.total_fen,
            "tax": _taxes(lines), "prepared_by": row.owner.name,
            "note": _("Price list %(list)s. Prices include VAT.") % {"list": row.price_list}}


def _line(x: QuotationLine) -> dict[str, Any]:
    discounted = f"−{(x.discount * 100).normalize():f}%" if x.discount else ""
    return {"code": x.product.number, "name": x.product.name, "spec": x.product.spec, "unit": x.product.unit or "--",
            "quantity": x.quantity, "unit_price": x.price, "amount_fen": x.amount_fen, "remark": discounted}


def _taxes(lines: list[QuotationLine]) -> list[dict[str, Any]]:
    found: dict[Decimal, dict[str, Any]] = {}
    for x in lines:
        part = money.split_tax(x.amount_fen, x.product.tax_rate)
        row = found.setdefault(x.product.tax_rate, {"rate": x.product.tax_rate, "net_fen": 0, "tax_fen": 0})
        row["net_fen"] += part.net
        row["tax_fen"] += part.tax
    return [found[rate] for rate in sorted(found)]


access.declare("quotation", lambda pk, actor: Quotation.objects.visible_to(actor).filter(pk=pk).exists())
printable(Printable(
    code="quotations", kind="quotation", right="quotations.view", find=quotation_of, templates=lambda row: ["quotation"], data=data_of,
    back=lambda row: (row.number, f"/quotations/{row.pk}/")))
