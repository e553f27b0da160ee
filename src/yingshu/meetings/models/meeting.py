"""A meeting, its agenda, who came, and the action items that follow from it (MTG-01 to 05)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Meeting(models.Model):
    """One meeting of a series. Planned ones of a series are made once for their day (``occurrence``), also after a standstill.

    ``figures`` is what was collected in the month so far, frozen when the meeting closes (REC-07).
    """

    class Kind(models.TextChoices):
        WEEKLY = "weekly", _("Weekly meeting")
        REGIONAL = "regional", _("Area managers' meeting")
        COORDINATION = "coordination", _("Coordination meeting")
        SALES = "sales", _("Sales meeting")
        OTHER = "other", _("Other meeting")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    occurrence = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 — NULLs differ: called ones have none
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    planned_at = models.DateTimeField(_("begins at"))
    moved_from = models.DateTimeField(_("first planned for"), null=True)
    place = models.CharField(_("place"), max_length=80, default="", blank=True)
    convenor = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("convenor"))
    important = models.BooleanField(_("important matter"), default=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED)
    minutes = models.TextField(_("minutes"), default="", blank=True)
    recorder = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("recorder"))
    recorded_at = models.DateTimeField(_("minuted at"), null=True)
    closed_at = models.DateTimeField(pgettext_lazy("record", "closed at"), null=True)
    figures = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=200, default="", blank=True)
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta:
        verbose_name = _("meeting")
        indexes = [models.Index(fields=["-planned_at", "-id"], name="meeting_day"),
                   models.Index(fields=["kind", "planned_at"], name="meeting_kind")]

    def __str__(self) -> str:
        return self.number


class AgendaItem(models.Model):
    """A topic. Required ones come from the clause; a topic is discussed once a summary is written."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="topics", verbose_name=_("meeting"))
    position = models.PositiveSmallIntegerField(_("position"))
    topic = models.CharField(_("topic"), max_length=120)
    required = models.BooleanField(_("required"), default=False)
    summary = models.CharField(_("summary"), max_length=1000, default="", blank=True)

    class Meta:
        verbose_name = _("topic")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "topic"], name="topic_once")]

    def __str__(self) -> str:
        return self.topic


class Attendance(models.Model):
    """Somebody invited, or who came. ``late_minutes`` counts whole minutes after the beginning; 8:31 is one."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name=_("meeting"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    post = models.CharField(_("post"), max_length=40, default="")
    required = models.BooleanField(_("required"), default=True)
    checked_in_at = models.DateTimeField(_("checked in at"), null=True)
    late_minutes = models.PositiveIntegerField(_("minutes late"), default=0)
    excuse = models.CharField(_("reason for absence"), max_length=200, default="", blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=60, default="")

    class Meta:
        verbose_name = _("attendance")
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="attend_once")]
        indexes = [models.Index(fields=["person", "meeting"], name="attendance_person")]

    def __str__(self) -> str:
        return str(self.person_id)


class ActionItem(models.Model):
    """A resolution as a task: who, until when, what came of it. Unfinished ones stand on the next meeting's agenda (MTG-05)."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("task", "Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", verbose_name=_("meeting"))
    text = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("responsible"))
    due_on = models.DateField(_("due on"), null=True)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(_("agreed at"))
    closed_at = models.DateTimeField(_("finished at"), null=True)
    result = models.CharField(_("result"), max_length=300, default="", blank=True)

    class Meta:
        verbose_name = _("action item")
        indexes = [models.Index(fields=["owner", "due_on"], condition=models.Q(state="open"), name="item_open"),
                   models.Index(fields=["meeting", "id"], name="item_meeting")]

    def __str__(self) -> str:
        return self.text
