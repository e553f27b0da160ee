"""What every page's frame needs: menu, person, counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """The shell's context; empty for visitors."""
    from .shell import frame

    actor = getattr(request, "actor", None)
    return {"shell": frame(request, actor) if actor else None}
