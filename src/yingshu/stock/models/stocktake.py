"""专卖店盘仓 (LOG-09): goods that lie in shops, and sheets on which they are counted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.fields import PriceField, QuantityField


class Place(models.Model):
    """专卖店: a shop of the company that holds goods of its own. What lies there is not promised to orders."""

    name = models.CharField(_("shop name"), max_length=60, unique=True)
    address = models.CharField(_("address"), max_length=200, default="", blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("shop")

    def __str__(self) -> str:
        return self.name


class PlaceStock(models.Model):
    """What lies in a shop; equals the sum of the ledger's entries with that shop."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="stock", verbose_name=_("shop"))
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    on_hand = QuantityField(_("on hand"), default=0)

    class Meta:
        verbose_name = _("stock in shops")
        constraints = [models.UniqueConstraint(fields=["place", "product"], name="one_stock_per_shop"),
                       models.CheckConstraint(condition=models.Q(on_hand__gte=0), name="shop_stock_not_negative")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.product_id}"


class Stocktake(models.Model):
    """盘点表: one sheet for one shop, or for the main warehouse. The difference goes into the ledger once it is approved.

    ``net_fen`` is the value of all differences together, at the prices on the sheet.
    """

    class State(models.TextChoices):
        COUNTING = "counting", _("Counting")
        SUBMITTED = "submitted", _("Waiting for approval")
        POSTED = "posted", _("Posted")

    number = models.CharField(_("number"), max_length=40, unique=True)
    on = models.DateField(_("day of the count"))
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", verbose_name=_("shop"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.COUNTING)
    made_at = models.DateTimeField(_("made at"))
    signatures = models.JSONField(_("signatures"), default=list)
    net_fen = models.BigIntegerField(_("value of the differences"), default=0)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    submitter = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("submitted by"))
    submitted_by = models.CharField(_("submitted by"), max_length=60, default="")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=60, default="")
    opinion = models.CharField(_("opinion"), max_length=300, default="", blank=True)

    class Meta:
        verbose_name = _("stocktake")
        constraints = [models.UniqueConstraint(fields=["on", "place"], name="one_sheet_per_shop"),
                       models.UniqueConstraint(fields=["on"], condition=models.Q(place=None), name="one_sheet_of_the_warehouse")]

    def __str__(self) -> str:
        return self.number


class StocktakeLine(models.Model):
    """A product on a sheet: what the books say, what was counted, why they differ."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="lines", verbose_name=_("stocktake"))
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    book = QuantityField(_("in the books"))
    counted = QuantityField(_("counted"), null=True)
    price = PriceField(_("unit price"))
    reason = models.CharField(_("reason"), max_length=200, default="", blank=True)

    class Meta:
        verbose_name = _("line of a stocktake")
        constraints = [models.UniqueConstraint(fields=["stocktake", "product"], name="product_once_on_a_sheet")]

    def __str__(self) -> str:
        return str(self.product_id)
