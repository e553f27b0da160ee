"""Administration of the running system: who is online, what repeats by itself, backups."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_q.models import Schedule, Task

from yingshu.kernel.pages import for_people
from yingshu.organisation.services.online import online_people

from .. import schedules, shelf

WATCH = "organisation.end_sessions"
BACK_UP = "portal.back_up"


@for_people
@require_safe
def online(request: Any) -> HttpResponse:
    """在线用户: people with an open session, and ending it."""
    request.actor.require(WATCH)
    title = _("People online")
    return render(request, "portal/online.html", {"title": title, "crumbs": [(title, "")], "rows": online_people(),
                                                  "me": request.actor.id, "act": WATCH})


@for_people
@require_safe
def repeated(request: Any) -> HttpResponse:
    """定时任务: what the worker does again and again, and how it went last."""
    request.actor.require(BACK_UP)
    stored = {each.name: each for each in Schedule.objects.filter(name__startswith="yingshu.")}
    tasks = Task.objects.in_bulk([each.task for each in stored.values() if each.task])
    rows = [{"title": each.title, "function": each.function, "minutes": each.minutes,
             "next": (s := stored.get(each.function)) and s.next_run,
             "task": tasks.get(s.task) if s else None} for each in schedules.known()]
    title = _("Scheduled tasks")
    return render(request, "portal/schedules.html", {"title": title, "crumbs": [(title, "")], "rows": rows})


@for_people
@require_http_methods(["GET", "POST"])
def backups(request: Any) -> HttpResponse:
    """备份与恢复: what is on the shelf; one more (POST)."""
    request.actor.require(BACK_UP)
    title = _("Backup and restore")
    if request.method == "POST":
        shelf.back_up(actor=request.actor)
        messages.success(request, _("The backup is being written; it appears here when it is complete."))
        return HttpResponseRedirect(request.path)
    context = {"title": title, "crumbs": [(title, "")], "rows": shelf.on_shelf(), "folder": "backups", "nights": shelf.NIGHTS}
    return render(request, "portal/backups.html", context)
