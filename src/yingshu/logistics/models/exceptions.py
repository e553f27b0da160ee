"""Dispatch exceptions (ORD-19) and goods coming back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel.fields import QuantityField
from yingshu.kernel.scoping import ScopedModel


class DispatchException(ScopedModel):
    """破损, 短少, 延误, 错发, 拒收: registered, given to somebody, closed with a result."""

    class Kind(models.TextChoices):
        DAMAGE = "damage", _("Damage")
        SHORTAGE = "shortage", _("Shortage")
        DELAY = "delay", _("Delay")
        WRONG_GOODS = "wrong_goods", _("Wrong goods")
        REFUSAL = "refusal", _("Refused by the customer")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("exception", "Open")
        CLOSED = "closed", _("Closed")

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    slip = models.ForeignKey("orders.SalesSlip", models.PROTECT, related_name="exceptions", verbose_name=_("sales slip"))
    slip_number = models.CharField(_("sales slip"), max_length=40)
    customer_name = models.CharField(_("customer"), max_length=120)
    quantity = QuantityField(_("quantity"), null=True)
    says = models.CharField(_("what happened"), max_length=300)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.CharField(_("opened by"), max_length=60)
    handler_id = models.BigIntegerField(_("handler"), null=True)
    handler_name = models.CharField(_("handler"), max_length=60, default="")
    result = models.CharField(_("result"), max_length=300, default="", blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("salesperson"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("dispatch exception")
        indexes = [models.Index(fields=["state", "opened_at"], name="exception_state")]

    def __str__(self) -> str:
        return self.number


class ReturnNote(ScopedModel):
    """退货单: goods back into stock, receivable down (SVC-14 as far as dispatch needs it)."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    slip = models.ForeignKey("orders.SalesSlip", models.PROTECT, related_name="returns", verbose_name=_("sales slip"))
    slip_number = models.CharField(_("sales slip"), max_length=40)
    customer_name = models.CharField(_("customer"), max_length=120)
    reason = models.CharField(_("reason"), max_length=300)
    gross_fen = models.BigIntegerField(_("amount"))
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("salesperson"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("return note")

    def __str__(self) -> str:
        return self.number


class ReturnLine(models.Model):
    """What came back of one slip line; damaged goods may stay out of stock."""

    note = models.ForeignKey(ReturnNote, models.CASCADE, related_name="lines")
    slip_line_id = models.BigIntegerField()
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = QuantityField(_("quantity"))
    gross_fen = models.BigIntegerField(_("amount"))
    restocked = models.BooleanField(_("back into stock"), default=True)

    class Meta:
        verbose_name = _("return line")

    def __str__(self) -> str:
        return str(self.quantity)
