"""The catalogue from Excel, in the browser (PRD-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yingshu.kernel.choices import words
from yingshu.kernel.inputs import Input
from yingshu.kernel.screens.imports import Importer, importer
from yingshu.kernel.tabular import SheetKind

from ..imports import PRODUCTS
from ..inputs import ProductRow
from ..wordlists import MEASURE


@importer
class ProductImporter(Importer):
    """Products are known by their code."""

    screen: ClassVar[str] = "products"
    action: ClassVar[str] = "products.import"
    row_type: ClassVar[type[Input]] = ProductRow
    unique: ClassVar[Sequence[str]] = ("number",)
    key: ClassVar[Any] = gettext_lazy("Product code")
    sample: ClassVar[Mapping[str, Any]] = {"number": "FH-151515-50", "name": "NPK 15-15-15", "spec": "50kg", "tax_rate": "9%"}
    help: ClassVar[Mapping[str, Any]] = {
        "name": gettext_lazy("Needed for a new product."), "tax_rate": gettext_lazy("As 9% or 0.09."),
        "cost": gettext_lazy("In yuan, without unit."), "discontinued": gettext_lazy("Yes when it is not sold any more.")}

    def kind(self) -> SheetKind:
        return PRODUCTS

    def choices(self) -> Mapping[str, Sequence[str]]:
        return {"discontinued": (_("Yes"), _("No")), "unit": tuple(words(MEASURE))}
