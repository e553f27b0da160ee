"""A shipment: one vehicle for one sales slip, in seven steps that cannot be skipped (LOG-01)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.scoping import ScopedModel


class Shipment(ScopedModel):
    """接令登记 → 跟踪备货 → 定车通知 → 取单提货发货 → 发货反馈 → 跟踪到货 → 收代收款与结运费, each with its time stamp."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Vehicle booked")
        LOADED = "loaded", _("Loaded and counted")
        UNDER_WAY = "under_way", _("Under way")
        ARRIVED = "arrived", _("Arrived")
        SETTLED = "settled", _("Settled")
        CANCELLED = "cancelled", _("Cancelled")

    order_id = models.BigIntegerField(db_index=True)
    order_number = models.CharField(_("order"), max_length=40)
    slip = models.OneToOneField("orders.SalesSlip", models.PROTECT, null=True, related_name="shipment", verbose_name=_("sales slip"))
    customer_name = models.CharField(_("customer"), max_length=120, default="")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.BOOKED)
    carrier = models.ForeignKey("logistics.Carrier", models.PROTECT, related_name="shipments", verbose_name=_("carrier"))
    plate = models.CharField(_("plate"), max_length=20)
    driver = models.CharField(_("driver"), max_length=40)
    driver_phone = models.CharField(_("driver's phone"), max_length=40)
    pickup_at = models.DateTimeField(_("pick-up at"))
    waybill = models.CharField(_("waybill"), max_length=60, default="", blank=True)
    expected_on = models.DateField(_("expected on"), null=True)
    freight_fen = models.BigIntegerField(_("freight"), default=0)
    received_at = models.DateTimeField(_("instruction registered"), null=True)
    followed_at = models.DateTimeField(_("goods followed"), null=True)
    booked_at = models.DateTimeField(_("vehicle booked"), null=True)
    departed_at = models.DateTimeField(_("departed"), null=True)
    reported_at = models.DateTimeField(_("reported"), null=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    signed_by = models.CharField(_("signed by"), max_length=60, default="", blank=True)
    damaged = models.BooleanField(_("damaged"), default=False)
    freight_paid_fen = models.BigIntegerField(_("freight settled"), default=0)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("salesperson"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("shipment")
        indexes = [models.Index(fields=["state", "expected_on"], name="shipment_state"),
                   models.Index(fields=["carrier", "state"], name="shipment_carrier")]

    def __str__(self) -> str:
        return f"{self.order_number} {self.plate}"


class Count(models.Model):
    """现场清点: what was really there. A count that differs does not let the vehicle go (LOG-03).

    ``lines``: of each slip line its id, the quantity on the slip and the counted one, as text so that no digit is lost.
    """

    slip = models.ForeignKey("orders.SalesSlip", models.PROTECT, related_name="counts", verbose_name=_("sales slip"))
    at = models.DateTimeField(_("at"))
    matches = models.BooleanField(_("matches"))
    lines = models.JSONField(_("counted"))
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("count")

    def __str__(self) -> str:
        return f"{self.slip_id} {self.at:%F %R}"

    def counted(self) -> dict[int, Decimal]:
        """Counted quantity by slip line."""
        return {x["line_id"]: Decimal(x["counted"]) for x in self.lines}

    def totals(self) -> tuple[Decimal, Decimal]:
        """Quantity on the slip and counted, over all lines."""
        return sum((Decimal(x["expected"]) for x in self.lines), Decimal(0)), sum(self.counted().values(), Decimal(0))


class TrackNode(models.Model):
    """在途节点: where the goods are (LOG-04)."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="nodes")
    at = models.DateTimeField(_("at"))
    place = models.CharField(_("place"), max_length=120)
    note = models.CharField(_("note"), max_length=200, default="", blank=True)
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("track node")

    def __str__(self) -> str:
        return self.place
