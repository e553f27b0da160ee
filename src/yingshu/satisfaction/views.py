"""Pages of colleagues: preview in a phone's frame, typing in what was said or written, visits, codes and lists."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from yingshu.customers.models import Customer
from yingshu.documents.models import Attachment
from yingshu.documents.store import keep as keep_file
from yingshu.documents.store import path_of
from yingshu.kernel import jobs
from yingshu.kernel.errors import BusinessError, InvalidInput, NotFound
from yingshu.kernel.links import record_url
from yingshu.kernel.pages import for_people
from yingshu.kernel.schemas import validate
from yingshu.kernel.services import Done, leave_done, together
from yingshu.orders.posting import run
from yingshu.organisation.queries import company_name
from yingshu.rulebook.decisions import params_of

from .asking import answers_in, questions, speak
from .controls import LEVELS
from .models import Item, QuestionnaireVersion, Remark, Wave
from .offers import reported_periods, sources
from .papers import codes_pdf, links_csv, poster_pdf
from .queries.versions import Content, content
from .services.answering import invitations_of, visit_version
from .services.honesty import responses_of
from .services.importing import look
from .services.waves import wave as wave_of

MOST_BYTES = 50 * 2**20


@for_people
@require_safe
def preview(request: Any, version_id: int) -> HttpResponse:
    """The questionnaire as people see it on a phone."""
    request.actor.require("questionnaire_versions.view")
    version = _version(version_id)
    title = f"{version.questionnaire.title} V{version.number}"
    return render(request, "satisfaction/preview.html", {
        "title": title, "version": version, "lang": request.GET.get("lang", ""),
        "crumbs": [(title, record_url("questionnaire_versions", version.pk)), (_("Preview on the phone"), "")]})


@for_people
@require_safe
@xframe_options_sameorigin
def phone(request: Any, version_id: int) -> HttpResponse:
    """What the frame of the preview shows: one topic after the other, in the language of the address."""
    request.actor.require("questionnaire_versions.view")
    more, version = speak(request), _version(version_id)
    found = content(version.pk)
    steps = [g for g in found.groups if found.by_group.get(g.pk)]
    text = request.GET.get("step", "1")
    step = max(1, min(int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1, max(len(steps), 1)))
    group = steps[step - 1] if steps else None
    return render(request, "satisfaction/phone.html", {
        "company": company_name(), "version": version, "group": group, "step": step, "count": len(steps),
        "questions": questions(found, group, {}, params_of(LEVELS)) if group else [],
        "back": f"?step={step - 1}{more}" if step > 1 else "", "next": f"?step={step + 1}{more}" if step < len(steps) else ""})


def _version(pk: int) -> QuestionnaireVersion:
    found = QuestionnaireVersion.objects.select_related("questionnaire").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


@for_people
@require_http_methods(["GET", "POST"])
def enter(request: Any, invitation_id: int) -> HttpResponse:
    """Type in a questionnaire that was answered on the phone or on paper."""
    request.actor.require("satisfaction.enter_answers")
    found = invitations_of(request.actor).filter(pk=invitation_id).select_related("wave__version", "customer", "person").first()
    if found is None:
        raise NotFound()
    asks = content(found.wave.version_id)
    back = record_url("invitations", found.pk)

    def save() -> Done:
        channel = "paper" if request.POST.get("channel") == "paper" else "phone"
        return run(request, "satisfaction.enter_answers", {"invitation_id": found.pk, "channel": channel,
                                                           "answers": _answers(asks, request.POST)})

    whom = found.customer.name if found.customer else found.person.name if found.person else f"#{found.serial}"
    return _form(request, asks, save, back, {"title": _("Enter answers"), "whom": whom, "channels": True, "back": back})


@for_people
@require_http_methods(["GET", "POST"])
def visit(request: Any, customer_id: int) -> HttpResponse:
    """The form of a visit, on the salesperson's phone (SAT-23)."""
    request.actor.require("satisfaction.record_visit")
    customer = Customer.objects.visible_to(request.actor).one(pk=customer_id)
    version, back = visit_version(), record_url("customers", customer.pk)
    if version is None:
        return render(request, "satisfaction/entry.html", {"title": _("Visit survey"), "whom": customer.name, "back": back, "none": True,
                                                            "company": company_name()})
    asks = content(version.pk)

    def save() -> Done:
        return run(request, "satisfaction.record_visit", {"customer_id": customer.pk, "answers": _answers(asks, request.POST)})

    return _form(request, asks, save, back, {"title": _("Visit survey"), "whom": customer.name, "back": back})


def _answers(asks: Content, posted: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [answer.model_dump() for answer in answers_in(asks.items, posted)]


def _form(request: Any, asks: Content, save: Callable[[], Done], back: str, context: Mapping[str, Any]) -> HttpResponse:
    """All questions on one page; a mistake comes back with everything that was typed."""
    errors: Mapping[str, Any] = {}
    summary: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            save()
            messages.success(request, _("The answers are saved."))
            return HttpResponseRedirect(back)
        except InvalidInput as wrong:
            errors = wrong.errors
            summary = [(f"q-{n.removeprefix('a-')}", t) for n, texts in errors.items() for t in texts] or [("", wrong.text())]
        except BusinessError as refused:
            summary = [("", refused.text())]
    shown = questions(asks, None, request.POST, params_of(LEVELS), errors)
    return render(request, "satisfaction/entry.html", {
        **context, "questions": shown, "summary": summary, "company": company_name(), "channel": request.POST.get("channel", "phone"),
        "key": request.POST.get("idempotency_key") or secrets.token_urlsafe(12)}, status=400 if summary else 200)


@for_people
@require_safe
def codes(request: Any, wave_id: int) -> HttpResponse:
    """QR codes to print and cut apart."""
    request.actor.require("satisfaction.make_codes")
    found: Wave = wave_of(wave_id)
    text = request.GET.get("from", "1")
    first = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return _file(codes_pdf(found, first), "application/pdf", f"{found.number}.pdf", inline=True)


@for_people
@require_safe
def poster(request: Any, wave_id: int) -> HttpResponse:
    """The poster to hang up."""
    request.actor.require("satisfaction.open_poster")
    found: Wave = wave_of(wave_id)
    if found.poster_hash is None:
        raise NotFound()
    return _file(poster_pdf(found), "application/pdf", f"{found.number}.pdf", inline=True)


@for_people
@require_safe
def links(request: Any, wave_id: int) -> HttpResponse:
    """Who has not answered, with phone and link; taking it out is recorded (CNF-01)."""
    request.actor.require("satisfaction.remind")
    found: Wave = wave_of(wave_id)
    text = links_csv(found, request.actor)
    with together(request.actor, "satisfaction.remind") as work:
        leave_done(work, Done("wave", found.pk, found.number, found.state, after={"list_taken": text.count("\n") - 1}))
    return _file(text.encode(), "text/csv; charset=utf-8", f"{found.number}.csv")


def _file(content: bytes, kind: str, name: str, inline: bool = False) -> HttpResponse:
    where = "inline" if inline else "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f"{where}; filename*=UTF-8''{quote(name)}",
                                                             "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"})


@for_people
@require_safe
def photo(request: Any, remark_id: int) -> HttpResponse:
    """A picture that came with an answer."""
    request.actor.require("responses.view")
    remark = Remark.objects.filter(pk=remark_id, response__in=responses_of(request.actor), erased_at=None).first()
    if remark is None or remark.attachment_id is None:
        raise NotFound()
    kept = Attachment.objects.filter(pk=remark.attachment_id, subject_kind="invitation").first()
    if kept is None or not path_of(kept.digest).exists():
        raise NotFound()
    return _file(path_of(kept.digest).read_bytes(), kept.media_type, kept.name, inline=True)


@for_people
@require_http_methods(["GET", "POST"])
def import_page(request: Any) -> HttpResponse:
    """Answers from a file: upload, look at what its columns are, confirm; the import itself is a task."""
    request.actor.require("satisfaction.import_wave")
    context: dict[str, Any] = {"title": _("Import answers"), "crumbs": [(_("Surveys"), "/waves/"), (_("Import answers"), "")],
                               "typed": request.POST, "sources": sources(), "periods": reported_periods()}
    try:
        if request.POST.get("file"):
            given = {name: request.POST.get(name, "") for name in ("title", "period", "source", "file", "name")}
            jobs.start(request.actor, given["title"], "yingshu.satisfaction.services.importing.import_job",
                       given=validate("satisfaction.import_wave", {k: v for k, v in given.items() if v}))
            messages.success(request, _("The import has begun."))
            return HttpResponseRedirect("/tasks/")
        if request.method == "POST":
            context |= _looked(request)
    except BusinessError as problem:
        context["errors"] = [text for texts in getattr(problem, "errors", {}).values() for text in texts] or [problem.text()]
    return render(request, "satisfaction/import.html", context, status=400 if "errors" in context else 200)


def _looked(request: Any) -> dict[str, Any]:
    """Keep the upload and tell what it holds; nothing of it is written yet."""
    upload = request.FILES.get("upload")
    if upload is None or upload.size > MOST_BYTES:
        raise InvalidInput({"upload": [_("Choose a file of at most %(most)s MB: csv, xlsx, xls or ods.") % {"most": MOST_BYTES // 2**20}]})
    name = upload.name[-100:]
    digest = keep_file(upload.read())
    found = look(digest, name)
    kinds = {"moment": _("Moment of the answer"), "": _("not taken over"), **{k.value: str(k.label) for k in Item.Kind}}
    return {"found": found, "file": digest, "name": name, "columns": [
        {"title": c.title, "kind": kinds[c.kind], "code": c.code, "filled": c.filled, "example": next(iter(sorted(c.seen)), "")}
        for c in found.columns]}
