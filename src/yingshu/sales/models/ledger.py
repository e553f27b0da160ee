"""What was sold: one insert-only line per shipped (or returned, negative) line of goods. Reports read nothing else."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.fields import PriceField, QuantityField, RateField
from yingshu.kernel.ledger import InsertOnly


class SalesEntry(InsertOnly):
    """One line sold. ``month`` is yyyymm of ``on``, so that a month is one equality in an index. Amounts in fen."""

    on = models.DateField(_("date"))
    month = models.PositiveIntegerField(_("month"))
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    product = models.ForeignKey("products.Product", models.PROTECT, null=True, related_name="+", verbose_name=_("product"))
    owner_id = models.BigIntegerField(_("salesperson"), null=True)
    unit_id = models.BigIntegerField(_("region"), null=True)
    quantity = QuantityField(_("quantity"))
    price = PriceField(_("price"), null=True)
    discount = RateField(_("discount"), default=0)
    gross_fen = models.BigIntegerField(_("amount incl. tax"))
    net_fen = models.BigIntegerField(_("amount excl. tax"))
    tax_fen = models.BigIntegerField(_("tax"))
    cost_fen = models.BigIntegerField(_("cost"), null=True)
    freight_fen = models.BigIntegerField(_("freight"), default=0)
    payment_method = models.CharField(_("payment method"), max_length=10, default="")
    source_kind = models.CharField(max_length=40)
    source_id = models.BigIntegerField(null=True)
    source_line = models.PositiveIntegerField(default=0)
    source_number = models.CharField(_("document"), max_length=60, default="")
    order_number = models.CharField(_("order"), max_length=60, default="")
    import_batch = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sales ledger line")
        indexes = [
            models.Index(fields=["on", "id"], name="sales_day"),
            models.Index(fields=["month", "customer", "gross_fen"], name="sales_month"),
            models.Index(fields=["customer", "on"], name="sales_customer"),
            models.Index(fields=["source_kind", "source_id"], name="sales_source"),
            models.Index(fields=["import_batch"], name="sales_batch", condition=models.Q(import_batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.source_number} {self.gross_fen}"


class SalesMonth(models.Model):
    """The lines of a month by customer, salesperson, region and payment method: a rollup of the ledger (``tallies``), rebuilt at any
    time. Nobody and nowhere are 0; ``profit_sum`` covers the lines whose cost is known."""

    month = models.PositiveIntegerField()
    customer = models.BigIntegerField()
    owner = models.BigIntegerField()
    unit = models.BigIntegerField()
    payment_method = models.CharField(max_length=10)
    lines = models.BigIntegerField()
    quantity_sum = QuantityField()
    gross_sum = models.BigIntegerField()
    net_sum = models.BigIntegerField()
    tax_sum = models.BigIntegerField()
    cost_sum = models.BigIntegerField()
    profit_sum = models.BigIntegerField()
    freight_sum = models.BigIntegerField()

    class Meta:
        verbose_name = _("sales of a month")
        constraints = [models.UniqueConstraint(fields=["month", "customer", "owner", "unit", "payment_method"], name="one_sum_of_sales")]

    def __str__(self) -> str:
        return f"{self.month} {self.customer} {self.gross_sum}"
