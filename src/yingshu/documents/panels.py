"""The panel of files that any record's page may show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Panel

from .queries import attachments_of


def files_panel(kind: str) -> Panel:
    """Files of a kind of record, with upload; the room declares the kind in ``documents.access``."""
    def context(row: Any, actor: Actor) -> Mapping[str, Any]:
        return {"files": attachments_of(kind, row.pk), "file_kind": kind, "file_subject": row.pk}
    return Panel("files", _("Files"), "documents/files.html", context, tab=True)
