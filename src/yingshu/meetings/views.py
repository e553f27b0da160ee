"""Pages for the meeting itself, on a phone: check-in, minutes, action items; reports in writing; minutes on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import BusinessError, NotFound
from yingshu.kernel.links import record_url
from yingshu.kernel.pages import for_people
from yingshu.orders.posting import page_context, run, status_of
from yingshu.rulebook.decisions import params_of

from .controls import REPORTS
from .inputs import Channel
from .labels import period_words, topic_name
from .models import Meeting, WorkReport
from .printed import pdf_of
from .queries import due_reports, visible
from .queries.reports import OWED, owed
from .rules.reports import nearest_span, span_named
from .screens.desk import desk_context

STEPS = {"check_in": "meetings.check_in", "record": "meetings.record_minutes", "item": "meetings.add_items", "close": "meetings.close"}
GIVE, COMPLETE = "meetings.submit_work_report", "meetings.submit_draft"


def meeting_of(actor: Actor, pk: int) -> Meeting:
    """A meeting the person may see; NotFound otherwise."""
    found = visible(actor).filter(pk=pk).select_related("convenor", "recorder").first()
    if found is None:
        raise NotFound()
    return found


@for_people
@require_http_methods(["GET", "POST"])
def desk(request: Any, meeting_id: int) -> HttpResponse:
    """At the meeting: check in, write what is said, agree who does what, close (MTG-01, MTG-05)."""
    request.actor.require("meetings.view")
    meeting, problem = meeting_of(request.actor, meeting_id), None
    if request.method == "POST":
        try:
            return _stepped(request, meeting)
        except BusinessError as refused:
            problem = refused
    context = {**desk_context(meeting, request.actor, request.POST), "title": meeting.title, "back": record_url("meetings", meeting.pk),
               **page_context(problem, request.POST)}
    return render(request, "meetings/desk.html", context, status=status_of(problem))


def _stepped(request: Any, meeting: Meeting) -> HttpResponse:
    step = request.POST.get("do", "")
    if step not in STEPS:
        raise NotFound()
    done = run(request, STEPS[step], {"meeting_id": meeting.pk, **_given(step, request.POST)})
    messages.success(request, _told(step, done.data))
    return HttpResponseRedirect(record_url("meetings", meeting.pk) if step == "close" else request.path)


def _given(step: str, post: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of a step says, as the action takes it."""
    if step == "check_in":
        return {k: post[k] for k in ("person_id", "came_at") if post.get(k)}
    if step == "record":
        topics = [{"topic_id": key.removeprefix("topic-"), "summary": post[key]} for key in post if key.startswith("topic-")]
        return {"minutes": post.get("minutes", ""), "topics": topics}
    if step == "item":
        row = {"text": post.get("text", ""), "owner_id": post.get("owner_id") or None, "due_on": post.get("due_on") or None}
        return {"items": [row]}
    return {}


def _told(step: str, data: Mapping[str, Any]) -> str:
    if step == "check_in":
        late = data.get("late_minutes")
        return _("Checked in, %(n)s min late") % {"n": late} if late else _("Checked in on time")
    return {"record": _("The minutes are saved"), "item": _("Written down"), "close": _("The meeting is closed")}[step]


@for_people
@require_safe
def minutes_pdf(request: Any, meeting_id: int) -> HttpResponse:
    """The minutes on paper."""
    request.actor.require("meetings.view")
    meeting = meeting_of(request.actor, meeting_id)
    name = quote(f"{meeting.title}_{clock.local(meeting.planned_at):%Y%m%d}.pdf")
    return HttpResponse(pdf_of(meeting, request.actor), content_type="application/pdf", headers={
        "Content-Disposition": f"inline; filename*=UTF-8''{name}", "Cache-Control": "private, no-store"})


# ---- reports ----------------------------------------------------------------------------------------------------------

@for_people
@require_safe
def report_choice(request: Any) -> HttpResponse:
    """Which reports the person's post owes now, with their windows; one click leads to the form."""
    request.actor.require(GIVE)
    rows = [{"kind": o.kind, "title": _(REPORTS[o.kind].title), "clause": REPORTS[o.kind].clauses[0], "period": period_words(o.span.name),
             "begins": o.begins, "until": o.until, "late": o.late, "given": o.given,
             "url": f"/work-reports/{o.given.pk}/" if o.given else f"/work-reports/new/{o.kind}/?period={o.span.name}"}
            for o in due_reports(request.actor)]
    return render(request, "meetings/report_choice.html", {"rows": rows, "title": _("My reports"), "crumbs": [
        (_("Work reports"), "/work_reports/"), (_("My reports"), "")]})


@for_people
@require_http_methods(["GET", "POST"])
def report_new(request: Any, report_kind: str) -> HttpResponse:
    """One report: a text for everything that the clause asks for."""
    request.actor.require(GIVE)
    if report_kind not in OWED:
        raise NotFound()
    params, problem = params_of(REPORTS[report_kind], request.actor.unit_id), None
    period = request.POST.get("period") or request.GET.get("period", "")
    if request.method == "POST":
        try:
            done = run(request, GIVE, {"kind": report_kind, "period": period, "contents": _texts(params.contents, request.POST),
                                       **({"channel": request.POST["channel"]} if request.POST.get("channel") else {})})
            messages.success(request, str(done.data["says"]))
            return HttpResponseRedirect(record_url("work_reports", done.id))
        except BusinessError as refused:
            problem = refused
    span = span_named(params.every, period) or nearest_span(params, clock.local(clock.now()).replace(tzinfo=None))
    context = {**_form(request, report_kind, params.contents, problem), "window": owed(report_kind, params, span), "period": span.name,
               "period_words": period_words(span.name),
               "channels": [(c, _(Channel(c).name.capitalize())) for c in params.channels if c in set(Channel)]}
    return render(request, "meetings/report_new.html", context, status=status_of(problem))


@for_people
@require_http_methods(["GET", "POST"])
def report_complete(request: Any, work_report_id: int) -> HttpResponse:
    """Complete a report that was drafted from the records, and hand it in."""
    request.actor.require(COMPLETE)
    row, problem = WorkReport.objects.visible_to(request.actor).one(pk=work_report_id, state=WorkReport.State.DRAFT), None
    wanted = params_of(REPORTS[row.kind], row.unit_id).contents
    if request.method == "POST":
        try:
            done = run(request, COMPLETE, {"work_report_id": row.pk, "contents": _texts(wanted, request.POST)})
            messages.success(request, str(done.data["says"]))
            return HttpResponseRedirect(record_url("work_reports", done.id))
        except BusinessError as refused:
            problem = refused
    first = {topic: "\n".join(c["text"] for c in row.contents if c["topic"] == topic) for topic in wanted}
    context = {**_form(request, row.kind, wanted, problem, first), "period_words": period_words(row.period)}
    return render(request, "meetings/report_new.html", context, status=status_of(problem))


def _form(request: Any, kind: str, wanted: Sequence[str], problem: BusinessError | None, first: Mapping[str, str] | None = None,
          ) -> dict[str, Any]:
    texts = [{"name": f"c-{n}", "label": topic_name(topic), "value": request.POST.get(f"c-{n}", (first or {}).get(topic, ""))}
             for n, topic in enumerate(wanted)]
    return {"title": _(REPORTS[kind].title), "texts": texts, "clause": REPORTS[kind].clauses[0], "back": "/work-reports/new/",
            **page_context(problem, request.POST)}


def _texts(wanted: Sequence[str], post: Mapping[str, str]) -> list[dict[str, str]]:
    """A content for each topic; several lines of a drafted list stay several contents."""
    return [{"topic": topic, "text": post.get(f"c-{n}", "")} for n, topic in enumerate(wanted)]
