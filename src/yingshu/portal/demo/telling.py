"""What everybody in the demo has in common: a step that is refused is told, and the story goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
