"""Messages to people: the in-app inbox always, other channels through the outbox."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """A message in a person's inbox. ``dedupe`` keeps the same news from being told twice."""

    person_id = models.BigIntegerField()
    at = models.DateTimeField()
    msgid = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    url = models.CharField(max_length=200, default="")
    clause = models.CharField(max_length=12, default="")
    urgent = models.BooleanField(default=False)
    dedupe = models.CharField(max_length=120, null=True)  # noqa: DJ001 — NULLs differ, so news without it may repeat
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message")
        constraints = [models.UniqueConstraint(fields=["person_id", "dedupe"], name="tell_once")]
        indexes = [models.Index(fields=["person_id", "read_at", "id"], name="inbox")]

    def __str__(self) -> str:
        return self.msgid


class Outgoing(models.Model):
    """Something that leaves the process (e-mail now; other channels later). Sent by the worker, repeated on failure."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    channel = models.CharField(max_length=12, default="email")
    recipient = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="")

    class Meta:
        verbose_name = _("outgoing message")
        indexes = [models.Index(fields=["state", "next_try_at"], name="outbox")]

    def __str__(self) -> str:
        return f"{self.channel} {self.recipient}"


class Announcement(models.Model):
    """公告: words of the company to everybody, on the workbench until a day."""

    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=2000)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    at = models.DateTimeField(_("published at"))
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("announcement")
        indexes = [models.Index(fields=["withdrawn_at", "since"], name="announcement_shown")]

    def __str__(self) -> str:
        return self.title
