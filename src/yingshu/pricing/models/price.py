"""Price lists in versions (PRC-05), special prices granted in advance (PRC-08), uniform quotations (PRC-11)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.fields import PriceField, QuantityField, RateField
from yingshu.kernel.scoping import ScopedModel


class PriceList(models.Model):
    """产品价格表: one version; orders and quotations of a day use the released version in force on that day."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RELEASED = "released", _("Released")

    version = models.PositiveIntegerField(_("version"), unique=True)
    title = models.CharField(_("title"), max_length=80)
    valid_from = models.DateField(_("valid from"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    released_at = models.DateTimeField(_("released at"), null=True)
    released_by = models.CharField(_("released by"), max_length=60, default="")
    strategy = models.ForeignKey("pricing.PriceStrategy", models.PROTECT, null=True, related_name="+", verbose_name=_("price strategy"))

    class Meta:
        verbose_name = _("price list")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["valid_from"], condition=models.Q(state="released"),
                                               name="one_released_list_per_day")]

    def __str__(self) -> str:
        return f"V{self.version}"


class PriceLine(models.Model):
    """The uniform price of one product in one version. Below the floor only the top level may grant a special price."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="lines", verbose_name=_("price list"))
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    price = PriceField(_("price incl. tax"))
    floor = PriceField(_("lowest price"), null=True, blank=True)

    class Meta:
        verbose_name = _("price")
        constraints = [models.UniqueConstraint(fields=["price_list", "product"], name="one_price_per_version")]

    def __str__(self) -> str:
        return f"{self.product} {self.price}"


class SpecialPrice(ScopedModel):
    """特价: asked for beforehand, confirmed by who holds the authority, bound to customer, product, price and period."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending approval")
        GRANTED = "granted", _("Granted")
        REJECTED = "rejected", _("Rejected")
        RETURNED = "returned", _("Sent back")

    number = models.CharField(_("number"), max_length=40, unique=True)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    list_price = PriceField(_("list price"))
    price = PriceField(_("price asked for"))
    quantity = QuantityField(_("quantity"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    level = models.CharField(_("authority"), max_length=20, default="")
    after_order = models.BooleanField(_("asked for after ordering"), default=False)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=60, default="")
    opinion = models.CharField(_("opinion"), max_length=300, default="", blank=True)
    single_use = models.BooleanField(_("for one order only"), default=False)
    basis = models.CharField(_("basis: quantity, customer, market"), max_length=300, default="", blank=True)
    effect = models.CharField(_("effect"), max_length=300, default="", blank=True)
    reviewed_at = models.DateTimeField(_("looked back at"), null=True)
    reviewed_by = models.CharField(_("looked back by"), max_length=60, default="")
    valid_from = models.DateField(_("valid from"), null=True)
    valid_until = models.DateField(_("valid until"), null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("special price")
        indexes = [models.Index(fields=["customer", "product", "valid_until"], name="special_price_use")]

    def __str__(self) -> str:
        return self.number


class Quotation(ScopedModel):
    """A quotation made from the price list in force and kept (PRC-11)."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name=_("customer"))
    caller = models.CharField(_("quoted to"), max_length=120, default="", blank=True)
    channel = models.CharField(_("channel"), max_length=20, default="phone")
    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="+", verbose_name=_("price list"))
    at = models.DateTimeField(_("at"))
    total_fen = models.BigIntegerField(_("total"))
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("by"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("quotation")

    def __str__(self) -> str:
        return self.number


class QuotationLine(models.Model):
    """One product quoted at the uniform price."""

    quotation = models.ForeignKey(Quotation, models.CASCADE, related_name="lines")
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = QuantityField(_("quantity"))
    price = PriceField(_("price"))
    discount = RateField(_("discount"), default=0)
    amount_fen = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("quotation line")

    def __str__(self) -> str:
        return str(self.product_id)
