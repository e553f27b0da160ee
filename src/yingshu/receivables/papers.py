"""What stands on a printed receipt 收据, a customer statement 对账单, a dunning letter 催款函 and a hand-over 代收款交接单."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from yingshu.customers.models import Customer
from yingshu.documents import access
from yingshu.documents.papers import Given, Printable, pairs, printable, signatures
from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.capitals import rmb_capitals
from yingshu.kernel.errors import NotFound
from yingshu.organisation.queries import company_name

from .models import DunningNote, Receipt, ReceivableItem
from .queries.statement import statement
from .screens.statement import LINE_KINDS, period_of


def receipt_of(actor: Actor, pk: int) -> Receipt:
    """A receipt the person may see; NotFound otherwise."""
    found: Receipt = Receipt.objects.visible_to(actor).select_related("customer").one(pk=pk)
    return found


def receipt_data(row: Receipt, template: str, given: Given) -> dict[str, Any]:
    """Who paid what for what, and who confirmed it."""
    why = _("Payment for order %(order)s") % {"order": row.order_number} if row.order_number else _("Payment for goods")
    line = {"name": why, "unit": "--", "quantity": Decimal(1), "amount_fen": row.amount_fen, "unit_price": money.to_yuan(row.amount_fen),
            "remark": row.get_method_display()}
    return {"company": company_name(), "number": row.number, "qr": f"{settings.BASE_URL}/receipts/{row.pk}/", "issued_at": row.confirmed_at,
            "order_number": row.order_number, "clause": _("Rulebook %(clause)s") % {"clause": "REC-08"}, "customer": row.customer.name,
            "consignee": row.payer, "lines": [line], "total_fen": row.amount_fen, "prepared_by": row.confirmed_by,
            "note": "　".join(filter(None, [_("received on %(day)s") % {"day": row.on}, row.note]))}


def customer_of(actor: Actor, pk: int) -> Customer:
    """A customer whose account the person may see; NotFound otherwise."""
    found: Customer = Customer.objects.visible_to(actor).one(pk=pk)
    return found


def statement_data(customer: Customer, template: str, given: Given) -> dict[str, Any]:
    """The account over a period, with a place for the customer's confirmation."""
    found = statement(customer, *period_of(given))
    rows = [[found.first, _("Opening balance"), "", "", found.opening_fen],
            *([x.on, str(LINE_KINDS[x.kind]), x.number, x.fen, x.balance_fen] for x in found.lines)]
    figures = [(_("Opening balance"), found.opening_fen), (_("Added"), found.charged_fen), (_("Taken off"), found.paid_fen),
               (_("Closing balance"), found.closing_fen)]
    return {"company": company_name(), "title": _("Customer statement"), "number": f"{customer.number}-{found.last:%Y%m%d}",
            "qr": f"{settings.BASE_URL}/statements/{customer.pk}/?first={found.first}&last={found.last}",
            "period": f"{customer.name} {found.first} ~ {found.last}", "issued_at": clock.now(), "clause": "REC-01",
            "figures": [{"label": label, "value": money.show(fen), "unit": _("yuan")} for label, fen in figures],
            "note": _("Closing balance in words: %(words)s. Please answer within seven days when it differs from your books.") % {
                "words": rmb_capitals(found.closing_fen)},
            "sheets": [_sheet(_("Movements"), [_("Day"), _("Movement"), _("Document")], [_("Amount (yuan)"), _("Balance (yuan)")], rows),
                       _sheet(_("Confirmation"), [_("The customer (seal)"), _("By"), _("Day")], [], [["　", "", ""], ["　", "", ""]])]}


def note_of(actor: Actor, pk: int) -> DunningNote:
    """A dunning note of a customer whom the person may see; NotFound otherwise."""
    found = DunningNote.objects.filter(pk=pk, customer__in=Customer.objects.visible_to(actor)).select_related("customer__owner").first()
    if found is None:
        raise NotFound()
    return found


def letter_data(note: DunningNote, template: str, given: Given) -> dict[str, Any]:
    """The customer's overdue items of today, their sum in words, and whom to turn to (REC-05)."""
    customer, today = note.customer, clock.today()
    items = list(ReceivableItem._plain.filter(customer=customer, kind="sale", settled_on=None, due_on__lt=today).order_by("due_on", "id"))
    rows: list[list[Any]] = [[x.number, x.due_on, _("%(days)s days") % {"days": (today - x.due_on).days}, x.open_fen] for x in items]
    total = sum(x.open_fen for x in items)
    asked = _("As of %(day)s your company owes %(sum)s yuan (%(words)s) past the due date. Please pay within seven days, or talk to "
              "%(owner)s. If you have paid already, please tell us the day.")
    return {"company": company_name(), "title": _("Dunning letter"), "number": note.number, "period": customer.name, "issued_at": note.at,
            "qr": f"{settings.BASE_URL}/dunning_notes/{note.pk}/", "author": note.actor_name, "clause": "REC-05",
            "note": asked % {"day": today, "sum": money.show(total), "words": rmb_capitals(total),
                             "owner": customer.owner.name if customer.owner else note.actor_name},
            "sheets": [_sheet(_("Overdue items"), [_("Document"), _("Due on"), _("Overdue for")], [_("Amount (yuan)")], rows),
                       signatures(_("Signatures"), [company_name(), _("Day")])]}


def cod_of(actor: Actor, pk: int) -> ReceivableItem:
    """Money that a carrier collected and the person may see; NotFound otherwise."""
    rows = ReceivableItem.objects.visible_to(actor).filter(kind=ReceivableItem.Kind.COD).select_related("customer")
    found: ReceivableItem = rows.one(pk=pk)
    return found


def cod_data(item: ReceivableItem, template: str, given: Given) -> dict[str, Any]:
    """What the carrier owed, what it handed over when and who confirmed it, and the difference (REC-06)."""
    paid = item.entries.filter(receipt__isnull=False).select_related("receipt").order_by("id")
    rows: list[list[Any]] = [[e.on, e.receipt.number, e.receipt.confirmed_by, -e.amount_fen] for e in paid if e.receipt]
    handed = sum(row[-1] for row in rows)
    figures = [(_("To be handed over"), item.open_fen + handed), (_("Handed over"), handed), (_("Difference"), item.open_fen)]
    about = [(_("Carrier"), item.carrier_name), (_("Customer"), item.customer.name), (_("Order"), item.order_number),
             (_("Arrived on"), f"{item.shipped_on}"), (_("Last day allowed"), f"{item.due_on}")]
    return {"company": company_name(), "title": _("Collected money hand-over note"), "number": item.number, "period": item.carrier_name,
            "issued_at": clock.now(), "qr": f"{settings.BASE_URL}/cod_items/{item.pk}/", "clause": "REC-06",
            "figures": [{"label": label, "value": money.show(fen), "unit": _("yuan")} for label, fen in figures],
            "note": _("Handed over, in words: %(words)s.") % {"words": rmb_capitals(handed)},
            "sheets": [pairs(_("Collected money"), about),
                       _sheet(_("Hand-overs"), [_("Received on"), _("Receipt"), _("Confirmed by")], [_("Amount (yuan)")], rows),
                       signatures(_("Signatures"), [_("Logistics"), _("Finance"), _("Service manager")])]}


def _sheet(title: str, heads: list[str], sums: list[str], rows: list[list[Any]]) -> dict[str, Any]:
    return {"title": title, "heads": [*({"text": h} for h in heads), *({"text": h, "number": "1"} for h in sums)],
            "rows": [{"cells": [{"text": money.show(c) if isinstance(c, int) else str(c)} for c in row]} for row in rows]}


access.declare("receipt", lambda pk, actor: Receipt.objects.visible_to(actor).filter(pk=pk).exists())
printable(Printable(
    code="receipts", kind="receipt", right="receipts.view", find=receipt_of, templates=lambda row: ["receipt"], data=receipt_data,
    void=lambda row: bool(row.reversed_by_id), back=lambda row: (row.number, f"/receipts/{row.pk}/")))
printable(Printable(
    code="statements", kind="customer", right="receivables.view", find=customer_of, templates=lambda row: ["statement"],
    data=statement_data, keeps=("first", "last"), back=lambda row: (row.name, f"/statements/{row.pk}/")))
access.declare("dunning_note", lambda pk, actor: DunningNote.objects.filter(
    pk=pk, customer__in=Customer.objects.visible_to(actor)).exists())
printable(Printable(
    code="dunning_notes", kind="dunning_note", right="dunning_notes.view", find=note_of, templates=lambda row: ["dunning_letter"],
    data=letter_data, back=lambda row: (row.number, f"/dunning_notes/{row.pk}/")))
access.declare("cod_item", lambda pk, actor: ReceivableItem.objects.visible_to(actor).filter(pk=pk, kind=ReceivableItem.Kind.COD).exists())
printable(Printable(
    code="cod_items", kind="cod_item", right="cod_items.view", find=cod_of, templates=lambda row: ["cod_note"], data=cod_data,
    back=lambda row: (row.number, f"/cod_items/{row.pk}/")))
