"""What a survey comes to: the analysis report with its way, findings passed on, improvements, other contacts with customers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.fields import QuantityField
from yingshu.kernel.scoping import ScopedModel


class AnalysisReport(models.Model):
    """The analysis of a period (SAT-19, 21, 28). ``content`` is generated and frozen when handed in; ``parts`` are written by people.

    ``way`` lists the stations (posts) that decide, ``step`` says how many have agreed; with an approval flow in force both stay empty.
    A correction is a new version.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Being decided")
        APPROVED = "approved", _("Approved")
        FILED = "filed", _("Filed")

    number = models.CharField(_("number"), max_length=40, unique=True)
    period = models.CharField(_("period"), max_length=12)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    important = models.BooleanField(_("important"), default=False)
    content = models.JSONField(_("contents"), default=dict)
    parts = models.JSONField(_("written parts"), default=dict, blank=True)
    index = QuantityField(_("satisfaction index"), null=True)
    level = models.PositiveSmallIntegerField(null=True)
    author = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("author"))
    author_name = models.CharField(_("author"), max_length=60)
    made_at = models.DateTimeField(_("made at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    way = models.JSONField(default=list, blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    form = models.CharField(max_length=10, default="", blank=True)
    opinion = models.CharField(_("opinion"), max_length=300, default="", blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    briefed_on = models.DateField(_("presented on"), null=True)
    briefed_to = models.CharField(_("presented to"), max_length=60, default="", blank=True)
    briefing = models.CharField(_("minutes of the briefing"), max_length=1000, default="", blank=True)
    filed_at = models.DateTimeField(_("filed at"), null=True)
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta:
        verbose_name = _("satisfaction report")
        constraints = [models.UniqueConstraint(fields=["period", "version"], name="satisfaction_report_version"),
                       models.UniqueConstraint(fields=["period"], condition=models.Q(state__in=["draft", "submitted"]),
                                               name="satisfaction_report_open")]

    def __str__(self) -> str:
        return self.number


class ReportReader(models.Model):
    """Somebody a report was delivered to: to decide on it, or as a copy."""

    report = models.ForeignKey(AnalysisReport, models.CASCADE, related_name="readers")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    post = models.CharField(max_length=60)
    copy = models.BooleanField(default=False)
    delivered_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    opinion = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        verbose_name = _("reader of the report")
        constraints = [models.UniqueConstraint(fields=["report", "person", "copy"], name="satisfaction_reader_once")]

    def __str__(self) -> str:
        return f"{self.report_id}-{self.person_id}"


class Improvement(ScopedModel):
    """A measure against a weak item or an unmet need, followed until the next wave shows that it works (SAT-22)."""

    class State(models.TextChoices):
        OPEN = "open", _("Being carried out")
        DONE = "done", _("Carried out")
        EFFECTIVE = "effective", _("Works")
        INEFFECTIVE = "ineffective", _("Does not work")
        DROPPED = "dropped", _("Dropped")

    number = models.CharField(_("number"), max_length=40, unique=True)
    period = models.CharField(_("period"), max_length=12)
    item = models.ForeignKey("satisfaction.Item", models.PROTECT, null=True, related_name="+", verbose_name=_("item"))
    about = models.CharField(_("about"), max_length=200)
    cause = models.CharField(_("cause"), max_length=300)
    measure = models.CharField(_("measure"), max_length=500)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("responsible"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    due_on = models.DateField(_("due on"))
    before = QuantityField(_("points before"), null=True)
    target = QuantityField(_("target (points)"), null=True)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.OPEN)
    evidence = models.CharField(_("evidence"), max_length=500, default="", blank=True)
    done_at = models.DateTimeField(_("carried out at"), null=True)
    after = QuantityField(_("points after"), null=True)
    after_period = models.CharField(_("measured in"), max_length=12, default="", blank=True)
    verified_by = models.CharField(_("verified by"), max_length=60, default="", blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True)
    reason = models.CharField(_("reason"), max_length=300, default="", blank=True)
    made_at = models.DateTimeField(_("made at"))
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("improvement")
        indexes = [models.Index(fields=["owner", "due_on"], condition=models.Q(state="open"), name="improvement_open"),
                   models.Index(fields=["period", "item"], name="improvement_period")]

    def __str__(self) -> str:
        return self.number


class Finding(models.Model):
    """A conclusion passed on to a department (SAT-06), a need that was recognised (SAT-33), an arbitrated quality matter (SAT-30)."""

    class Kind(models.TextChoices):
        CONCLUSION = "conclusion", _("Useful conclusion")
        NEED_NOW = "need_now", _("Present need")
        NEED_LATER = "need_later", _("Future need")
        ARBITRATION = "arbitration", _("Arbitration of a quality matter")

    class State(models.TextChoices):
        WAITING = "waiting", _("To be received")
        RECEIVED = "received", _("Received")
        USED = "used", _("Put to use")

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    period = models.CharField(_("period"), max_length=12)
    text = models.CharField(_("what was found"), max_length=500)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("passed to"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("receiver"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    met = models.BooleanField(_("the need is met"), default=False)
    decision = models.CharField(_("decided"), max_length=500, default="", blank=True)
    improvement = models.ForeignKey(Improvement, models.PROTECT, null=True, related_name="findings", verbose_name=_("improvement"))
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("made at"))
    received_at = models.DateTimeField(_("received at"), null=True)
    used_at = models.DateTimeField(_("put to use at"), null=True)
    use = models.CharField(_("use made of it"), max_length=500, default="", blank=True)
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta:
        verbose_name = _("finding")
        indexes = [models.Index(fields=["person"], condition=models.Q(state="waiting"), name="finding_waiting")]

    def __str__(self) -> str:
        return self.number


class Contact(ScopedModel):
    """Communication with customers that leaves no other record: information given, promotion on site, a forum (SAT-02)."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("Product information given")
        PROMOTION = "promotion", _("Promotion on site")
        FORUM = "forum", _("Customers' forum")
        REQUESTS = "requests", _("Requests, opinions and questions dealt with")
        SURVEY = "survey", _("Satisfaction survey")

    kind = models.CharField(_("activity"), max_length=11, choices=Kind)
    on = models.DateField(_("day"))
    title = models.CharField(_("what"), max_length=200)
    customers = models.PositiveIntegerField(_("customers reached"), default=0)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("responsible"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    made_at = models.DateTimeField(_("made at"))

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("contact with customers")
        indexes = [models.Index(fields=["-on", "-id"], name="customer_contact_day")]

    def __str__(self) -> str:
        return self.title
