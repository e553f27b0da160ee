"""Customer files as holders of personal data: of a customer who asks, or of a contact found by phone or e-mail (CNF-07)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock, write
from yingshu.kernel.imported import forget_record
from yingshu.kernel.ledger import ERASED
from yingshu.kernel.personal import Holder, Row, Who, declare, must_keep
from yingshu.kernel.text import search_text

from .models import Address, Contact, Customer

OWN = ("contact", "phone", "email")
PERSONAL = ("legal_person", *OWN)


def _named(who: Who, rows: QuerySet[Any], customer: str, email: str = "email") -> list[Any]:
    """Rows of the customer, or with the person's phone or address."""
    return list(rows.filter(**{customer: who.customer_id})) if who.customer_id else who.among(rows, email)


def _files(who: Who) -> list[Customer]:
    everything = Customer.objects.unscoped(reason="a person asks for their data")
    return [c for c in _named(who, everything, "pk") if any(getattr(c, name) for name in PERSONAL)]


def _contacts(who: Who) -> list[Contact]:
    return _named(who, Contact.objects.all(), "customer_id")


def _addresses(who: Who) -> list[Address]:
    return [a for a in _named(who, Address.objects.all(), "customer_id", email="") if (a.consignee, a.phone) != (ERASED, ERASED)]


def _find(who: Who) -> Sequence[Row]:
    contacts, addresses = _contacts(who), _addresses(who)
    wanted = {*(c.customer_id for c in contacts), *(a.customer_id for a in addresses)}
    numbers = dict(Customer.objects.unscoped(reason="a person asks for their data").filter(pk__in=wanted).values_list("id", "number"))
    return [
        *({"number": c.number} | {name: getattr(c, name) for name in _of(who) if getattr(c, name)} for c in _files(who)),
        *({"number": numbers[c.customer_id], "name": c.name, "role": c.role, "phone": c.phone, "email": c.email} for c in contacts),
        *({"number": numbers[a.customer_id], "consignee": a.consignee, "phone": a.phone, "address": a.address} for a in addresses)]


def _of(who: Who) -> tuple[str, ...]:
    """A contact who asks is not the legal person; a customer asks for all of it."""
    return PERSONAL if who.customer_id else OWN


def _erase(who: Who) -> int:
    files, contacts, addresses = _files(who), _contacts(who), _addresses(who)
    for c in files:
        write.change(Customer, where={"id": c.pk}, set={**dict.fromkeys(_of(who), ""), "updated_at": clock.now(),
                     "search_text": search_text(c.name, c.number, "", "", c.uscc)})
        forget_record(Customer, c.pk)
    Contact.objects.filter(pk__in=[c.pk for c in contacts]).delete()
    if addresses:
        write.change(Address, where={"id__in": [a.pk for a in addresses]}, set={"consignee": ERASED, "phone": ERASED})
    return len(files) + len(contacts) + len(addresses)


declare(Holder("customers.files", _("Customer files, contacts and addresses"), {
    "customers.Customer": PERSONAL, "customers.Contact": ("name", "phone", "email"),
    "customers.Address": ("consignee", "phone")}, _find, _erase))
must_keep("customers.Address", ("address",), _("Delivery addresses"), _("The place of delivery stays with the orders; it names nobody."))
must_keep("customers.PrivacyRequest", ("name", "phone", "email", "identity"), _("Requests about personal data"),
          _("Name, phone and address of a visitor are wiped when the request is handled; how the person was recognised stays as evidence."))
