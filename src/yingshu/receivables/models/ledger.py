"""The receivable ledger (REC-01). An item is what one shipment (or one carrier, for COD) owes; entries explain it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel.ledger import InsertOnly
from yingshu.kernel.scoping import ScopedModel


class ReceivableItem(ScopedModel):
    """One open item. Two clocks: 账龄 from ``shipped_on``, 逾期 from ``due_on``.

    ``kind`` cod: after arrival the carrier owes the money (REC-06); the customer stays named. ``at_door`` marks a sale whose money the
    carrier collects on arrival (ORD-21): it is under way until then. ``open_fen`` = sum of entries.
    ``last_on`` is the day of its latest entry; ``settled_on`` is that day once nothing is open, so that any past day can be
    looked at without reading the whole history: owed on day D means shipped_on ≤ D and not settled_on ≤ D. ``raised_on`` is the day of the
    latest entry that raised what is owed; nothing is valued before it, so that no day ever shows less than zero.
    """

    class Kind(models.TextChoices):
        SALE = "sale", _("Sale")
        COD = "cod", _("Collected by the carrier")

    number = models.CharField(_("number"), max_length=60)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind, default=Kind.SALE)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    carrier_id = models.BigIntegerField(_("carrier"), null=True)
    carrier_name = models.CharField(_("carrier"), max_length=80, default="")
    source_kind = models.CharField(max_length=40)
    source_id = models.BigIntegerField(null=True)
    order_id = models.BigIntegerField(null=True)
    order_number = models.CharField(_("order"), max_length=60, default="")
    contract_number = models.CharField(_("contract number"), max_length=60, default="")
    payment_method = models.CharField(_("payment method"), max_length=10, default="")
    at_door = models.BooleanField(_("collected by the carrier"), default=False)
    shipped_on = models.DateField(_("shipped on"))
    due_on = models.DateField(_("due on"))
    amount_fen = models.BigIntegerField(_("amount"))
    open_fen = models.BigIntegerField(_("open"))
    last_on = models.DateField(_("last movement"))
    raised_on = models.DateField()
    settled_on = models.DateField(_("settled on"), null=True)
    disputed = models.BooleanField(_("disputed"), default=False)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("salesperson"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    import_batch = models.BigIntegerField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("receivable")
        indexes = [
            models.Index(fields=["customer", "due_on", "id"], condition=models.Q(settled_on=None), name="receivable_open"),
            models.Index(fields=["settled_on"], name="receivable_settled"),
            models.Index(fields=["order_id"], name="receivable_order"),
            models.Index(fields=["source_kind", "source_id"], name="receivable_source"),
            models.Index(fields=["number"], name="receivable_number"),
            models.Index(fields=["shipped_on", "-id"], name="receivable_newest"),
            models.Index(fields=["import_batch"], name="receivable_batch", condition=models.Q(import_batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number


class ReceivableEntry(InsertOnly):
    """One movement of an item: charged, paid (by a receipt), returned, transferred to a carrier, written off, reversed."""

    class Kind(models.TextChoices):
        CHARGE = "charge", _("Charged")
        PAYMENT = "payment", _("Paid")
        RETURN = "return", pgettext_lazy("entry", "Returned")
        TRANSFER = "transfer", _("Transferred")
        WRITE_OFF = "write_off", _("Written off")
        REVERSAL = "reversal", _("Reversed")

    item = models.ForeignKey(ReceivableItem, models.PROTECT, related_name="entries", verbose_name=_("receivable"))
    customer_id = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    on = models.DateField(_("on"))
    amount_fen = models.BigIntegerField(_("amount"))
    receipt = models.ForeignKey("receivables.Receipt", models.PROTECT, null=True, related_name="entries", verbose_name=_("receipt"))
    source_kind = models.CharField(max_length=40, default="")
    source_id = models.BigIntegerField(null=True)
    source_number = models.CharField(_("document"), max_length=60, default="")
    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60, default="")
    reason = models.CharField(_("reason"), max_length=200, default="")

    class Meta:
        verbose_name = _("receivable entry")
        indexes = [models.Index(fields=["customer_id", "on"], name="entry_customer"),
                   models.Index(fields=["on", "item", "amount_fen", "receipt"], name="entry_on")]  # a past day is read from the index alone

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_fen}"


class CustomerAccount(models.Model):
    """The customer's balances, kept in the same transaction as the entries. All in fen.

    ``committed``: ordered, not shipped. ``receivable``: owed by the customer (COD after arrival is the carrier's).
    ``cod``: owed by carriers for this customer. ``advance``: received, not allocated; ``reserved`` is the part of it that was paid
    for orders that need no credit (款到发货), so it must not make room for others. ``bills``: unmatured acceptance bills.
    Credit used = committed + receivable + bills − (advance − reserved), not below zero (``rules.credit_used``).
    """

    customer = models.OneToOneField("customers.Customer", models.PROTECT, primary_key=True, related_name="account")
    committed_fen = models.BigIntegerField(_("ordered, not shipped"), default=0)
    receivable_fen = models.BigIntegerField(_("receivable"), default=0)
    cod_fen = models.BigIntegerField(_("owed by carriers"), default=0)
    advance_fen = models.BigIntegerField(_("advance payments"), default=0)
    reserved_fen = models.BigIntegerField(_("paid in advance for prepaid orders"), default=0)
    bills_fen = models.BigIntegerField(_("unmatured bills"), default=0)

    class Meta:
        verbose_name = _("customer account")

    def __str__(self) -> str:
        return str(self.customer_id)
