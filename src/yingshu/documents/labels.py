"""Names of the parameters of file actions in dialog forms."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import LABELS

LABELS.update({"subject_kind": N_("Kind of record"), "subject_id": N_("Record"), "content": N_("Content"), "attachment_id": N_("File"),
               "paper": N_("Paper"), "documents.record_print.template": N_("Template"), "message_id": N_("Message")})
