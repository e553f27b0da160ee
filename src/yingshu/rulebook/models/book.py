"""The book 制度书: who it holds for, its versions, its text, who signed it, who confirmed reading it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.ledger import InsertOnly


class Rulebook(models.Model):
    """A rulebook of the company or of a unit (ORG-01). A unit's book may override what its ``parent`` opens to units."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=80)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("holds for"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("overrides parts of"))
    posts = models.JSONField(_("posts it holds for"), default=list, blank=True)
    newcomers = models.BooleanField(_("includes probationers and interns"), default=True)
    activities = models.CharField(_("activities"), max_length=200, blank=True, default="")
    drafting_unit = models.CharField(_("drafted by"), max_length=60, blank=True, default="")
    interpreting_unit = models.CharField(_("interpreted by"), max_length=60, blank=True, default="")
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("rulebook")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class RulebookVersion(models.Model):
    """One version. The state says how far it came; whether it holds on a day is a question of its two days (ORG-31)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")

    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="versions", verbose_name=_("rulebook"))
    version = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    note = models.CharField(_("what changes"), max_length=300, blank=True, default="")
    origin = models.CharField(_("made out of"), max_length=120, blank=True, default="")
    settings = models.JSONField(_("what it puts in force"), default=dict, blank=True)
    made_by_id = models.BigIntegerField()
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("made at"))
    round = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    approved_by = models.CharField(_("approved by"), max_length=200, blank=True, default="")
    published_at = models.DateTimeField(_("published at"), null=True)
    published_by = models.CharField(_("published by"), max_length=60, blank=True, default="")
    valid_from = models.DateField(_("valid from"), null=True)
    valid_until = models.DateField(_("valid until"), null=True)

    class Meta:
        verbose_name = _("version of a rulebook")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["rulebook", "version"], name="one_number_per_rulebook"),
            models.UniqueConstraint(fields=["rulebook"], condition=~models.Q(state="published"), name="one_open_version_per_rulebook"),
            models.UniqueConstraint(fields=["rulebook", "valid_from"], condition=models.Q(state="published"),
                                    name="one_rulebook_version_per_day")]

    def __str__(self) -> str:
        return f"{self.rulebook} V{self.version}"

    @property
    def number(self) -> str:
        return f"{self.rulebook.code} V{self.version}"


class BookNode(models.Model):
    """A piece of a version. ``position`` and ``depth`` make the tree; ``key`` is the same piece in other versions of the book."""

    version = models.ForeignKey(RulebookVersion, models.CASCADE, related_name="nodes")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10)
    key = models.CharField(max_length=16)
    label = models.CharField(_("number"), max_length=30, blank=True, default="")
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    text = models.TextField(_("text"), blank=True, default="")
    notes = models.JSONField(default=list, blank=True)
    clauses = models.JSONField(_("clauses"), default=list, blank=True)
    controls = models.JSONField(_("controls"), default=list, blank=True)
    opened = models.BooleanField(_("units may override it"), default=False)
    overrides = models.CharField(_("overrides"), max_length=16, blank=True, default="")
    superior = models.CharField(_("superior rule"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("piece of a rulebook")
        ordering = ["position"]
        indexes = [models.Index(fields=["version", "position"], name="book_node_order")]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.label, self.title))) or self.text[:40]


class Signature(models.Model):
    """A leader who is asked to approve a version, and what they answered. A version sent back starts a new round."""

    version = models.ForeignKey(RulebookVersion, models.CASCADE, related_name="signatures")
    round = models.PositiveIntegerField()
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("leader"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    agreed = models.BooleanField(_("agreed"), null=True)
    opinion = models.CharField(_("opinion"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("signature")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["version", "round", "person"], name="one_signature_per_leader")]

    def __str__(self) -> str:
        return f"{self.person}"


class ReadingConfirmation(InsertOnly):
    """A person confirmed to have read a version (ORG-32)."""

    version = models.ForeignKey(RulebookVersion, models.PROTECT, related_name="confirmations")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("confirmation of reading")
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="one_confirmation_per_reader")]

    def __str__(self) -> str:
        return f"{self.person} {self.version_id}"


class Retirement(models.Model):
    """The end of a book without a successor: asked for, agreed to or not (ORG-31)."""

    class State(models.TextChoices):
        ASKED = "asked", _("End asked for")
        AGREED = "agreed", _("End agreed")
        REFUSED = "refused", _("End refused")

    version = models.ForeignKey(RulebookVersion, models.PROTECT, related_name="retirements")
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    asked_by_id = models.BigIntegerField()
    asked_by = models.CharField(_("asked by"), max_length=60)
    asked_at = models.DateTimeField(_("asked at"))
    leader = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("leader"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=60, blank=True, default="")
    opinion = models.CharField(_("opinion"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("end of a rulebook")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["version"], condition=models.Q(state="asked"), name="one_end_asked_per_version")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.last_day}"
