"""Products: shared by orders, prices, stock and complaints (PRD-01)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.fields import PriceField, QuantityField, RateField


class Product(models.Model):
    """A product as sold. Discontinued ones cannot be ordered any more."""

    number = models.CharField(_("product code"), max_length=40, unique=True)
    name = models.CharField(_("product name"), max_length=120)
    variety = models.CharField(_("variety"), max_length=60, blank=True, default="")
    spec = models.CharField(_("specification"), max_length=120, blank=True, default="")
    grade = models.CharField(_("grade"), max_length=20, blank=True, default="")
    colour = models.CharField(_("colour number"), max_length=40, blank=True, default="")
    unit = models.CharField(_("unit of measure"), max_length=12, default="")
    packing = models.CharField(_("packing requirement"), max_length=200, blank=True, default="")
    tax_rate = RateField(_("VAT rate"), default=Decimal("0.13"))
    cost = PriceField(_("unit cost"), null=True, blank=True)
    safety_stock = QuantityField(_("safety stock"), null=True, blank=True)
    discontinued = models.BooleanField(_("discontinued"), default=False)
    sample_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="samples",
                                  verbose_name=_("sample of"))
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))
    search_text = models.CharField(max_length=400, default="", editable=False)
    import_batch = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("product")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name
