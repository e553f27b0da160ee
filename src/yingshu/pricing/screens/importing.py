"""The prices of a draft price list from Excel, in the browser (PRC-05)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.inputs import Input
from yingshu.kernel.screens.imports import Importer, Target, importer
from yingshu.kernel.tabular import SheetKind

from ..imports import PRICES
from ..inputs import PriceRow
from ..models import PriceList


@importer
class PriceImporter(Importer):
    """Prices are known by the code of their product; they go into a draft, never into a released list."""

    screen: ClassVar[str] = "price_lists"
    action: ClassVar[str] = "pricing.import_prices"
    row_type: ClassVar[type[Input]] = PriceRow
    key: ClassVar[Any] = _("Product code")
    sample: ClassVar[Mapping[str, Any]] = {"number": "FH-151515-50", "price": "85.00", "floor": "80.00"}
    help: ClassVar[Mapping[str, Any]] = {
        "name": _("For reading only; the product is found by its code."), "price": _("In yuan, with tax."),
        "floor": _("In yuan; empty when there is no lowest price.")}

    def kind(self) -> SheetKind:
        return PRICES

    def target(self) -> Target:
        drafts = PriceList.objects.filter(state=PriceList.State.DRAFT).order_by("-version")
        return Target("price_list_id", _("Draft price list"), [(str(row.pk), f"{row} {row.title}") for row in drafts],
                      _("There is no draft. Make a new price list first."))
