"""销售台账 (MTG-16): every line sold, with date, customer, product, quantity, amount and payment method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from yingshu.customers.panels import add_panel
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, View, register
from yingshu.organisation.models import Person, Unit

from ..models import SalesEntry
from ..queries import lines_of, sales_by

METHODS: dict[str, Any] = {"prepaid": _("Prepaid"), "deposit": _("Deposit and balance"), "cod": _("Cash on delivery"),
                           "credit": _("Monthly credit"), "bill": _("Acceptance bill")}


def method_of(row: SalesEntry) -> str:
    """The payment method in words."""
    return str(METHODS.get(row.payment_method, row.payment_method)) or "--"


def _this_month() -> Q:
    today = clock.today()
    return Q(month=today.year * 100 + today.month)


@register
class SalesLedgerScreen(Screen):
    """销售台账: nobody writes here; lines come from departures, returns and imports."""

    code: ClassVar[str] = "sales_ledger"
    model: ClassVar[Any] = SalesEntry
    title: ClassVar[Any] = _("Sales ledger")
    group: ClassVar[str] = "reports"
    order_in_menu: ClassVar[int] = 20
    icon: ClassVar[str] = "list-details"
    columns: ClassVar[Sequence[Column]] = (
        Column("on", kind="date", link=True), Column("customer__name", _("customer"), width="wide"),
        Column("product__name", _("product name")),
        Column("quantity", kind="quantity", total=True), Column("gross_fen", kind="money", total=True),
        Column("payment_method", kind="pay", value=method_of, needs=("payment_method",)),
        Column("source_number", kind="code"), Column("order_number", kind="code", phone=False),
        Column("salesperson", _("salesperson"), phone=False),
        Column("region", _("region"), hidden=True), Column("price", kind="price", hidden=True),
        Column("discount", kind="percent", hidden=True),
        Column("net_fen", kind="money", total=True, hidden=True), Column("tax_fen", kind="money", total=True, hidden=True),
        Column("freight_fen", kind="money", total=True, hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer / product / document"), kind="search"), Filter("on", _("date"), kind="daterange"),
        Filter("customer", _("customer"), kind="ref", field="customer_id", lookup="customers"),
        Filter("product", _("product"), kind="ref", field="product_id", lookup="products"),
        Filter("payment_method", _("payment method"), kind="choice", choices=tuple(METHODS.items())),
        Filter("owner", _("salesperson"), kind="ref", field="owner_id", lookup="people"),
        Filter("unit", _("region"), kind="ref", field="unit_id", lookup="units"))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("month", _("This month"), lambda actor: _this_month()),
        View("mine", _("Mine"), lambda actor: Q(owner_id=actor.id)), View("returns", _("Goods returned"), lambda actor: Q(gross_fen__lt=0)))
    select_related: ClassVar[Sequence[str]] = ("customer", "product")
    search_fields: ClassVar[Sequence[str]] = ("source_number", "order_number", "product__search_text", "customer__search_text")
    order_by: ClassVar[Sequence[str]] = ("-on", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    empty_text: ClassVar[Any] = _("Nothing was sold yet. Lines come into being when goods leave, or by importing a ledger.")

    def scoped(self, actor: Actor) -> QuerySet[SalesEntry]:
        people = Person.objects.filter(pk=OuterRef("owner_id")).values("name")
        units = Unit.objects.filter(pk=OuterRef("unit_id")).values("name")
        return lines_of(actor).annotate(salesperson=Subquery(people), region=Subquery(units))

    def heading(self, row: SalesEntry) -> str:
        return f"{row.source_number or row.on.isoformat()}"


def _history(customer: Any, actor: Actor) -> Mapping[str, Any]:
    """The customer's purchases: the last twelve months by month, and the last lines."""
    if not actor.may("sales_ledger.view"):
        return {"allowed": False}
    today = clock.today()
    lines = lines_of(actor).filter(customer=customer).select_related("product").order_by("-on", "-id")[:10]
    months = sales_by(actor, today.replace(year=today.year - 1, day=1), today, ["month"], customer=customer.pk)
    return {"allowed": True, "lines": lines, "months": months.rows[-12:], "total": months.total}


add_panel(Panel("purchases", _("Purchases"), "sales/customer.html", _history))
