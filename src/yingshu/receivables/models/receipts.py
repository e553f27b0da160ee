"""Money in: receipts (REC-08), acceptance bills, dunning notes with promises (REC-05)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel.ledger import InsertOnly
from yingshu.kernel.scoping import ScopedModel


class Receipt(ScopedModel):
    """到账: money received. What is not allocated stays the customer's credit; ``order_id`` earmarks it for an order.

    ``cod`` receipts are hand-overs by a carrier (代收款交接单). A negative receipt gives back what another one brought (``gives_back``):
    a refund, or the reversal of the whole. Always: amount − given_back_fen + payments allocated (negative) = unallocated_fen.
    ``free_on`` is the day its money last became free; it is not allocated as of an earlier day. ``reserved``: paid for an order that
    needs no credit, so it makes no room for other orders.
    """

    class Method(models.TextChoices):
        BANK = "bank", _("Bank transfer")
        CASH = "cash", _("Cash")
        COD = "cod", _("Carrier hand-over")
        BILL = "bill", _("Acceptance bill")
        OTHER = "other", _("Other")

    number = models.CharField(_("number"), max_length=60, unique=True)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    method = models.CharField(_("method"), max_length=20, choices=Method, default=Method.BANK)
    on = models.DateField(_("received on"))
    free_on = models.DateField()
    amount_fen = models.BigIntegerField(_("amount"))
    unallocated_fen = models.BigIntegerField(_("not allocated"))
    payer = models.CharField(_("payer"), max_length=120, default="", blank=True)
    account = models.CharField(_("bank account"), max_length=60, default="", blank=True)
    order_id = models.BigIntegerField(null=True)
    order_number = models.CharField(_("order"), max_length=60, default="")
    carrier_id = models.BigIntegerField(null=True)
    given_back_fen = models.BigIntegerField(_("given back"), default=0)
    gives_back = models.ForeignKey("self", models.PROTECT, null=True, related_name="given_back_by", verbose_name=_("gives back"))
    reversed_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="reverses")
    reserved = models.BooleanField(_("for a prepaid order"), default=False)
    note = models.CharField(_("note"), max_length=200, default="", blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=60, default="")
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("salesperson"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    import_batch = models.BigIntegerField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("receipt")
        indexes = [models.Index(fields=["customer", "on"], name="receipt_customer"),
                   models.Index(fields=["order_id"], name="receipt_order"), models.Index(fields=["on", "-id"], name="receipt_day"),
                   models.Index(fields=["customer", "on", "id"], condition=~models.Q(unallocated_fen=0), name="receipt_credit"),
                   models.Index(fields=["import_batch"], name="receipt_batch", condition=models.Q(import_batch__isnull=False))]

    def __str__(self) -> str:
        return self.number


class AcceptanceBill(ScopedModel):
    """承兑汇票: counts as paid for the slip, but uses credit until it matures."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        HONOURED = "honoured", _("Honoured")
        DISHONOURED = "dishonoured", _("Dishonoured")

    number = models.CharField(_("bill number"), max_length=60, unique=True)
    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="bill")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    drawer = models.CharField(_("drawer or bank"), max_length=120)
    amount_fen = models.BigIntegerField(_("amount"))
    matures_on = models.DateField(_("matures on"))
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.HELD)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("acceptance bill")

    def __str__(self) -> str:
        return self.number


class DunningNote(InsertOnly):
    """催款记录: when, how, what was promised, what came of it (REC-05)."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        VISIT = "visit", pgettext_lazy("dunning", "Visit")
        LETTER = "letter", _("Letter")
        MESSAGE = "message", _("Message")
        EMAIL = "email", _("E-mail")

    number = models.CharField(_("number"), max_length=60, unique=True)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    item = models.ForeignKey("receivables.ReceivableItem", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    channel = models.CharField(_("by way of"), max_length=20)
    says = models.CharField(_("what was said"), max_length=300)
    promised_on = models.DateField(_("promised for"), null=True)
    promised_fen = models.BigIntegerField(_("promised amount"), null=True)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("dunning note")
        indexes = [models.Index(fields=["customer", "id"], name="dunning_customer"),
                   models.Index(fields=["promised_on"], name="dunning_promise")]

    def __str__(self) -> str:
        return self.number
