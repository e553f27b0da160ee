"""Customer files in the uniform format from Excel, in the browser (CUS-03)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.choices import words
from yingshu.kernel.inputs import Input
from yingshu.kernel.screens.imports import Importer, importer
from yingshu.kernel.tabular import SheetKind
from yingshu.organisation.models import Unit

from ..errors import UnknownColumns
from ..imports import sheet_kind
from ..inputs import CustomerRow


@importer
class CustomerImporter(Importer):
    """Customers are known by their code, or else by their name. Columns outside the uniform format are refused, except those that
    the list's own export writes."""

    screen: ClassVar[str] = "customers"
    action: ClassVar[str] = "customers.import"
    row_type: ClassVar[type[Input]] = CustomerRow
    unique: ClassVar[Sequence[str]] = ("number", "name")
    key: ClassVar[Any] = _("Customer code, or else customer name")
    guide: ClassVar[Sequence[Any]] = (_("This is the uniform format of customer files (CUS-03); other columns are refused."),)
    columns: ClassVar[Mapping[str, str]] = {"owner__name": "owner", "unit__name": "region"}
    sample: ClassVar[Mapping[str, Any]] = {"number": "KH0001", "name": "Ganquan Agri", "phone": "13800005678", "since": "2026-01-31"}
    help: ClassVar[Mapping[str, Any]] = {
        "number": _("Empty for a new customer: a code is given."), "owner": _("Name of the salesperson as in the list of users."),
        "region": _("Name of the unit."), "uscc": _("18 characters, written as text."), "since": _("As 2026-01-31.")}

    def kind(self) -> SheetKind:
        return sheet_kind(get_language() or "zh-hans")

    def choices(self) -> Mapping[str, Sequence[str]]:
        lists = {name: tuple(words(f"customers.{name}")) for name in ("nature", "level", "source")}
        return {**lists, "region": tuple(Unit.objects.filter(active=True).order_by("path").values_list("name", flat=True))}

    def refuse(self, titles: Sequence[str]) -> str:
        return str(UnknownColumns(columns="、".join(titles))) if titles else ""
