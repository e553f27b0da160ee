"""/s/…/: answering a survey on a phone, without logging in: a topic on each screen, saved step by step, handed in once (SAT-29)."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yingshu.customers.notices import notice_of
from yingshu.documents import pictures
from yingshu.kernel.errors import BusinessError, InvalidInput, NotFound
from yingshu.kernel.public import public_page, visitor
from yingshu.kernel.public.errors import NoConsent
from yingshu.organisation.queries import company_name
from yingshu.rulebook.decisions import params_of

from . import tokens
from .asking import answers_in, kept, questions, speak
from .controls import LEVELS, SIGNS
from .models import Item, ItemGroup, Wave
from .queries.versions import Content, content
from .reading import Given, read
from .services import answer, keep_answers, keep_picture
from .services.answering import Asked, asked
from .services.poster import begin_at_poster, poster_of

SURVEY = "survey"
DEVICE, DEVICE_DAYS = "ys_device", 180
POSTER = "ys_poster_"
PER_MINUTE, BEGUN_PER_MINUTE = 600, 60


def _found(token: str) -> Asked:
    try:
        return asked(token)
    except NotFound:
        raise Http404 from None


@public_page(per_minute=PER_MINUTE, form=True)
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questionnaire behind a link: the step that is next, or what became of it."""
    more, found = speak(request), _found(token)
    if found.answered:
        return _says(request, _("Your answers have been received. Thank you."), good=True)
    if not found.open:
        return _says(request, _("This survey is over. Thank you for coming."))
    asks = content(found.wave.version_id)
    steps = [group for group in asks.groups if asks.by_group.get(group.pk)]
    step = _step(request, found, len(steps))
    if request.method == "POST":
        return _posted(request, token, found, asks, steps, step, more)
    return _with_device(request, _draw(request, found, asks, steps, step, _saved(found), more))


def _says(request: HttpRequest, says: str, good: bool = False) -> HttpResponse:
    return render(request, "satisfaction/says.html", {"says": says, "good": good, "company": company_name()})


def _step(request: HttpRequest, found: Asked, count: int) -> int:
    """The step asked for, but none beyond the first that is not done."""
    done = found.partial.step if found.partial else 0
    text = request.GET.get("step", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else done + 1
    return max(1, min(wanted, done + 1, count))


def _saved(found: Asked) -> Mapping[str, str]:
    return found.partial.answers if found.partial else {}


def _draw(request: HttpRequest, found: Asked, asks: Content, steps: Sequence[ItemGroup], step: int, typed: Mapping[str, str], more: str,
          errors: Mapping[str, Sequence[str]] | None = None) -> HttpResponse:
    group = steps[step - 1]
    levels = params_of(LEVELS)
    summary = [(f"q-{name.removeprefix('a-')}", text) for name, texts in (errors or {}).items() for text in texts]
    return render(request, "satisfaction/survey.html", {
        "company": company_name(), "wave": found.wave, "version": asks.version, "group": group, "step": step, "count": len(steps),
        "questions": questions(asks, group, typed, levels, errors), "total": len(asks.items), "summary": summary, "errors": errors or {},
        "back": f"?step={step - 1}{more}" if step > 1 else "", "notice": notice_of(SURVEY) if step == 1 else None,
        "agreed": bool(found.partial and found.partial.consent) or "consent" in request.POST, "last": step == len(steps),
        "keep": f"s{found.invitation.pk}-{step}", "customer": found.invitation.customer, "here": f"?step={step}{more}",
    }, status=400 if errors else 200)


def _posted(request: HttpRequest, token: str, found: Asked, asks: Content, steps: Sequence[ItemGroup], step: int,
            more: str) -> HttpResponse:
    items = asks.by_group[steps[step - 1].pk]
    typed = {**_saved(found), **kept(items, request.POST)}
    consent = notice_of(SURVEY).version if "consent" in request.POST else found.partial.consent if found.partial else ""
    try:
        if not consent:
            raise NoConsent(field="consent")
        typed |= _pictures(request, token, items)
        read(asks, answers_in(items, typed), items, Given(read_before(asks, typed), {}))
        if step < len(steps):
            keep_answers(actor=visitor("satisfaction.keep_answers"), token=token, answers=kept(items, request.POST), step=step,
                         consent=consent)
            return _with_device(request, HttpResponseRedirect(f"?step={step + 1}{more}"))
        _hand_in(request, token, asks, typed, consent)
    except NoConsent as missing:
        return _draw(request, found, asks, steps, step, typed, more, {"consent": [missing.text()]})
    except InvalidInput as wrong:
        return _draw(request, found, asks, steps, step, typed, more, wrong.errors or {"": [wrong.text()]})
    except BusinessError as refused:
        return _says(request, refused.text())
    return HttpResponseRedirect(f"?done=1{more}")


def _pictures(request: HttpRequest, token: str, items: Sequence[Item]) -> dict[str, str]:
    """Keep the pictures of the screen; answers what the questionnaire now holds of them."""
    wanted = [item for item in items if item.kind == Item.Kind.PHOTO and request.FILES.get(f"a-{item.code}")]
    for item in wanted:
        (picture, *_others) = pictures.uploaded(request, f"a-{item.code}")
        keep_picture(actor=visitor("satisfaction.keep_picture"), token=token, item=item.code, picture=picture)
    answers = _saved(_found(token)) if wanted else {}
    return {name: answers[name] for name in (f"a-{item.code}" for item in wanted) if name in answers}


def read_before(asks: Content, typed: Mapping[str, str]) -> dict[tuple[int, int], int]:
    """The values of the steps before, on which later questions may hang."""
    return {(asks.by_code[a.item].pk, a.part): a.value for a in answers_in(asks.items, typed) if a.value is not None}


def _hand_in(request: HttpRequest, token: str, asks: Content, typed: Mapping[str, str], consent: str) -> None:
    address = request.META.get("REMOTE_ADDR", "")
    answer(actor=visitor("satisfaction.answer"), token=token, answers=answers_in(asks.items, typed), consent=consent, address=address,
           device=request.COOKIES.get(DEVICE, "")[:100], staff_network=of_staff(address, params_of(SIGNS).staff_networks))


def of_staff(address: str, networks: Sequence[str]) -> bool:
    """Does an address lie in one of the staff's networks?"""
    try:
        found = ipaddress.ip_address(address)
        return any(found in ipaddress.ip_network(network, strict=False) for network in networks)
    except ValueError:
        return False


def _with_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A random mark of the device, for telling many answers from one device; it says nothing about the person."""
    if DEVICE not in request.COOKIES:
        response.set_cookie(DEVICE, secrets.token_urlsafe(12), max_age=DEVICE_DAYS * 86400, httponly=True, samesite="Lax",
                            secure=request.is_secure(), path="/s/")
    return response


@public_page(per_minute=BEGUN_PER_MINUTE, form=True)
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """Behind the code of a poster: begin, go on with what this device began, or let another person begin."""
    more = speak(request)
    try:
        wave = poster_of(code)
    except NotFound:
        raise Http404 from None
    begun = _begun(wave, request.COOKIES.get(f"{POSTER}{wave.pk}", ""))
    if begun is not None and begun.open and not begun.answered:
        return HttpResponseRedirect(f"{reverse('survey', args=[tokens.token(wave.pk, begun.invitation.serial)])}?{more.removeprefix('&')}")
    if request.method != "POST":
        return render(request, "satisfaction/poster.html", {"company": company_name(), "wave": wave, "again": begun is not None})
    try:
        token = begin_at_poster(actor=visitor("satisfaction.begin_at_poster"), code=code).data["token"]
    except BusinessError:
        return _says(request, _("This survey is over. Thank you for coming."))
    answer = HttpResponseRedirect(f"{reverse('survey', args=[token])}?{more.removeprefix('&')}")
    answer.set_cookie(f"{POSTER}{wave.pk}", token, max_age=DEVICE_DAYS * 86400, httponly=True, samesite="Lax", secure=request.is_secure(),
                      path="/s/")
    return answer


def _begun(wave: Wave, token: str) -> Asked | None:
    """What this device began at the poster of the survey."""
    try:
        found = asked(token) if token else None
    except NotFound:
        return None
    return found if found and found.wave.pk == wave.pk else None


@public_page(per_minute=PER_MINUTE, form=True)
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """What is on the screen, saved in between by the page's script."""
    found = _found(token)
    if request.method != "POST" or found.answered or not found.open or not (found.partial and found.partial.consent):
        return HttpResponse(status=204)
    try:
        posted: Any = orjson.loads(request.body[:65_536])
    except orjson.JSONDecodeError:
        return HttpResponse(status=400)
    items = content(found.wave.version_id).items
    values: dict[str, Any] = kept(items, posted) if isinstance(posted, dict) else {}
    keep_answers(actor=visitor("satisfaction.keep_answers"), token=token, answers=values, step=found.partial.step)
    return HttpResponse(status=204)
