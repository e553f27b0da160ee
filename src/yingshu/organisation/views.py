"""Names of colleagues, for ``@name`` in comments."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from yingshu.kernel.pages import for_people
from yingshu.kernel.text import half_width

from .models import Person

MOST = 8


@for_people
@require_safe
def colleagues(request: Any) -> JsonResponse:
    """Active people whose name, initials or login name hold the words typed after ``@``."""
    words = half_width(request.GET.get("q", "")[:20].replace("\x00", "")).lower()
    rows = Person.objects.filter(is_active=True, search_text__contains=words).exclude(pk=request.actor.id).order_by("name", "id")
    return JsonResponse({"results": [{"name": p.name, "note": p.staff_no} for p in rows[:MOST]]})
