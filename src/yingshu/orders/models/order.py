"""The customer's order and its lines."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel.fields import PriceField, QuantityField, RateField
from yingshu.kernel.scoping import ScopedModel


class PaymentMethod(models.TextChoices):
    """付款方式 (ORD-01)."""

    PREPAID = "prepaid", _("Prepaid")
    DEPOSIT = "deposit", _("Deposit and balance")
    COD = "cod", _("Cash on delivery")
    CREDIT = "credit", _("Monthly credit")
    BILL = "bill", _("Acceptance bill")


class CameBy(models.TextChoices):
    """来源: by which way an order came in; the last three are not entered by hand."""

    PHONE = "phone", _("by phone")
    VISIT = "visit", _("by visit")
    MESSAGE = "message", _("by message")
    WECHAT = "wechat", _("by WeChat")
    EMAIL = "email", _("by e-mail")
    WEB = "web", _("by web")
    FAX = "fax", _("by fax")
    FAIR = "fair", _("at a fair")
    EXCHANGE = "exchange", _("in exchange")
    API = "api", _("by interface")
    IMPORT = "import", _("by import")

    @classmethod
    def offered(cls) -> list[tuple[str, str]]:
        """The ways that a form offers."""
        return [(way.value, str(way.label)) for way in cls if way not in (cls.EXCHANGE, cls.API, cls.IMPORT)]


class SalesOrder(ScopedModel):
    """A customer's order. ``state`` is where the paper stands; how far the goods are is computed from the amounts."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEWING = "reviewing", _("Pending approval")
        REJECTED = "rejected", _("Rejected")
        APPROVED = "approved", _("Approved")
        EXECUTING = "executing", _("In execution")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Void")

    number = models.CharField(_("order number"), max_length=40, unique=True)
    contract_number = models.CharField(_("contract number"), max_length=60, blank=True, default="")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    customer_name = models.CharField(_("customer"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    payment_method = models.CharField(_("payment method"), max_length=10, choices=PaymentMethod, blank=True, default="")
    credit_days = models.PositiveIntegerField(_("days of credit"), default=0)
    deposit_rate = RateField(_("deposit share"), default=Decimal(0))
    ordered_at = models.DateTimeField(_("ordered at"))
    required_on = models.DateField(_("required on"), null=True, blank=True)
    received_at = models.DateTimeField(_("came in at"), null=True)
    source = models.CharField(_("came by"), max_length=12, choices=CameBy, default=CameBy.PHONE)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("salesperson"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    clerk_id = models.BigIntegerField(_("registered by"))
    clerk_name = models.CharField(_("registered by"), max_length=60, default="")
    consignee = models.CharField(_("consignee"), max_length=60, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=60, blank=True, default="")
    address = models.CharField(_("address"), max_length=200, blank=True, default="")
    packing = models.CharField(_("packing requirement"), max_length=200, blank=True, default="")
    delivery_note = models.CharField(_("delivery note"), max_length=200, blank=True, default="")
    gross_fen = models.BigIntegerField(_("amount incl. tax"), default=0)
    net_fen = models.BigIntegerField(_("amount excl. tax"), default=0)
    tax_fen = models.BigIntegerField(_("tax"), default=0)
    header_discount = RateField(_("discount of the whole order"), default=Decimal(0))
    slipped_fen = models.BigIntegerField(_("on sales slips"), default=0)
    shipped_fen = models.BigIntegerField(_("shipped"), default=0)
    arrived_fen = models.BigIntegerField(_("arrived"), default=0)
    returned_fen = models.BigIntegerField(_("returned"), default=0)
    dropped_fen = models.BigIntegerField(_("given up"), default=0)
    ready = models.BooleanField(_("goods ready"), default=False)
    route_level = models.CharField(_("waits for"), max_length=20, default="", blank=True)
    reviewed_by = models.CharField(_("reviewed by"), max_length=60, default="")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    instructed_at = models.DateTimeField(_("instructed at"), null=True)
    released_at = models.DateTimeField(_("released to production at"), null=True)
    credit_released_by = models.CharField(_("credit released by"), max_length=60, default="")
    closed_at = models.DateTimeField(pgettext_lazy("record", "closed at"), null=True)
    receipt_note = models.CharField(_("receipt note"), max_length=200, default="", blank=True)
    customer_opinion = models.CharField(_("customer's opinion"), max_length=300, default="", blank=True)
    public_token = models.CharField(max_length=32, unique=True)
    search_text = models.CharField(max_length=400, default="")
    version = models.PositiveIntegerField(default=1)
    gram_columns = ("search_text",)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("order")
        indexes = [
            models.Index(fields=["-ordered_at", "-id"], name="order_newest"),
            models.Index(fields=["state", "-ordered_at", "-id"], name="order_state"),
            models.Index(fields=["owner", "-ordered_at"], name="order_owner"),
            models.Index(fields=["unit", "-ordered_at"], name="order_unit"),
            models.Index(fields=["customer", "-ordered_at"], name="order_customer"),
        ]

    def __str__(self) -> str:
        return self.number


# An order is a deal once it was approved.
DEALS = (SalesOrder.State.APPROVED, SalesOrder.State.EXECUTING, SalesOrder.State.CLOSED)


class OrderLine(models.Model):
    """One product of an order. ``price`` is the price agreed; the effective price is after every discount."""

    order = models.ForeignKey(SalesOrder, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("line"))
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    name = models.CharField(_("product name"), max_length=120)
    spec = models.CharField(_("specification"), max_length=120, blank=True, default="")
    measure = models.CharField(_("unit of measure"), max_length=12, blank=True, default="")
    quantity = QuantityField(_("quantity"))
    list_price = PriceField(_("list price"))
    price = PriceField(_("price"))
    discount = RateField(_("discount"), default=Decimal(0))
    tax_rate = RateField(_("VAT rate"))
    gross_fen = models.BigIntegerField(_("amount incl. tax"))
    net_fen = models.BigIntegerField(_("amount excl. tax"))
    tax_fen = models.BigIntegerField(_("tax"))
    cost = PriceField(_("unit cost"), null=True)
    ready = QuantityField(_("ready"), default=0)
    slipped = QuantityField(_("on sales slips"), default=0)
    slipped_fen = models.BigIntegerField(_("amount on sales slips"), default=0)
    shipped = QuantityField(_("shipped"), default=0)
    returned = QuantityField(_("returned"), default=0)
    dropped = QuantityField(_("given up"), default=0)
    special_price_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("order line")
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="one_line_per_position")]
        indexes = [models.Index(fields=["product"], name="order_line_product"),
                   models.Index(fields=["special_price_id"], condition=models.Q(special_price_id__isnull=False), name="order_line_permit")]

    def __str__(self) -> str:
        return self.name
