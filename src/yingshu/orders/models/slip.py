"""《销售单》: the paper that lets goods leave (ORD-06). Says the payment method; carries its decision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.fields import QuantityField
from yingshu.kernel.scoping import ScopedModel

from .order import PaymentMethod


class SalesSlip(ScopedModel):
    """A sales slip for all or part of an order. From departure on it is also the delivery note (``outbound_number``, ORD-15). ``told_at``:
    when the customer was first told of the shipment (ORD-07)."""

    class State(models.TextChoices):
        ISSUED = "issued", _("To be shipped")
        SHIPPED = "shipped", _("Shipped")
        ARRIVED = "arrived", _("Signed for")
        VOID = "void", _("Void")

    number = models.CharField(_("slip number"), max_length=40, unique=True)
    order = models.ForeignKey("orders.SalesOrder", models.PROTECT, related_name="slips", verbose_name=_("order"))
    order_number = models.CharField(_("order number"), max_length=40)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    customer_name = models.CharField(_("customer"), max_length=120)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ISSUED)
    payment_method = models.CharField(_("payment method"), max_length=10, choices=PaymentMethod)
    collect_fen = models.BigIntegerField(_("to be collected on delivery"), default=0)
    gross_fen = models.BigIntegerField(_("amount incl. tax"))
    net_fen = models.BigIntegerField(_("amount excl. tax"))
    tax_fen = models.BigIntegerField(_("tax"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.CharField(_("issued by"), max_length=60)
    outbound_number = models.CharField(_("outbound note"), max_length=40, default="", blank=True)
    shipped_at = models.DateTimeField(_("shipped at"), null=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True)
    told_at = models.DateTimeField(_("customer told at"), null=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("salesperson"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    void_reason = models.CharField(_("reason"), max_length=200, default="", blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("sales slip")
        indexes = [models.Index(fields=["-issued_at", "-id"], name="slip_newest"),
                   models.Index(fields=["state", "-issued_at"], name="slip_state"),
                   models.Index(fields=["shipped_at"], name="slip_shipped"),
                   models.Index(fields=["shipped_at"], name="slip_untold",
                                condition=models.Q(shipped_at__isnull=False, told_at=None))]

    def __str__(self) -> str:
        return self.number


class SlipLine(models.Model):
    """What a slip lets out of one order line. ``counted`` and ``shipped`` are set on site and at departure."""

    slip = models.ForeignKey(SalesSlip, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", models.PROTECT, related_name="+")
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    position = models.PositiveSmallIntegerField(_("line"))
    quantity = QuantityField(_("quantity"))
    gross_fen = models.BigIntegerField(_("amount incl. tax"))
    net_fen = models.BigIntegerField(_("amount excl. tax"))
    tax_fen = models.BigIntegerField(_("tax"))
    returned = QuantityField(_("returned"), default=0)

    class Meta:
        verbose_name = _("slip line")
        constraints = [models.UniqueConstraint(fields=["slip", "order_line"], name="one_slip_line_per_line")]

    def __str__(self) -> str:
        return f"{self.slip_id}/{self.position}"
