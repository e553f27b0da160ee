"""What was answered. Numbers are insert-only entries, voided by counter-entries; words and pictures can be deleted (CNF-07)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.ledger import InsertOnly

from .falsification import Falsification
from .questionnaire import Item
from .wave import Invitation, Stratum, Wave


class Partial(models.Model):
    """What somebody has filled in but not handed in: lets a lost connection be resumed."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="partial")
    answers = models.JSONField(default=dict)
    step = models.PositiveSmallIntegerField(default=0)
    consent = models.CharField(max_length=20, default="")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("unfinished answer")

    def __str__(self) -> str:
        return str(self.invitation_id)


class Response(models.Model):
    """One questionnaire that came back. ``score`` is its weighted result in hundredths of a point (9250 is 92.50).

    ``signs`` are codes of what looks falsified; they are shown for review, nothing follows by itself (SAT-29).
    """

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="responses", verbose_name=_("wave"))
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="responses", verbose_name=_("invitation"))
    stratum = models.ForeignKey(Stratum, models.PROTECT, null=True, related_name="+", verbose_name=_("stratum"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name=_("customer"))
    channel = models.CharField(_("by way of"), max_length=6, choices=Invitation.Channel)
    started_at = models.DateTimeField(_("begun at"))
    submitted_at = models.DateTimeField(_("handed in at"))
    entered_by = models.CharField(_("entered by"), max_length=60, default="", blank=True)
    device_hash = models.CharField(max_length=64, default="", editable=False)
    address_hash = models.CharField(max_length=64, default="", editable=False)
    staff_network = models.BooleanField(default=False, editable=False)
    words_hash = models.CharField(max_length=64, default="", editable=False)
    consent = models.CharField(_("privacy notice"), max_length=20, default="", blank=True)
    score = models.PositiveIntegerField(_("score"), null=True)
    straight = models.BooleanField(_("one level throughout"), default=False)
    signs = models.JSONField(_("signs"), default=list, blank=True)
    falsification = models.ForeignKey(Falsification, models.PROTECT, null=True, related_name="responses",
                                      verbose_name=_("proved falsification"))
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    reviewed_by = models.CharField(_("reviewed by"), max_length=60, default="", blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True)
    voided_by = models.CharField(_("voided by"), max_length=60, default="", blank=True)
    void_reason = models.CharField(_("reason"), max_length=300, default="", blank=True)

    class Meta:
        verbose_name = _("answered questionnaire")
        constraints = [models.UniqueConstraint(fields=["invitation"], condition=models.Q(voided_at=None), name="one_answer_per_invitation")]
        indexes = [models.Index(fields=["wave", "-submitted_at", "-id"], name="response_wave"),
                   models.Index(fields=["wave", "device_hash"], condition=~models.Q(device_hash=""), name="response_device"),
                   models.Index(fields=["wave", "address_hash"], condition=~models.Q(address_hash=""), name="response_address"),
                   models.Index(fields=["wave", "words_hash"], condition=~models.Q(words_hash=""), name="response_words")]

    def __str__(self) -> str:
        return f"{self.wave_id}-{self.invitation_id}"


class Answer(InsertOnly):
    """One value given to one item. ``void`` rows are the counter-entries of a voided response.

    Unit, stratum (0: none) and wave are copied here so that counting needs no join. ``overall`` is the value that the same response
    gave to the item on overall satisfaction (-1: none); ``complete`` says that the response answered every scale of the item's group.
    """

    id = models.BigAutoField(primary_key=True)
    response = models.ForeignKey(Response, models.PROTECT, related_name="answers", db_index=True)
    wave = models.ForeignKey(Wave, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    item = models.ForeignKey(Item, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    part = models.PositiveSmallIntegerField(default=0)
    value = models.SmallIntegerField(_("value"))
    unit_key = models.BigIntegerField(default=0)
    stratum_key = models.BigIntegerField(default=0)
    overall = models.SmallIntegerField(default=-1)
    complete = models.BooleanField(default=True)
    void = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("answer")

    def __str__(self) -> str:
        return str(self.value)


class ScoreEntry(InsertOnly):
    """What a response comes to: as a whole (``group_key`` 0) and in each group, in hundredths of a point.

    A response in which nothing that counts was answered has one entry under ``UNSCORED``, so that every response is counted once under
    one of ``WHOLE``. One that answered the three questions of the ACSI-style index has an entry under ``ACSI`` with their sum.

    ``raw`` is the sum of a group's values as given, ``complete`` says that every scale of the group was answered: both for the
    reliability. The whole has no such sum, so that responses with the same points are counted together.
    """

    UNSCORED: ClassVar[int] = -1
    WHOLE: ClassVar[tuple[int, int]] = (0, UNSCORED)
    ACSI: ClassVar[int] = -2

    response = models.ForeignKey(Response, models.PROTECT, related_name="scores", db_index=True)
    wave = models.ForeignKey(Wave, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    group_key = models.BigIntegerField(default=0)
    score = models.PositiveIntegerField(_("score"))
    raw = models.PositiveIntegerField(default=0)
    complete = models.BooleanField(default=True)
    unit_key = models.BigIntegerField(default=0)
    stratum_key = models.BigIntegerField(default=0)
    void = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("score")

    def __str__(self) -> str:
        return str(self.score)


class Remark(models.Model):
    """Words or a picture given with a response. Personal data may be in it, so it can be deleted; numbers stay."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="remarks")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("text"), max_length=2000, default="", blank=True)
    attachment_id = models.BigIntegerField(null=True)
    erased_at = models.DateTimeField(_("deleted at"), null=True)

    class Meta:
        verbose_name = _("remark")

    def __str__(self) -> str:
        return self.text[:40]
