"""Addresses that machines ask: is the server well, the watermark tile, the counts beside the menu."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yingshu.kernel import clock
from yingshu.kernel.pages import for_people

from .. import shell
from ..models import Mark
from ..watermark import watermark_svg

STALE = timedelta(minutes=5)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers; 503 when not. A worker that was not heard of for five minutes is told, not punished."""
    try:
        seen = Mark.moment(Mark.WORKER)
    except DatabaseError:
        if not connection.in_atomic_block:
            connection.close()
        return JsonResponse({"status": "down", "database": False}, status=503)
    alive = seen is not None and clock.now() - seen < STALE  # type: ignore[operator]
    return JsonResponse({"status": "ok", "database": True, "worker": alive, "worker_seen_at": seen})


@for_people
@require_safe
def watermark(request: Any) -> HttpResponse:
    """The tile with the name of who looks and the day; the address changes with both, so it may be kept for a day."""
    person = request.user
    tile = watermark_svg(person.name, person.watermark_tail, clock.today())
    return HttpResponse(tile, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"})


@for_people
@require_safe
@never_cache
def counts(request: Any) -> HttpResponse:
    """The numbers beside bell and menu, put into the page out of band."""
    shell.count(request.actor)
    return render(request, "shell/counts.html", {"oob": True})
