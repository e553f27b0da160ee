"""The customer's list and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.documents.panels import files_panel
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.choices import known
from yingshu.kernel.controls import Outcome
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.kernel.text import mask_name
from yingshu.registers.screens.panels import mentions
from yingshu.rulebook.decisions import Subject, judge

from ..controls import FILING, INVESTIGATION
from ..models import Customer
from ..panels import Figure, add_figure, figures_of, links_of, panels
from ..queries import entry_of, filing_facts_of, investigation_facts_of, is_new, keeper_name, unfiled
from ..rules import FIELD_NAMES
from ..wordlists import LEVEL, SOURCE

METHODS = {"prepaid": _("Prepaid"), "deposit": _("Deposit and balance"), "cod": _("Cash on delivery"), "credit": _("Monthly credit"),
           "bill": _("Acceptance bill")}


def _state(customer: Customer) -> Tag:
    return Tag(Customer.State(customer.state).label, "done" if customer.state == Customer.State.ACTIVE else "void")


def _filing(customer: Customer) -> Tag:
    missing = filing_facts_of(customer).missing
    return Tag(_("Missing %(n)s") % {"n": len(missing)}, "warn") if missing else Tag(_("Complete"), "done")


def _method(customer: Customer) -> str:
    return str(METHODS.get(customer.payment_method, "")) or "--"


def _file(customer: Customer, actor: Actor) -> Mapping[str, Any]:
    subject = Subject("customer", customer.pk, customer.number, customer.unit_id)
    filing, entry = judge(FILING, filing_facts_of(customer), subject), entry_of(customer).verdict
    return {"missing": [translate(FIELD_NAMES[m]) for m in filing_facts_of(customer).missing], "says": str(filing.verdict.says),
            "keeper": keeper_name(), "to_enter": "" if entry.outcome == Outcome.ALLOW else str(entry.says),
            "groups": [Tag(translate(c.name), "done" if c.ok else "warn") for c in entry.conditions],
            "contacts": customer.contacts.order_by("id"), "addresses": customer.addresses.order_by("id")}


def _credit(customer: Customer, actor: Actor) -> Mapping[str, Any]:
    investigations = customer.investigations.order_by("-id")[:20]
    facts = investigation_facts_of(customer, wants_credit=True, known=investigations)
    verdict = judge(INVESTIGATION, facts, Subject("customer", customer.pk, customer.number, customer.unit_id)).verdict
    return {"new": is_new(customer), "says": str(verdict.says), "ok": verdict.allowed, "method": _method(customer),
            "investigations": investigations}


class WithRegistered:
    """Panels of this room and of the rooms above, read anew so that rooms may register at any time."""

    def __init__(self, *own: Panel) -> None:
        self.own = own

    def __get__(self, instance: Any, owner: Any) -> Sequence[Panel]:
        return (*self.own, *panels)


@register
class CustomerScreen(Screen):
    """客户: the file of every customer a person may see."""

    code: ClassVar[str] = "customers"
    model: ClassVar[Any] = Customer
    title: ClassVar[Any] = _("Customers")
    group: ClassVar[str] = "customers"
    order_in_menu: ClassVar[int] = 10
    icon: ClassVar[str] = "users"
    columns: ClassVar[Sequence[Column]] = (
        Column("name", link=True, value=lambda c: c.name), Column("number", kind="code"),
        Column("owner__name", _("salesperson")), Column("unit__name", _("region")), Column("contact", kind="mask_name"),
        Column("phone", kind="mask_phone"), Column("level"),
        Column("payment_method", kind="pay", value=_method, needs=("payment_method",)), Column("credit_limit_fen", kind="money"),
        Column("filing", _("file"), kind="tag", tags=_filing, needs=("nature", "legal_person", "scale", "location", "contact", "phone",
                                                                     "email", "order_volume", "name")),
        Column("since", kind="date", hidden=True), Column("uscc", kind="code", hidden=True), Column("location", hidden=True),
        Column("nature", hidden=True), Column("source", hidden=True), Column("scale", hidden=True),
        Column("legal_person", kind="mask_name", hidden=True), Column("order_volume", hidden=True),
        Column("email", kind="mask_email", hidden=True), Column("updated_at", kind="moment", hidden=True),
        Column("state", kind="tag", tags=_state))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Name, code, phone"), kind="search"),
        Filter("owner", _("salesperson"), kind="ref", lookup="people", field="owner_id"),
        Filter("unit", _("region"), kind="ref", lookup="units", field="unit_id"),
        Filter("state", _("state"), kind="choice", choices=Customer.State.choices),
        Filter("level", _("level"), kind="choice", choices=partial(known, LEVEL)),
        Filter("source", _("source"), kind="choice", choices=partial(known, SOURCE)),
        Filter("since", _("customer since"), kind="daterange", field="since"),
        Filter("payment_method", _("usual payment method"), kind="choice", choices=tuple(METHODS.items())))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("mine", _("Mine"), lambda actor: Q(owner_id=actor.id)),
        View("incomplete", _("File incomplete"), lambda actor: unfiled()),
        View("stopped", _("Stopped"), lambda actor: Q(state=Customer.State.STOPPED)))
    select_related: ClassVar[Sequence[str]] = ("owner", "unit")
    order_by: ClassVar[Sequence[str]] = ("-id",)
    order_hint: ClassVar[Any] = _("Newest first")
    actions: ClassVar[Sequence[str]] = ("customers.create", "customers.import", "customers.deliver_files")
    batch_actions: ClassVar[Sequence[str]] = ("customers.transfer_owner",)
    history_kind: ClassVar[str] = "customer"
    in_search: ClassVar[bool] = True
    place_in_search: ClassVar[int] = 10
    import_action: ClassVar[str] = "customers.import"
    empty_text: ClassVar[Any] = _("No customers yet. Import your ledger, or begin with the first one.")
    panels = WithRegistered(Panel("file", _("Customer file"), "customers/file.html", _file),
                            Panel("credit", _("Credit"), "customers/credit.html", _credit, side=True), files_panel("customer"),
                            Panel("registers", _("Registers"), "registers/made.html", mentions("customers")))

    def row_actions(self, row: Customer, actor: Actor) -> Sequence[str]:
        turn = "customers.stop" if row.state == Customer.State.ACTIVE else "customers.resume"
        return ["customers.change", "customers.add_contact", "customers.add_address", "customers.investigate", "customers.set_credit_terms",
                "customers.transfer_owner", "customers.register_privacy_request", turn]

    def row_links(self, row: Customer, actor: Actor) -> Sequence[Mapping[str, Any]]:
        return links_of(row, actor)

    def state_tag(self, row: Customer) -> Tag:
        return _state(row)

    def heading(self, row: Customer) -> str:
        return row.name

    def context(self, row: Customer, actor: Actor) -> Mapping[str, Any]:
        return {"figures": figures_of(row, actor)}

    def lookup_label(self, row: Customer) -> str:
        return row.name

    def lookup_extra(self, row: Customer) -> Mapping[str, Any]:
        return {"note": f"{row.number} · {mask_name(row.owner.name) if row.owner else '--'}"}

    def as_json(self, row: Customer, actor: Actor) -> Mapping[str, Any]:
        return {"contacts": list(row.contacts.values("id", "name", "role")), "addresses": list(row.addresses.values("id", "address")),
                "missing": list(filing_facts_of(row).missing), "updated_at": clock.local(row.updated_at).isoformat()}


add_figure(Figure("credit_limit", _("Credit limit"), lambda customer, actor: customer.credit_limit_fen, 10,
                  means=_("How much the customer may owe at most (CUS-16).")))
access.declare("customer", lambda pk, actor: Customer.objects.visible_to(actor).filter(pk=pk).exists())
