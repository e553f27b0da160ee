"""Stock of a product: on hand, committed to orders, allotted to slips; every change of on hand is an insert-only entry."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.fields import QuantityField
from yingshu.kernel.ledger import InsertOnly


class StockBalance(models.Model):
    """What there is of a product. Available to promise = on hand − committed (LOG-06).

    ``committed``: instructed and not yet shipped (may exceed on hand: that is a shortage).
    ``allotted``: on issued slips and not yet departed; never more than on hand, so nothing is sold twice.
    """

    product = models.OneToOneField("products.Product", models.PROTECT, primary_key=True, related_name="stock",
                                   verbose_name=_("product"))
    on_hand = QuantityField(_("on hand"), default=0)
    committed = QuantityField(_("committed"), default=0)
    allotted = QuantityField(_("allotted"), default=0)

    class Meta:
        verbose_name = _("stock")
        constraints = [models.CheckConstraint(condition=models.Q(on_hand__gte=0), name="stock_not_negative"),
                       models.CheckConstraint(condition=models.Q(allotted__lte=models.F("on_hand")), name="never_oversold")]

    def __str__(self) -> str:
        return str(self.product_id)


class StockEntry(InsertOnly):
    """One movement of stock on hand, with the document it came from. ``place`` is empty for the main warehouse."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening stock")
        PRODUCED = "produced", _("Produced")
        SHIPPED = "shipped", _("Shipped")
        RETURNED = "returned", _("Returned")
        ADJUSTED = "adjusted", _("Adjusted")
        MOVED = "moved", _("Moved to or from a shop")

    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    place = models.ForeignKey("stock.Place", models.PROTECT, null=True, related_name="+", verbose_name=_("shop"))
    quantity = QuantityField(_("quantity"))
    at = models.DateTimeField(_("at"))
    source_kind = models.CharField(max_length=40, default="")
    source_id = models.BigIntegerField(null=True)
    source_number = models.CharField(_("document"), max_length=60, default="")
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60, default="")
    reason = models.CharField(_("reason"), max_length=200, default="")

    class Meta:
        verbose_name = _("stock entry")
        indexes = [models.Index(fields=["product", "id"], name="stock_entry_product"),
                   models.Index(fields=["source_kind", "source_id"], name="stock_entry_source")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
