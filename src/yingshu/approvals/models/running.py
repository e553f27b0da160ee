"""A document in its flow: where it stands, who is asked, what happened, who was told."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.ledger import InsertOnly


class Approval(models.Model):
    """One run of a document through a flow. ``engine`` is the state of ``engine.py``; the flow's version never changes."""

    class State(models.TextChoices):
        RUNNING = "running", _("In approval")
        RETURNED = "returned", _("Sent back")
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        STOPPED = "stopped", _("Stopped")

    kind = models.CharField(_("kind of document"), max_length=60)
    subject_id = models.BigIntegerField()
    number = models.CharField(_("number"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    url = models.CharField(max_length=200, default="")
    clause = models.CharField(_("clause"), max_length=12, default="")
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("handed in by"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    amount_fen = models.BigIntegerField(_("amount"), null=True)
    flow = models.ForeignKey("approvals.FlowVersion", models.PROTECT, related_name="+", verbose_name=_("flow"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    step_title = models.CharField(_("step"), max_length=60, default="")
    engine = models.JSONField()
    digest = models.CharField(max_length=64, default="")
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    rows = models.JSONField(_("rows that decided"), default=list)
    started_at = models.DateTimeField(_("handed in at"))
    since = models.DateTimeField(_("at this step since"))
    due_at = models.DateTimeField(_("due"), null=True)
    ended_at = models.DateTimeField(_("came to an end at"), null=True)
    reminded_at = models.DateTimeField(null=True)
    warned = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("approval")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], condition=models.Q(state__in=["running", "returned"]),
                                               name="one_running_approval")]
        indexes = [models.Index(fields=["kind", "subject_id", "id"], name="approval_subject"),
                   models.Index(fields=["owner", "id"], name="approval_owner"),
                   models.Index(fields=["state", "due_at"], name="approval_due")]

    def __str__(self) -> str:
        return self.number


class ApprovalTask(models.Model):
    """A seat as it stands on a person's list: asked, then answered or taken away. Made from the engine's state."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("to decide")
        AGREE = "agree", _("agreed")
        REFUSE = "refuse", _("refused")
        RETURN = "return", _("sent back")
        GONE = "gone", _("not needed any more")

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="tasks")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    seat = models.PositiveIntegerField()
    step = models.CharField(max_length=40)
    step_title = models.CharField(max_length=60)
    arrived_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=6, choices=Outcome, default=Outcome.OPEN)
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("approval task")
        indexes = [models.Index(fields=["person", "outcome", "arrived_at"], name="approval_todo"),
                   models.Index(fields=["approval", "id"], name="approval_tasks")]

    def __str__(self) -> str:
        return f"{self.step_title} {self.person_id}"


class ApprovalEvent(InsertOnly):
    """The history of an approval: who did what, in whose place, to whom, and why."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    verb = models.CharField(max_length=12)
    step_title = models.CharField(max_length=60, default="")
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=60)
    instead_name = models.CharField(max_length=60, default="")
    target_name = models.CharField(max_length=60, default="")
    says = models.CharField(max_length=1000, default="")
    waited = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("approval history")
        indexes = [models.Index(fields=["approval", "id"], name="approval_history")]

    def __str__(self) -> str:
        return f"{self.verb} {self.actor_name}"


class ApprovalCopy(models.Model):
    """抄送: a person who is told and may read."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="copies")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("approval copy")
        constraints = [models.UniqueConstraint(fields=["approval", "person"], name="one_copy_per_person")]

    def __str__(self) -> str:
        return f"{self.approval_id} {self.person_id}"
