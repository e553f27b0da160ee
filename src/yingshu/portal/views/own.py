"""A person's own page, and the language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from yingshu.kernel import clock
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.pages import for_people
from yingshu.organisation.passwords import MAX_AGE
from yingshu.organisation.principal import held_posts
from yingshu.organisation.services import change_own_settings

LANGUAGES = [("zh-hans", gettext_lazy("Simplified Chinese")), ("en", gettext_lazy("English"))]


class OwnForm(forms.Form):
    """What people change themselves. Without an address no e-mails are sent; the inbox is always there."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    email = forms.EmailField(label=gettext_lazy("E-mail for notifications"), required=False, max_length=120,
                             help_text=gettext_lazy("Leave it empty to be told in the application only."))


@for_people
@require_http_methods(["GET", "POST"])
def profile(request: Any) -> HttpResponse:
    """Own data, posts, way in, and settings."""
    person = request.user
    form = OwnForm(request.POST or None, initial={"language": person.language, "email": person.email})
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return _with_language(HttpResponseRedirect(request.path), form.cleaned_data["language"])
    page = {"form": form, "posts": held_posts(person.pk, clock.now()), "changed_at": person.password_changed_at,
            "expires": _expiry(person), "crumbs": [(_("Profile"), "")]}
    return render(request, "portal/profile.html", page, status=422 if form.errors else 200)


def _expiry(person: Any) -> Any:
    return person.password_changed_at + MAX_AGE if settings.PASSWORD_POLICY == "classes" and person.password_changed_at else None


def _saved(request: Any, form: OwnForm) -> bool:
    try:
        change_own_settings(actor=request.actor, **form.cleaned_data)
    except InvalidInput as problem:
        for field, says in problem.errors.items():
            form.add_error(field if field in form.fields else None, list(says))
        return False
    messages.success(request, _("Saved"))
    return True


@require_POST
def set_language(request: Any) -> HttpResponse:
    """Switch the language: for a person for good, for a visitor by a cookie."""
    wanted = request.POST.get("language", "")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    answer = HttpResponseRedirect(target)
    if wanted not in dict(LANGUAGES):
        return answer
    if request.actor is not None:
        change_own_settings(actor=request.actor, language=wanted)
    return _with_language(answer, wanted)


def _with_language(answer: HttpResponse, language: str) -> HttpResponse:
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    translation.activate(language)
    return answer
