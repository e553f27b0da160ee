"""产品销售价格策略: three prices for each product, discounts, the joint meeting behind them (PRC-01 to PRC-04)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.fields import PriceField, QuantityField, RateField
from yingshu.kernel.ledger import InsertOnly


class PriceStrategy(models.Model):
    """One strategy document. Handed in again after it was sent back, its version goes up by one.

    ``levels`` are the customer levels and ``units`` the ids of the regions that it is for, with what lies below them; empty: all (ORD-09).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PENDING = "pending", _("Pending approval")
        RETURNED = "returned", _("Sent back")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    number = models.CharField(_("number"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=80)
    basis = models.CharField(_("basis: market, cost, demand, competition"), max_length=1000)
    version = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    valid_from = models.DateField(_("valid from"))
    levels = models.JSONField(_("for customers of level"), default=list)
    units = models.JSONField(_("for regions"), default=list)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("prepared by"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    made_at = models.DateTimeField(_("made at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=60, default="")
    opinion = models.CharField(_("opinion"), max_length=300, default="")

    class Meta:
        verbose_name = _("price strategy")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.number} V{self.version}"


class StrategyLine(models.Model):
    """A product's normal price, price to win the market, price to keep it, and the discount with its condition (PRC-02).

    ``most`` is the largest quantity of an order that the sales staff decide on by themselves; empty: any (ORD-09).
    """

    strategy = models.ForeignKey(PriceStrategy, models.CASCADE, related_name="lines")
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    cost = PriceField(_("cost"), null=True)
    normal = PriceField(_("normal price"), null=True)
    capture = PriceField(_("price to win the market"), null=True)
    keep = PriceField(_("price to keep the market"), null=True)
    condition = models.CharField(_("discount condition"), max_length=200, default="")
    discount = RateField(_("discount"), null=True)
    most = QuantityField(_("most by own decision"), null=True)

    class Meta:
        verbose_name = _("line of a price strategy")
        constraints = [models.UniqueConstraint(fields=["strategy", "product"], name="one_strategy_line_per_product")]

    def __str__(self) -> str:
        return f"{self.product_id}"


class StrategyOpinion(InsertOnly):
    """A department at the joint meeting, or its opinion in writing (PRC-03)."""

    strategy = models.ForeignKey(PriceStrategy, models.PROTECT, related_name="opinions")
    department = models.CharField(_("department"), max_length=40)
    attended = models.BooleanField(_("attended"))
    says = models.CharField(_("opinion"), max_length=500, default="")
    person = models.CharField(_("for the department"), max_length=60, default="")
    at = models.DateTimeField(_("at"))
    actor_name = models.CharField(_("recorded by"), max_length=60)

    class Meta:
        verbose_name = _("opinion of a department")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.department
