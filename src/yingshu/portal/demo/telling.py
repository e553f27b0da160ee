"""What everybody in the demo has in common: a step that is refused is told, and the story goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yingshu.approvals.models import Approval
from yingshu.approvals.services import agree
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.services import Done


class Telling:
    """Takes steps; ``told`` hears which were refused."""

    told: Callable[[str], None]

    def tried(self, action: Callable[..., Done], **kwargs: Any) -> Done | None:
        """Take a step; a refusal is part of the story and told."""
        try:
            return action(**kwargs)
        except BusinessError as refusal:
            self.told(f"{getattr(action, 'action', action.__name__)}: {refusal.code}")
            return None

    def agreed_to(self, kind: str, pk: int, actor: Actor) -> None:
        """Somebody agrees to the newest approval of a document or request."""
        found = Approval.objects.filter(kind=kind, subject_id=pk).order_by("-id").values_list("id", flat=True).first()
        self.tried(agree, actor=actor, approval_id=found)
