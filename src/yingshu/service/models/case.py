"""A case: an inquiry, a suggestion or a complaint, from its intake to its archive (SVC-01 to SVC-10)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel.ledger import InsertOnly
from yingshu.kernel.scoping import ScopedModel


class Case(ScopedModel):
    """客户来件. Its clock runs in working time and stands still while it waits for the customer."""

    class Kind(models.TextChoices):
        INQUIRY = "inquiry", _("Inquiry")
        SUGGESTION = "suggestion", _("Suggestion")
        COMPLAINT = "complaint", _("Complaint")

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone call")
        WEB = "web", _("Web page")
        QR = "qr", _("QR code")
        SALES = "sales", _("Through a salesperson")
        EMAIL = "email", _("E-mail file")

    class State(models.TextChoices):
        OPEN = "open", _("To be accepted")
        ACCEPTED = "accepted", _("In handling")
        WAITING = "waiting", _("Waiting for the customer")
        CLOSED = "closed", _("Closed")
        FILED = "filed", _("Filed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Area(models.TextChoices):
        NONE = "", _("Not classified yet")
        QUALITY = "quality", _("Quality")
        SERVICE = "service", _("Service")
        DELIVERY = "delivery", _("Delivery")
        PRICE = "price", _("Price and settlement")
        OTHER = "other", _("Other")

    class Severity(models.TextChoices):
        LIGHT = "light", _("Light")
        MIDDLE = "middle", _("Middle")
        SERIOUS = "serious", _("Serious")

    class Cause(models.TextChoices):
        NONE = "", _("Not found yet")
        MATERIAL = "material", _("Material")
        PRODUCTION = "production", _("Production")
        PACKING = "packing", _("Packing")
        STORAGE = "storage", _("Storage")
        TRANSPORT = "transport", _("Transport")
        ATTITUDE = "attitude", _("Attitude of staff")
        INFORMATION = "information", _("Wrong or missing information")
        PROCESS = "process", _("Procedure")
        USE = "use", _("Use by the customer")
        UNFOUNDED = "unfounded", _("No cause on our side")

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    channel = models.CharField(_("by which way"), max_length=5, choices=Channel)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    content = models.CharField(_("what the customer says"), max_length=2000)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name=_("customer"))
    customer_name = models.CharField(_("customer"), max_length=120, default="", blank=True)
    contact = models.CharField(_("contact person"), max_length=60, default="", blank=True)
    phone = models.CharField(_("phone"), max_length=60, default="", blank=True)
    email = models.CharField(_("e-mail"), max_length=120, default="", blank=True)
    order = models.ForeignKey("orders.SalesOrder", models.PROTECT, null=True, related_name="+", verbose_name=_("order"))
    order_number = models.CharField(_("order"), max_length=40, default="", blank=True)
    product = models.ForeignKey("products.Product", models.PROTECT, null=True, related_name="+", verbose_name=_("product"))
    batch = models.CharField(_("batch"), max_length=40, default="", blank=True)
    area = models.CharField(_("class"), max_length=8, choices=Area, default="", blank=True)
    severity = models.CharField(_("severity"), max_length=7, choices=Severity, default=Severity.LIGHT)
    cause = models.CharField(_("cause"), max_length=11, choices=Cause, default="", blank=True)
    repeated = models.BooleanField(_("repeated"), default=False)
    cost_fen = models.BigIntegerField(_("cost of the matter"), default=0)
    justified = models.BooleanField(_("grounds verified"), null=True)
    conclusion = models.CharField(_("conclusion"), max_length=1000, default="", blank=True)
    proposal = models.CharField(_("solution proposed"), max_length=1000, default="", blank=True)
    proposed_at = models.DateTimeField(_("proposed at"), null=True)
    agreed_at = models.DateTimeField(_("customer agreed at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=1000, default="", blank=True)
    adopted = models.BooleanField(_("adopted"), null=True)
    told_at = models.DateTimeField(_("customer told at"), null=True)
    reported_at = models.DateTimeField(_("reported to the office at"), null=True)
    form_at = models.DateTimeField(_("form filled in at"), null=True)
    form_by = models.CharField(_("form filled in by"), max_length=60, default="", blank=True)
    followed_at = models.DateTimeField(_("followed up at"), null=True)
    satisfied = models.PositiveSmallIntegerField(_("satisfied with the handling"), null=True)
    received_at = models.DateTimeField(_("received at"))
    accept_by = models.DateTimeField(_("accept by"))
    reply_by = models.DateTimeField(_("reply by"))
    resolve_by = models.DateTimeField(_("solve by"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    replied_at = models.DateTimeField(_("first reply at"), null=True)
    closed_at = models.DateTimeField(pgettext_lazy("record", "closed at"), null=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True)
    public_code = models.CharField(max_length=40, unique=True, editable=False)
    consent = models.CharField(_("notice shown"), max_length=40, default="", blank=True)
    forgotten_at = models.DateTimeField(_("made anonymous at"), null=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("handler"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("case")
        indexes = [models.Index(fields=["-received_at", "-id"], name="case_newest"),
                   models.Index(fields=["state", "resolve_by"], name="case_state"),
                   models.Index(fields=["kind", "received_at"], name="case_kind"),
                   models.Index(fields=["cause", "received_at"], name="case_cause"),
                   models.Index(fields=["closed_at"], name="case_closed")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Still to be worked on."""
        return self.state in OPEN_STATES


OPEN_STATES = (Case.State.OPEN, Case.State.ACCEPTED, Case.State.WAITING)


class Goods(models.Model):
    """The seven data of the goods complained about (SVC-04)."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="goods")
    ticket = models.CharField(_("receipt or slip"), max_length=80, default="", blank=True)
    name = models.CharField(_("name of the goods"), max_length=120, default="", blank=True)
    spec = models.CharField(_("specification"), max_length=120, default="", blank=True)
    quantity = models.CharField(_("quantity"), max_length=40, default="", blank=True)
    grade = models.CharField(_("grade"), max_length=40, default="", blank=True)
    colour = models.CharField(_("colour number"), max_length=40, default="", blank=True)
    bought_on = models.DateField(_("bought on"), null=True)

    class Meta:
        verbose_name = _("goods complained about")

    def __str__(self) -> str:
        return self.name


class Step(InsertOnly):
    """What happened in a case. ``public`` steps are what the customer reads on the status page."""

    ERASABLE: ClassVar[tuple[str, ...]] = ("text",)

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        ASSIGNED = "assigned", _("Given to somebody")
        TOLD = "told", _("Customer told")
        NOTE = "note", _("Note")
        INVESTIGATED = "investigated", _("Investigation on site")
        VERIFIED = "verified", _("Grounds verified")
        PROPOSED = "proposed", _("Solution proposed")
        AGREED = "agreed", _("Customer agreed")
        WAITING = "waiting", _("Waiting for the customer")
        RESUMED = "resumed", _("Customer has answered")
        REPORTED = "reported", _("Reported to the office")
        ESCALATED = "escalated", _("Escalated")
        FOLLOWED = "followed", _("Followed up")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Opened again")
        RATED = "rated", _("Customer rated the handling")

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.CharField(_("text"), max_length=1000, default="", blank=True)
    public = models.BooleanField(_("shown to the customer"), default=False)
    at = models.DateTimeField(_("at"))
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("step of a case")
        indexes = [models.Index(fields=["case", "id"], name="step_case")]

    def __str__(self) -> str:
        return self.text


class Opinion(models.Model):
    """What a department says on the form (SVC-07, SVC-08)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="opinions")
    department = models.CharField(_("department"), max_length=40)
    asked_at = models.DateTimeField(_("asked at"))
    text = models.CharField(_("opinion"), max_length=1000, default="", blank=True)
    given_at = models.DateTimeField(_("given at"), null=True)
    given_by = models.CharField(pgettext_lazy("opinion", "given by"), max_length=60, default="", blank=True)

    class Meta:
        verbose_name = _("opinion of a department")
        constraints = [models.UniqueConstraint(fields=["case", "department"], name="one_opinion_per_department")]

    def __str__(self) -> str:
        return self.department


class Filing(InsertOnly):
    """Where the paper lies: original and copy, each with its holder (SVC-07, SVC-08)."""

    class Copy(models.TextChoices):
        ORIGINAL = "original", _("Original")
        COPY = "copy", _("Photocopy")

    case = models.ForeignKey(Case, models.PROTECT, related_name="filings")
    form = models.CharField(_("form"), max_length=8, choices=[("quality", _("Quality complaint form")), ("service",
                                                                                                         _("Service complaint form"))])
    copy = models.CharField(pgettext_lazy("filing", "copy"), max_length=8, choices=Copy)
    holder = models.CharField(_("kept by"), max_length=40)
    at = models.DateTimeField(_("at"))
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("filed form")
        constraints = [models.UniqueConstraint(fields=["case", "form", "copy"], name="one_filing_per_copy")]

    def __str__(self) -> str:
        return f"{self.form} {self.holder}"


class Penalty(InsertOnly):
    """What a verified complaint brings whom it was caused by (SVC-09, SVC-10). Never paid out of wages by the product."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="penalties")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("responsible"))
    person_name = models.CharField(_("responsible"), max_length=60)
    department = models.CharField(_("department"), max_length=60, default="", blank=True)
    criticism = models.BooleanField(_("public criticism"), default=True)
    fine_fen = models.BigIntegerField(_("fine"), default=0)
    points = models.PositiveSmallIntegerField(_("appraisal points taken off"), default=0)
    dismissal = models.BooleanField(_("dismissal proposed"), default=False)
    reason = models.CharField(_("reason"), max_length=300)
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"))
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("penalty")
        indexes = [models.Index(fields=["person", "on"], name="penalty_person")]

    def __str__(self) -> str:
        return f"{self.person_name} {self.on}"
