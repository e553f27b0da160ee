"""Undoing an import."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Id, Text
from yingshu.kernel.services import Done, service


@service("onboarding.undo_import", title=N_("Undo import"))
def undo_import(*, actor: Actor, batch_id: Id, reason: Text = "") -> Done:
    """Later."""
    return Done("import", batch_id)
