"""Reads of files and prints."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Attachment, PrintLog


def attachments_of(kind: str, pk: int) -> QuerySet[Attachment]:
    """Files of a record, newest first; the caller has checked that the reader may see the record."""
    return Attachment.objects.filter(subject_kind=kind, subject_id=pk).order_by("-id")


def prints_of(kind: str, pk: int) -> QuerySet[PrintLog]:
    """Prints of a record, newest first."""
    return PrintLog.objects.filter(subject_kind=kind, subject_id=pk).order_by("-id")
