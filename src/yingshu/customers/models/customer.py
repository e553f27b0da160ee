"""The customer file: filing data (CUS-15), contacts, addresses, credit, and what the company promised about payment."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.ledger import InsertOnly
from yingshu.kernel.scoping import ScopedModel


class Customer(ScopedModel):
    """A customer. Belongs to a salesperson (owner) and a region (unit)."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        STOPPED = "stopped", _("Stopped")

    number = models.CharField(_("customer code"), max_length=40, unique=True)
    name = models.CharField(_("customer name"), max_length=120)
    name_key = models.CharField(max_length=120, unique=True, editable=False)
    nature = models.CharField(_("enterprise nature"), max_length=40, blank=True, default="")
    legal_person = models.CharField(_("legal representative"), max_length=60, blank=True, default="")
    scale = models.CharField(_("scale"), max_length=60, blank=True, default="")
    location = models.CharField(_("location"), max_length=200, blank=True, default="")
    contact = models.CharField(_("contact person"), max_length=60, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=60, blank=True, default="")
    email = models.CharField(_("e-mail"), max_length=120, blank=True, default="")
    order_volume = models.CharField(_("order volume"), max_length=60, blank=True, default="")
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True, default="")
    preferences = models.TextField(_("needs and preferences"), blank=True, default="")
    level = models.CharField(_("level"), max_length=4, blank=True, default="")
    source = models.CharField(_("source"), max_length=40, blank=True, default="")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+",
                              verbose_name=_("salesperson"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name=_("region"))
    payment_method = models.CharField(_("usual payment method"), max_length=10, blank=True, default="")
    credit_limit_fen = models.BigIntegerField(_("credit limit"), default=0)
    credit_days = models.PositiveIntegerField(_("days of credit"), default=30)
    statement_day = models.PositiveSmallIntegerField(_("statement day of the month"), null=True, blank=True)
    pay_on_working_day = models.BooleanField(_("due date moves to a working day"), default=False)
    since = models.DateField(_("customer since"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))
    search_text = models.CharField(max_length=400, default="", editable=False)
    import_batch = models.BigIntegerField(null=True, editable=False)
    from_list = models.BooleanField(default=False, db_default=False, editable=False)
    gram_columns = ("search_text",)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("customer")
        indexes = [models.Index(fields=["owner"], name="customer_owner"), models.Index(fields=["unit"], name="customer_unit")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Another person at the customer."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(_("name"), max_length=60)
    role = models.CharField(_("role"), max_length=60, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=60, blank=True, default="")
    email = models.CharField(_("e-mail"), max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("contact")

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """Where goods go: consignee, address, phone, unloading notes."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses", verbose_name=_("customer"))
    consignee = models.CharField(_("consignee"), max_length=60)
    phone = models.CharField(_("phone"), max_length=60)
    address = models.CharField(_("address"), max_length=200)
    note = models.CharField(_("delivery note"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("address")

    def __str__(self) -> str:
        return self.address


class CreditInvestigation(InsertOnly):
    """新客户信用调查: the channels asked and the conclusion (CUS-16)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="investigations", verbose_name=_("customer"))
    at = models.DateTimeField(_("at"))
    channels = models.JSONField(_("channels"))
    needs = models.CharField(_("needs"), max_length=300, blank=True, default="")
    conclusion = models.CharField(_("conclusion"), max_length=300)
    passed = models.BooleanField(_("credit may be given"))
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("credit investigation")

    def __str__(self) -> str:
        return self.conclusion


class FileReport(InsertOnly):
    """档案报送: the customer files as delivered to the leaders (CUS-03)."""

    at = models.DateTimeField(_("at"))
    period = models.CharField(_("period"), max_length=7)
    customers = models.PositiveIntegerField(_("customers"))
    changed = models.PositiveIntegerField(_("changed since the last delivery"))
    content = models.JSONField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("customer file delivery")

    def __str__(self) -> str:
        return self.period


class FileReportReceipt(models.Model):
    """One recipient's delivery record."""

    report = models.ForeignKey(FileReport, models.PROTECT, related_name="receipts")
    post = models.CharField(_("post"), max_length=40)
    person_id = models.BigIntegerField()
    person_name = models.CharField(_("recipient"), max_length=60)
    delivered_at = models.DateTimeField(_("delivered at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        verbose_name = _("delivery record")
        constraints = [models.UniqueConstraint(fields=["report", "person_id"], name="one_receipt_per_leader")]

    def __str__(self) -> str:
        return self.person_name
