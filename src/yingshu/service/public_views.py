"""Pages for customers without login: writing to the company, following a case by its code, answers to common questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.notices import notice_of
from yingshu.documents import pictures
from yingshu.kernel import clock
from yingshu.kernel.public import PublicForm, public_page
from yingshu.kernel.services import Done
from yingshu.kernel.text import half_width
from yingshu.organisation.queries import company_name
from yingshu.products.models import Product

from .models import AfterSales, Case, Knowledge, Step
from .models.after_sales import OVER

SEND, ANSWER, PHOTOS = "service.send_case", "service.answer_case", "service.send_photos"
PER_PAGE = 20
SAID: Mapping[str, str] = {
    Step.Kind.ACCEPTED: N_("We take care of it"), Step.Kind.TOLD: N_("News from us"), Step.Kind.NOTE: N_("Your words"),
    Step.Kind.PROPOSED: N_("Our proposal"), Step.Kind.AGREED: N_("You agreed"), Step.Kind.WAITING: N_("Our question to you"),
    Step.Kind.RESUMED: N_("Your answer"), Step.Kind.CLOSED: N_("Closed"), Step.Kind.REOPENED: N_("Opened again")}
LINKED = {"p": "product_number", "b": "batch", "o": "order_number"}


@public_page(per_minute=30, form=True)
def write(request: HttpRequest) -> HttpResponse:
    """A question, a suggestion or a complaint. What a QR code names, product (``p``), batch (``b``) or order (``o``), is filled in and may
    be changed."""
    named = {name: value for short, name in LINKED.items() if (value := half_width(request.GET.get(short, ""))[:40])}
    form = PublicForm(
        SEND, notice=notice_of("case"), fixed={"channel": "qr" if named else "web"},
        leave_out=frozenset({"photos", "product_number", "batch"} - named.keys()),
        files=lambda r: {"photos": pictures.uploaded(r)}, context={
            "company": company_name(), "title": _("Write to us"), "send": _("Send"), "keep": "-".join(["case", *named.values()]),
            "pictures": True, "desk": reverse("privacy"), **pictures.limits(), "about": _about(named.get("product_number", "")),
            "intro": _("A question, a suggestion or a complaint: it goes to the right person at once, and you can follow it.")})
    return form.answer(request, _to_status, {"kind": "complaint", **named})


def _about(product_number: str) -> str:
    """What the product of a code is called, for people who do not know its number."""
    found = Product.objects.filter(number=product_number).first() if product_number else None
    return f"{found.name} {found.spec}".strip() if found else ""


def _to_status(done: Done) -> HttpResponse:
    return HttpResponseRedirect(reverse("case-status", args=[done.data["code"]]) + "?sent=1")


@public_page(per_minute=60, form=True)
def status(request: HttpRequest, code: str) -> HttpResponse:
    """How far the case is, what we said, and a word back; by the code only."""
    case = Case._plain.filter(public_code=code).first()
    if case is None:
        raise Http404
    told = list(case.steps.filter(public=True).order_by("-id")[:50])
    closed = not case.is_open
    form = PublicForm(ANSWER, template="service/public/status.html", fixed={"code": code}, leave_out=_left_out(case), least_seconds=0,
                      files=lambda r: {"photos": pictures.uploaded(r)}, context={
        "company": company_name(), "title": _("Your message"), "case": case, "stages": stages(case), "closed": closed,
        "sent": "sent" in request.GET, "news": [_news(s) for s in told],
        "may_answer": case.state != Case.State.WITHDRAWN and case.forgotten_at is None, "send": _("Send"), **pictures.limits(),
        "scale": [] if case.satisfied else [(n, w) for n, w in enumerate(likert(), 1)]})
    return form.answer(request, lambda done: HttpResponseRedirect(reverse("case-status", args=[code]) + "?answered=1"))


def _news(step: Step) -> tuple[str, str, str]:
    """What happened, what was said, when. Who agreed is named to colleagues only."""
    said = "" if step.kind == Step.Kind.AGREED else step.text
    return _(SAID[step.kind]), said, f"{clock.local(step.at):%m-%d %H:%M}"


def likert() -> list[str]:
    """Words of the five levels."""
    return [_("Very dissatisfied"), _("Dissatisfied"), _("Neutral"), _("Satisfied"), _("Very satisfied")]


def _left_out(case: Case) -> frozenset[str]:
    """What can be answered now: a word always, an agreement while a solution waits for it, a rating when it is closed."""
    left_out = {"agrees", "rating", "photos"}
    if case.is_open and case.proposal and not case.agreed_at:
        left_out.remove("agrees")
    if case.closed_at and not case.satisfied:
        left_out.remove("rating")
    return frozenset(left_out)


def stages(case: Case) -> list[dict[str, Any]]:
    """Received, accepted, solved, in words a customer knows."""
    rows = ((_("Message received"), case.received_at), (_("In handling"), case.accepted_at), (_("Closed"), case.closed_at))
    last = sum(at is not None for _title, at in rows) - 1
    found = [{"title": title, "when": f"{clock.local(at):%m-%d %H:%M}" if at else "",
              "state": "now" if n == last and case.is_open else "ok" if at else ""} for n, (title, at) in enumerate(rows)]
    if case.state == Case.State.WAITING:
        found[1]["title"] = _("We wait for your answer")
    return found


@public_page(per_minute=60, form=True)
def dealer(request: HttpRequest, code: str) -> HttpResponse:
    """The dealer's photos and signature for an after-sales order, by its code only (SVC-15). Neither names nor phones are shown."""
    row = AfterSales._plain.select_related("product").filter(public_code=code).first()
    if row is None:
        raise Http404
    form = PublicForm(
        PHOTOS, template="service/public/dealer.html", notice=notice_of("after_sales"), fixed={"code": code},
        leave_out=frozenset({"photos", "signature"}), context={
            "company": company_name(), "title": _("Photos for after-sales service"), "row": row, "over": row.state in OVER,
            "sent": "sent" in request.GET, "send": _("Sign and send"), "desk": reverse("privacy"), "pictures": True,
            "pictures_needed": True, **pictures.limits()},
        files=lambda r: {"photos": pictures.uploaded(r), "signature": pictures.uploaded(r, "signature")})
    return form.answer(request, lambda done: HttpResponseRedirect(reverse("after-sales-photos", args=[code]) + "?sent=1"))


@public_page(per_minute=120, listed=True)
def answers(request: HttpRequest) -> HttpResponse:
    """Answers to common questions, with search (SVC-21)."""
    query = half_width(request.GET.get("q", ""))[:60]
    rows = Knowledge.objects.filter(state=Knowledge.State.PUBLIC).select_related("product").order_by("-used", "id")
    for word in query.casefold().split():
        rows = rows.filter(search_text__contains=word)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "service/public/answers.html", {"company": company_name(), "page": page, "q": query})
