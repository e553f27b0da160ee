"""售后服务单 (SVC-13, SVC-14, SVC-15)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.scoping import ScopedModel


class AfterSales(ScopedModel):
    """Repair, maintenance, return, exchange or technical support, with the area manager's part and the technical verdict."""

    class Kind(models.TextChoices):
        REPAIR = "repair", _("Repair")
        MAINTENANCE = "maintenance", _("Maintenance")
        RETURN = "return", _("Return of goods")
        EXCHANGE = "exchange", _("Exchange of goods")
        SUPPORT = "support", _("Technical support")

    class State(models.TextChoices):
        OPEN = "open", _("Request registered")
        SUBMITTED = "submitted", _("With the sales manager")
        SIGNED = "signed", _("With the technical department")
        DECIDED = "decided", _("Verdict given")
        DONE = "done", _("Done")
        WITHDRAWN = "withdrawn", _("Ended without service")

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    case = models.ForeignKey("service.Case", models.PROTECT, null=True, related_name="after_sales", verbose_name=_("case"))
    slip = models.ForeignKey("orders.SalesSlip", models.PROTECT, null=True, related_name="+", verbose_name=_("sales slip"))
    product = models.ForeignKey("products.Product", models.PROTECT, null=True, related_name="+", verbose_name=_("product"))
    batch = models.CharField(_("batch"), max_length=40, default="", blank=True)
    says = models.CharField(_("what is needed"), max_length=1000)
    handler_post = models.CharField(_("post in charge"), max_length=40)
    asked_at = models.DateTimeField(_("asked at"))
    responded_at = models.DateTimeField(_("first response at"), null=True)
    response = models.CharField(_("response to the customer"), max_length=500, default="", blank=True)
    area_manager = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("area manager"))
    informed_at = models.DateTimeField(_("area manager informed at"), null=True)
    on_site = models.BooleanField(_("area manager comes to the place"), null=True)
    advice = models.CharField(_("advice of the area manager"), max_length=500, default="", blank=True)
    public_code = models.CharField(max_length=40, unique=True, editable=False)
    dealer_says = models.CharField(_("what the dealer says"), max_length=1000, default="", blank=True)
    dealer_signed_by = models.CharField(_("signed by the dealer"), max_length=60, default="", blank=True)
    dealer_signed_at = models.DateTimeField(_("signed by the dealer at"), null=True)
    signature_id = models.BigIntegerField(null=True, editable=False)
    consent = models.CharField(_("notice shown"), max_length=40, default="", blank=True)
    opinion = models.CharField(_("opinion of the sales manager"), max_length=500, default="", blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)
    signed_by = models.CharField(_("signed by"), max_length=60, default="", blank=True)
    verdict = models.CharField(_("technical verdict"), max_length=500, default="", blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=60, default="", blank=True)
    result = models.CharField(_("result"), max_length=500, default="", blank=True)
    told_at = models.DateTimeField(_("area manager told at"), null=True)
    confirmed_by = models.CharField(_("confirmed by the customer"), max_length=60, default="", blank=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    return_number = models.CharField(_("return note"), max_length=40, default="", blank=True)
    exchange_number = models.CharField(_("order of the exchange"), max_length=40, default="", blank=True)
    cost_fen = models.BigIntegerField(_("cost of the matter"), default=0)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("handler"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("after-sales order")
        indexes = [models.Index(fields=["-asked_at", "-id"], name="after_sales_newest"),
                   models.Index(fields=["state", "asked_at"], name="after_sales_state")]

    def __str__(self) -> str:
        return self.number


OVER = (AfterSales.State.DONE, AfterSales.State.WITHDRAWN)
