"""Waves of a survey, their frame with strata, and the invitations (SAT-07 to 10, 12, 13, 23 to 25)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .questionnaire import Questionnaire, QuestionnaireVersion


class Wave(models.Model):
    """One survey of one period: who is asked, what, how, by whom, and how far it has come.

    ``source`` is the part it plays in the index, a code of the weights in force ("survey", "visit", "quality"); empty: reported, but
    not weighted (internal customers, after an incident, after delivery). ``plan`` is the plan of SAT-09 by field. ``about_*`` names the
    incident a special survey is about (SAT-34). ``sent`` counts what was handed out. ``poster_hash`` is that of the
    code on the poster, for waves that have one.
    """

    class Kind(models.TextChoices):
        FORMAL = "formal", _("Formal survey")
        VISIT = "visit", _("Visits")
        STANDING = "standing", _("Standing survey")
        INTERNAL = "internal", _("Internal customers")
        SPECIAL = "special", _("Special survey after an incident")

    class Method(models.TextChoices):
        OWN = "own", _("Own survey")
        THIRD_PARTY = "third_party", _("By a third party")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        PENDING = "pending", _("Plan pending approval")
        READY = "ready", _("Plan approved")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")

    number = models.CharField(_("number"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.FORMAL)
    period = models.CharField(_("period"), max_length=12)
    source = models.CharField(_("source of the index"), max_length=20, default="", blank=True)
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="waves", verbose_name=_("questionnaire"))
    audience = models.CharField(_("asks"), max_length=10, choices=Questionnaire.Audience, default=Questionnaire.Audience.DIRECT)
    product_kind = models.CharField(_("product kind"), max_length=40, default="", blank=True)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("organised by"))
    organiser = models.CharField(_("organiser"), max_length=120, default="", blank=True)
    participants = models.JSONField(_("responsibilities"), default=list, blank=True)
    method = models.CharField(_("carried out as"), max_length=11, choices=Method, default=Method.OWN)
    measures = models.CharField(_("method"), max_length=40, default="", blank=True)
    agency = models.CharField(_("agency"), max_length=120, default="", blank=True)
    contract = models.CharField(_("contract"), max_length=120, default="", blank=True)
    fee_fen = models.BigIntegerField(_("fee"), default=0)
    outcome = models.CharField(_("what the agency delivered"), max_length=500, default="", blank=True)
    plan = models.JSONField(_("plan"), default=dict, blank=True)
    population = models.PositiveIntegerField(_("population"), default=0)
    sent = models.PositiveIntegerField(_("handed out"), default=0)
    opens_on = models.DateField(_("opens on"), null=True)
    closes_on = models.DateField(_("closes on"), null=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("in charge"))
    made_at = models.DateTimeField(_("made at"))
    approved_by = models.CharField(_("plan approved by"), max_length=60, default="")
    approved_at = models.DateTimeField(_("plan approved at"), null=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    closed_at = models.DateTimeField(pgettext_lazy("record", "closed at"), null=True)
    about_kind = models.CharField(max_length=40, default="", blank=True)
    about_id = models.BigIntegerField(null=True)
    about_number = models.CharField(_("about"), max_length=40, default="", blank=True)
    poster_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 — most waves have no poster
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta:
        verbose_name = _("wave")
        indexes = [models.Index(fields=["period", "source"], name="wave_period"),
                   models.Index(fields=["-made_at", "-id"], name="wave_made")]

    def __str__(self) -> str:
        return self.number


class Stratum(models.Model):
    """A part of the frame: a unit, a class of customers, a kind of product; how many there are, how many are to be asked."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="strata", verbose_name=_("wave"))
    title = models.CharField(_("title"), max_length=80)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    customer_class = models.CharField(_("customer class"), max_length=20, default="", blank=True)
    product_kind = models.CharField(_("product kind"), max_length=40, default="", blank=True)
    population = models.PositiveIntegerField(_("population"), default=0)
    sample = models.PositiveIntegerField(_("planned sample"), default=0)

    class Meta:
        verbose_name = _("stratum")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["wave", "title"], name="stratum_once")]

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """A questionnaire handed out: to whom, by which way, and whether it came back. The link's secret is kept as a hash only."""

    class Channel(models.TextChoices):
        LINK = "link", _("Link")
        QR = "qr", _("QR code")
        SMS = "sms", _("SMS")
        PHONE = "phone", _("Phone")
        PAPER = "paper", pgettext_lazy("channel", "Paper")
        VISIT = "visit", pgettext_lazy("channel", "Visit")
        FILE = "file", pgettext_lazy("channel", "File")

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="invitations", verbose_name=_("wave"))
    stratum = models.ForeignKey(Stratum, models.PROTECT, null=True, related_name="+", verbose_name=_("stratum"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name=_("customer"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("colleague"))
    serial = models.PositiveIntegerField(_("serial"), default=0)
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 — NULLs differ: paper has none
    channel = models.CharField(_("by way of"), max_length=6, choices=Channel, default=Channel.LINK)
    sent_at = models.DateTimeField(_("handed out at"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    answered_at = models.DateTimeField(_("came back at"), null=True)
    about_kind = models.CharField(max_length=40, default="", blank=True)
    about_id = models.BigIntegerField(null=True)
    about_number = models.CharField(_("about"), max_length=40, default="", blank=True)

    class Meta:
        verbose_name = _("invitation")
        constraints = [models.UniqueConstraint(fields=["wave", "serial"], name="invitation_serial")]
        indexes = [models.Index(fields=["wave", "answered_at", "id"], name="invitation_open"),
                   models.Index(fields=["customer", "wave"], name="invitation_customer"),
                   models.Index(fields=["about_kind", "about_id"], condition=models.Q(about_id__isnull=False), name="invitation_about")]

    def __str__(self) -> str:
        return f"{self.wave_id}-{self.serial}"


class WaveTask(models.Model):
    """A share of an own survey: who leads, who supervises, who carries it out, and whether they have handed in (SAT-24)."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Leads")
        SUPERVISE = "supervise", _("Supervises")
        EXECUTE = "execute", _("Carries out")

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="tasks", verbose_name=_("wave"))
    role = models.CharField(_("share"), max_length=9, choices=Role)
    title = models.CharField(_("unit"), max_length=60)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    submitted_at = models.DateTimeField(_("handed in at"), null=True)
    submitted_by = models.CharField(_("handed in by"), max_length=60, default="", blank=True)
    note = models.CharField(_("note"), max_length=300, default="", blank=True)

    class Meta:
        verbose_name = _("share of a survey")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["wave", "role", "title"], name="wave_task_once")]

    def __str__(self) -> str:
        return self.title
