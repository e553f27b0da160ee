"""Reads of the trail: a record's history, who changed it last."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import AuditEntry


def history_of(kind: str, pk: int) -> QuerySet[AuditEntry]:
    """What was done with a record, newest first; refused steps included."""
    return AuditEntry.objects.filter(subject_kind=kind, subject_id=pk).order_by("-id")


def last_change(kind: str, pk: int) -> AuditEntry | None:
    """The last action that changed the record."""
    return history_of(kind, pk).filter(refused=False).exclude(action__endswith=".reveal").first()
