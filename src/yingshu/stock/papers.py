"""What stands on a printed stocktake 盘点表: the books, the count, and the signatures (LOG-09)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from yingshu.documents import access
from yingshu.documents.papers import Given, Printable, printable, signatures
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.screens.cells import quantity
from yingshu.organisation.queries import company_name

from .models import Stocktake, StocktakeLine
from .screens.stocktake import stocktake_tag


def stocktake_of(actor: Actor, pk: int) -> Stocktake:
    """A sheet; stock is the same for everybody who may see it."""
    found = Stocktake.objects.filter(pk=pk).select_related("place").first()
    if found is None:
        raise NotFound()
    return found


def data_of(row: Stocktake, template: str, given: Given) -> dict[str, Any]:
    """All lines; what is not counted yet stays empty, so that it can be filled in by hand."""
    heads = [_("Product"), _("Specification"), _("Unit of measure"), _("Reason")]
    numbers = [_("In the books"), _("Counted"), _("Difference")]
    signed = [_("Counted by"), _("Supervised by"), _("Warehouse"), _("Finance")]
    lines = row.lines.select_related("product").order_by("product__number", "id")
    return {"company": company_name(), "title": _("Stocktake sheet"), "number": row.number,
            "qr": f"{settings.BASE_URL}/stocktakes/{row.pk}/",
            "period": f"{row.place.name if row.place else _('Main warehouse')} {row.on}", "issued_at": row.made_at,
            "author": row.submitted_by, "clause": "LOG-09", "standing": str(stocktake_tag(row).label), "sheets": [
                {"title": _("Goods"), "heads": [*({"text": h} for h in heads[:3]), *({"text": h, "number": "1"} for h in numbers),
                                                {"text": heads[3]}], "rows": [_row(x) for x in lines]},
                signatures(_("Signatures"), signed)]}


def _row(x: StocktakeLine) -> dict[str, Any]:
    counted = "" if x.counted is None else quantity(x.counted)
    gap = "" if x.counted is None else quantity(x.counted - x.book)
    texts = [f"{x.product.number} {x.product.name}", x.product.spec, x.product.unit, quantity(x.book), counted, gap, x.reason]
    return {"cells": [{"text": text} for text in texts]}


access.declare("stocktake", lambda pk, actor: actor.may("stocktakes.view") and Stocktake.objects.filter(pk=pk).exists())
printable(Printable(
    code="stocktakes", kind="stocktake", right="stocktakes.view", find=stocktake_of, templates=lambda row: ["stocktake"], data=data_of,
    back=lambda row: (row.number, f"/stocktakes/{row.pk}/")))
