"""Screens whose records are not scoped: whoever has the right sees them all."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Screen, Tag


class OpenScreen(Screen):
    """Records of the organisation: seen by right, not by scope."""

    group: ClassVar[str] = "system"

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model.objects.all()
        return found


def on_or_off(on: bool, yes: object, no: object) -> Tag:
    """A tag for a yes-or-no state."""
    return Tag(yes, "done") if on else Tag(no, "void")
