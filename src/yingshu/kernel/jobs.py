"""Work outside the request: queued for the worker, with progress, a log and the file it made, shown in 任务中心."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from . import clock, write
from .actor import Actor
from .errors import BusinessError, NotAllowed, NotFound
from .pages import incident
from .screen_models import Job

ActorFor = Callable[[int], Actor | None]
_actor_for: list[ActorFor] = []


def find_actors_by(function: ActorFor) -> None:
    """Tell the kernel how to find the actor behind a person id, for work done later."""
    _actor_for[:] = [function]


def actor_for(person_id: int) -> Actor:
    """The actor a job works for, with today's rights; NotAllowed when the person may not log in any more."""
    actor = _actor_for[0](person_id) if _actor_for else None
    if actor is None:
        raise NotAllowed(action="jobs")
    return actor.via("task")


def enqueue(function: str, **arguments: Any) -> None:
    """Call ``function`` (a dotted path) in the worker once the transaction is committed; at once when ``settings.Q_SYNC``."""
    if getattr(settings, "Q_SYNC", False):
        import_string(function)(**arguments)
        return
    from django_q.tasks import async_task

    transaction.on_commit(lambda: async_task(function, **arguments))


@dataclass(frozen=True)
class Progress:
    """What a job's function may say while it works, and where its file belongs."""

    job_id: int

    def say(self, done: int, total: int) -> None:
        """So many rows of so many."""
        write.change(Job, where={"id": self.job_id}, set={"done": done, "total": total})

    def place(self, name: str) -> Path:
        """Where to write the file that the person will download as ``name``."""
        folder = Path(settings.MEDIA_ROOT) / "jobs"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.job_id}{Path(name).suffix}"
        write.change(Job, where={"id": self.job_id}, set={"file": str(path.relative_to(settings.MEDIA_ROOT)), "file_name": name[:200]})
        return path


def start(actor: Actor, title: str, function: str, **arguments: Any) -> int:
    """Ask for a job. ``function(progress=…, actor=…, **arguments)`` will be called by the worker; arguments must be JSON."""
    with transaction.atomic():
        pk = write.add_one(Job, person_id=actor.id, title=title[:200], function=function, arguments=arguments,
                           created_at=clock.now())
        enqueue("yingshu.kernel.jobs.run", job_id=pk)
    return pk


def run(job_id: int) -> None:
    """Do a job; a second call for the same job does nothing."""
    taken = write.change(Job, where={"id": job_id, "state__in": [Job.State.WAITING]}, set={"state": Job.State.RUNNING}, returning="*")
    if not taken:
        return
    job = taken[0]
    try:
        import_string(job.function)(progress=Progress(job_id), actor=actor_for(job.person_id), **job.arguments)
    except BusinessError as refusal:
        _finish(job_id, Job.State.FAILED, refusal.text())
    except Exception as problem:
        _finish(job_id, Job.State.FAILED, _("Unexpected error (number %(number)s).") % {"number": incident(problem)})
    else:
        _finish(job_id, Job.State.DONE, "")


def _finish(job_id: int, state: str, says: str) -> None:
    write.change(Job, where={"id": job_id}, set={"state": state, "log": says, "finished_at": clock.now()})


def own_job(actor: Actor, pk: int) -> Job:
    """One of the person's own jobs, or NotFound."""
    found = Job.objects.filter(pk=pk, person_id=actor.id).first()
    if found is None:
        raise NotFound()
    return found
