"""任务中心: a person's background tasks, their progress and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..errors import NotFound
from ..jobs import own_job
from ..pages import for_people, is_fragment
from ..screen_models import Job

SHOWN = 50
WEIGHTS = {Job.State.WAITING: "wait", Job.State.RUNNING: "run", Job.State.DONE: "done", Job.State.FAILED: "danger"}


@for_people
@require_safe
def task_list(request: Any) -> HttpResponse:
    """The newest tasks; the list looks again by itself while one is under way."""
    found = list(Job.objects.filter(person_id=request.actor.id).order_by("-id")[:SHOWN])
    rows = [(job, WEIGHTS[Job.State(job.state)], job.get_state_display()) for job in found]
    busy = any(job.state in (Job.State.WAITING, Job.State.RUNNING) for job in found)
    context = {"rows": rows, "busy": busy, "title": _("Tasks"), "crumbs": [(_("Tasks"), "")]}
    return render(request, "kernel/task_rows.html" if is_fragment(request) else "kernel/tasks.html", context)


@for_people
@require_safe
def task_file(request: Any, pk: int) -> FileResponse:
    """The file of one's own task."""
    job = own_job(request.actor, pk)
    path = Path(settings.MEDIA_ROOT) / job.file
    if job.state != Job.State.DONE or not job.file or not path.is_file():
        raise NotFound()
    return FileResponse(path.open("rb"), as_attachment=True, filename=job.file_name)
