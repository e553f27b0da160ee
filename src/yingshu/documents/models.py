"""Numbers, attachments, prints."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.fields import QuantityField
from yingshu.kernel.ledger import InsertOnly


class Counter(models.Model):
    """The last serial used of one kind of document in one period."""

    kind = models.CharField(max_length=20)
    period = models.CharField(max_length=8)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "period"], name="one_counter_per_period")]

    def __str__(self) -> str:
        return f"{self.kind}{self.period}-{self.last}"


class Attachment(models.Model):
    """A file kept with a record. The content is stored under its hash; type was sniffed, not believed."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=200)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("attachment")
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="attachment_subject")]

    def __str__(self) -> str:
        return self.name


class PrintLog(InsertOnly):
    """Each print of a document: which copy, by whom; from the second on the paper says 补打."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    template = models.CharField(max_length=30)
    paper = models.CharField(max_length=12)
    copy = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("print")
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "template", "copy"], name="one_print_per_copy")]

    def __str__(self) -> str:
        return f"{self.template} {self.copy}"


class PrintSetup(models.Model):
    """How a document is printed: for the whole company (person 0), or by one person whose printer differs."""

    COMPANY = 0

    template = models.CharField(max_length=30)
    person_id = models.BigIntegerField(default=COMPANY)
    paper = models.CharField(_("paper"), max_length=12)
    x_mm = QuantityField(_("offset to the right (mm)"), default=0)
    y_mm = QuantityField(_("offset down (mm)"), default=0)
    copies = models.JSONField(_("names of the copies"), default=list)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("print setup")
        constraints = [models.UniqueConstraint(fields=["template", "person_id"], name="one_print_setup")]

    def __str__(self) -> str:
        return self.template


class NumberRule(models.Model):
    """The prefix a company gives the numbers of one kind of document, where it differs from the delivered one."""

    kind = models.CharField(max_length=20, unique=True)
    prefix = models.CharField(_("prefix"), max_length=4, unique=True)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("number rule")

    def __str__(self) -> str:
        return f"{self.kind} {self.prefix}"
