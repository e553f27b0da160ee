"""The frame around every page: the menu a person's rights give, counts, company and rulebook lines."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from yingshu.kernel.actor import Actor
from yingshu.organisation.models import Person


def frame(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Context of the shell template."""
    person: Person = request.user  # type: ignore[assignment]
    return {"menu": [], "new_items": [], "todo_count": 0, "company": settings.COMPANY, "rulebook_note": "",
            "person": {"name": person.name, "post": "", "initial": person.name[:1]}, "watermark": "", "lang": request.LANGUAGE_CODE,
            "home": reverse("home")}
