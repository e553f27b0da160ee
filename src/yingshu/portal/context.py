"""What every page's frame needs: menu, person, counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def shell(request: HttpRequest) -> dict[str, Any]:
    """The shell's context, worked out when a template asks for it; None for visitors."""
    from .shell import frame

    actor = getattr(request, "actor", None)
    return {"shell": SimpleLazyObject(lambda: frame(request, actor)) if actor else None}
