"""Articles of the company's site (BRD-08); texts to customers by SMS, and who does not want them (CUS-18)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Article(models.Model):
    """文章: written, reviewed, published. Published ones are on the public page until withdrawn."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("To be reviewed")
        REVIEWED = "reviewed", _("Reviewed")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Subject(models.TextChoices):
        COMPANY = "company", _("Company news")
        INDUSTRY = "industry", _("Industry news")

    number = models.CharField(_("number"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    subject = models.CharField(pgettext_lazy("article", "subject"), max_length=8, choices=Subject, default=Subject.COMPANY)
    summary = models.CharField(_("summary"), max_length=300, default="", blank=True)
    body = models.TextField(_("article text"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    author = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("author"))
    written_at = models.DateTimeField(_("written at"))
    reviewed_by = models.CharField(_("reviewed by"), max_length=60, default="")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    opinion = models.CharField(_("opinion"), max_length=300, default="", blank=True)
    published_at = models.DateTimeField(_("published at"), null=True)
    published_by = models.CharField(_("published by"), max_length=60, default="")
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta:
        verbose_name = _("site article")
        indexes = [models.Index(fields=["-published_at"], condition=models.Q(state="published"), name="article_public")]

    def __str__(self) -> str:
        return self.title


class OptOut(models.Model):
    """退订: this customer gets no more texts. Lifted by asking for them again."""

    customer = models.OneToOneField("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    at = models.DateTimeField(_("since"))
    reason = models.CharField(_("reason"), max_length=200, default="", blank=True)
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("unsubscribed customer")

    def __str__(self) -> str:
        return str(self.customer_id)


class SmsBatch(models.Model):
    """群发: one text to many customers: who, what, when. ``left_out`` had unsubscribed, ``unreachable`` have no mobile number."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    text = models.CharField(_("message text"), max_length=500)
    made_at = models.DateTimeField(_("made at"))
    actor_name = models.CharField(_("by"), max_length=60)
    recipients = models.PositiveIntegerField(_("recipients"))
    left_out = models.PositiveIntegerField(_("unsubscribed, left out"))
    unreachable = models.PositiveIntegerField(_("without a mobile number"))
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("SMS batch")

    def __str__(self) -> str:
        return self.number


class SmsRecipient(models.Model):
    """One customer of a batch, and what was answered."""

    batch = models.ForeignKey(SmsBatch, models.CASCADE, related_name="rows", verbose_name=_("SMS batch"))
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    reply = models.CharField(_("reply"), max_length=300, default="", blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True)

    class Meta:
        verbose_name = _("recipient")
        constraints = [models.UniqueConstraint(fields=["batch", "customer"], name="one_text_per_customer")]

    def __str__(self) -> str:
        return str(self.customer_id)
