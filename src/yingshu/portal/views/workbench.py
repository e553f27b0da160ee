"""工作台: what is to be done, what was done, what one started, what one was told; figures, duties, news."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yingshu.approvals.models import Approval
from yingshu.approvals.queries.mine import started_by
from yingshu.approvals.screens.approval import approval_tag, kind_title
from yingshu.audit.models import AuditEntry
from yingshu.duties.screens.responsibility import entries_of
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.pages import for_people
from yingshu.kernel.screens import page_of
from yingshu.kernel.services import ACTIONS
from yingshu.logistics.queries import open_exceptions
from yingshu.notifications.queries import announcements, inbox, text_of
from yingshu.orders.models import SalesOrder
from yingshu.orders.screens.order import stage_tag
from yingshu.rulebook.books import has_book

from ..counting import count
from ..figures import figures, same_days_last_month, whys
from ..todos import OVERDUE, Lists, duties, gather, queue

SHOWN = 50
URGENT = 12
FEW = 5
WEEKDAYS = (gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"), gettext_lazy("Friday"),
            gettext_lazy("Saturday"), gettext_lazy("Sunday"))
# What a person does every day without it being work done: reading, looking, settings.
NOT_WORK = ("notifications.mark_read", "notifications.mark_all_read", "organisation.change_own_settings")


@for_people
@require_safe
def workbench(request: Any) -> HttpResponse:
    """The home page."""
    actor: Actor = request.actor
    counts = count(actor)
    wanted = request.GET.get("tab", "todo")
    tab = wanted if wanted in TABS else "todo"
    lists = gather(actor, counts)
    content = _todo(lists, "all" in request.GET) if tab == "todo" else TABS[tab](actor)
    page = {**content, "tab": tab, "tabs": _tabs(actor, tab, sum(counts.values())), "greeting": _greeting(request.user.name),
            "moment": _moment(), "figures": figures(actor), "duties": duties(lists, counts), "exceptions": _exceptions(actor),
            "news": _news(actor), "announcements": announcements(FEW), "crumbs": [(_("Workbench"), "")],
            "ways": entries_of(actor, (todo.clause for _list, todos in lists for todo in todos)),
            "may_register": actor.may("orders.register"), "choose_book": actor.may("rulebook.publish_version") and not has_book()}
    return render(request, "portal/workbench.html", page)


@for_people
@require_safe
def explained(request: Any) -> HttpResponse:
    """为什么 of the figures of the workbench, or of the one asked for."""
    today, of = clock.today(), request.GET.get("of", "")
    return render(request, "portal/figures.html", {
        "whys": whys(request.actor, of), "of": of, "days": (today.replace(day=1), today), "before": same_days_last_month(today),
        "crumbs": [(_("Workbench"), reverse("home")), (_("Figures of the month"), "")]})


@for_people
@require_safe
def next_todo(request: Any) -> HttpResponse:
    """Go to the most urgent thing to do, other than the page one comes from (处理下一条)."""
    came_from = request.META.get("HTTP_REFERER", "")
    for row in queue(gather(request.actor, count(request.actor))):
        if row.todo.url and not came_from.endswith(row.todo.url):
            return HttpResponseRedirect(row.todo.url)
    messages.success(request, _("Nothing else is waiting for you."))
    return HttpResponseRedirect(reverse("home"))


def _todo(lists: Lists, whole: bool) -> dict[str, Any]:
    """The most urgent; the rest is a click away, so that one's numbers stay in sight."""
    rows = queue(lists)
    late = sum(r.urgency == OVERDUE for r in rows)
    return {"rows": rows, "shown": rows if whole else rows[:URGENT], "late": late, "most": SHOWN}


def _done(actor: Actor) -> dict[str, Any]:
    entries = list(_work_done(actor)[:SHOWN])
    return {"entries": [{"entry": e, "title": _(ACTIONS[e.action].title) if e.action in ACTIONS else e.action,
                         "clause": ACTIONS[e.action].clause if e.action in ACTIONS else "", "url": _subject_url(e)} for e in entries]}


def _work_done(actor: Actor) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(actor_id=actor.id, refused=False).exclude(action__in=NOT_WORK).order_by("-id")


def _subject_url(entry: AuditEntry) -> str:
    return page_of(entry.subject_kind, entry.subject_id)


def _started(actor: Actor) -> dict[str, Any]:
    orders = list(_my_orders(actor).order_by("-ordered_at", "-id")[:SHOWN])
    handed_in = Approval.objects.filter(started_by(actor)).order_by("-id")[:SHOWN]
    return {"orders": [{"order": o, "tag": stage_tag(o)} for o in orders],
            "approvals": [{"row": a, "tag": approval_tag(a), "kind": kind_title(a.kind)} for a in handed_in]}


def _my_orders(actor: Actor) -> QuerySet[SalesOrder]:
    found: QuerySet[SalesOrder] = SalesOrder.objects.visible_to(actor).filter(clerk_id=actor.id)
    return found


def _told(actor: Actor) -> dict[str, Any]:
    return {"messages_": [{"message": m, "text": text_of(m)} for m in inbox(actor)[:SHOWN]]}


TABS: dict[str, Callable[[Actor], dict[str, Any]]] = {"done": _done, "started": _started, "messages": _told}


def _tabs(actor: Actor, tab: str, todo: int) -> list[dict[str, Any]]:
    unread, home = inbox(actor).filter(read_at=None).count(), reverse("home")
    numbers = (("todo", _("To do"), todo), ("done", _("Handled by me"), None), ("started", _("Started by me"), None),
               ("messages", _("Copied to me"), unread))
    return [{"title": title, "url": f"{home}?tab={code}" if code != "todo" else home, "current": code == tab, "count": number,
             "hot": code == "todo" and bool(number)} for code, title, number in numbers]


def _greeting(name: str) -> str:
    hour = clock.local(clock.now()).hour
    says = _("Good morning, %(name)s") if hour < 12 else _("Good afternoon, %(name)s") if hour < 18 else _("Good evening, %(name)s")
    return says % {"name": name}


def _moment() -> str:
    now = clock.local(clock.now())
    return f"{now:%Y-%m-%d} {WEEKDAYS[now.weekday()]} {now:%H:%M}"


def _exceptions(actor: Actor) -> list[Any] | None:
    """The newest open exceptions; None for those who do not see exceptions."""
    return list(open_exceptions(actor).order_by("-opened_at", "-id")[:FEW]) if actor.may("exceptions.view") else None


def _news(actor: Actor) -> list[dict[str, Any]]:
    return [{"message": m, "text": text_of(m)} for m in inbox(actor)[:FEW]]
