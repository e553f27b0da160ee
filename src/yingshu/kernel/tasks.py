"""Background work, as rooms see it."""

from __future__ import annotations

from .jobs import Progress, enqueue, start

__all__ = ["Progress", "enqueue", "start"]
