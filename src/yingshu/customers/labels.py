"""Names of the parameters of the customer actions in dialog forms, and what stands in them at first.

Masked data never stand in a form: who changes them types them anew, who wants to see them uses the eye (CNF-07).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import explain_parameters, initial, name_parameters
from yingshu.kernel.text import id_of

from .models import Address, Contact, Customer
from .notices import PURPOSES, notice_of

name_parameters("customers", {
    "giver_id": N_("Handed over by"), "taker_id": N_("Taken over by"), "handover_id": N_("Handover"), "item_ids": N_("Items"),
   
    "nature": N_("Enterprise nature"), "legal_person": N_("Legal representative"), "scale": N_("Scale"),
    "location": N_("Place of business"),
    "order_volume": N_("Order volume"), "uscc": N_("Unified social credit code"), "preferences": N_("Needs and preferences"),
    "even_if_alike": N_("Another customer with the same phone is fine"), "seen_at": N_("Last change known"),
    "credit_limit": N_("Credit limit"), "statement_day": N_("Statement day"), "report_id": N_("File delivery"),
    "pay_on_working_day": N_("Due date moves to a working day"), "rows": N_("Rows"), "row": N_("Row"), "owner": N_("Salesperson"),
    "region": N_("Region"), "mode": N_("Mode"), "skip_errors": N_("Leave out rows with errors"), "file": N_("File"), "role": N_("Role"),
    "contact_id": N_("Contact"), "address_id": N_("Address"), "channels": N_("Channels asked"), "conclusion": N_("Conclusion"),
    "identity": N_("How the person was recognised"), "purpose": N_("Purpose"), "consent": N_("Notice shown"),
    "customers.ask_about_data.kind": N_("What you want"), "customers.ask_about_data.name": N_("Your name"),
    "customers.ask_about_data.note": N_("Anything that helps us find it"), "customers.publish_notice.text": N_("Text of the notice"),
    "passed": N_("Credit may be given"), "needs": N_("Needs"), "request_id": N_("Request"),
    "customers.create.source": N_("Customer source"), "customers.change.source": N_("Customer source"),
    "customers.change.since": N_("Customer since"), "customers.create.since": N_("Customer since"),
})
explain_parameters("customers", {"channels": N_("For example bank, visit, other suppliers; at least as many as the rulebook asks for.")})
_FILE = ("name", "nature", "scale", "location", "order_volume", "uscc", "preferences", "level", "source", "since")
_UNCHANGED = {
    "phone": N_("Phone (empty: as it is)"), "email": N_("E-mail (empty: as it is)"), "contact": N_("Contact person (empty: as it is)"),
    "legal_person": N_("Legal representative (empty: as it is)"), "consignee": N_("Consignee (empty: as it is)")}
name_parameters("customers", {f"customers.{action}.{name}": label for action in ("change", "change_contact", "change_address")
                              for name, label in _UNCHANGED.items()})


def _number(query: Mapping[str, str], name: str) -> int:
    return id_of(query.get(name, ""))


def _customer(actor: Actor, query: Mapping[str, str]) -> Customer | None:
    found: Customer | None = Customer.objects.visible_to(actor).filter(pk=_number(query, "customer_id")).first()
    return found


def _file(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    customer = _customer(actor, query)
    if customer is None:
        return {}
    return {"initial": {name: getattr(customer, name) for name in _FILE}}


def _new(_actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """A file begun from a search that found nobody starts with the words searched for."""
    return {"initial": {"name": query["typed"][:120]}} if query.get("typed") else {}


def _contact(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    found = Contact.objects.filter(pk=_number(query, "contact_id"), customer__in=Customer.objects.visible_to(actor)).first()
    return {"initial": {name: getattr(found, name) for name in ("name", "role")}} if found else {}


def _address(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    found = Address.objects.filter(pk=_number(query, "address_id"), customer__in=Customer.objects.visible_to(actor)).first()
    return {"initial": {name: getattr(found, name) for name in ("address", "note")}} if found else {}


def _notice(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    purpose = query.get("purpose", "")
    return {"initial": {"text": notice_of(purpose).text}} if purpose in PURPOSES else {}


for code, supply in (("customers.publish_notice", _notice), ("customers.create", _new), ("customers.change", _file),
                     ("customers.change_contact", _contact),
                     ("customers.change_address", _address)):
    initial(code, supply)
