"""The trail of business actions, and its seals."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.ledger import InsertOnly


class AuditEntry(InsertOnly):
    """One business action: who, when, from where, on what, what changed, or why it was refused."""

    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)
    acting_for_id = models.BigIntegerField(null=True)
    origin = models.CharField(_("from where"), max_length=8)
    action = models.CharField(_("action"), max_length=80)
    subject_kind = models.CharField(max_length=40, default="")
    subject_id = models.BigIntegerField(null=True)
    subject_number = models.CharField(_("number"), max_length=60, default="")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(_("reason"), max_length=300, default="")
    refused = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("audit entry")
        indexes = [models.Index(fields=["subject_kind", "subject_id", "id"], name="audit_subject"),
                   models.Index(fields=["actor_id", "id"], name="audit_actor"), models.Index(fields=["at"], name="audit_at")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_number}"


class AuditSeal(InsertOnly):
    """The seal of one entry: a hash over the entry and the seal before it. Written in batches by the worker."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit seal")

    def __str__(self) -> str:
        return f"{self.position}"
