"""/privacy/: anybody may ask what is kept about them, or to be forgotten (CNF-07)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yingshu.kernel.public import PublicForm, public_page
from yingshu.organisation.queries import company_name
from yingshu.rulebook.decisions import params_of

from .controls import PRIVACY
from .notices import notice_of

ASK = "customers.ask_about_data"


@public_page(per_minute=20, form=True)
def privacy(request: HttpRequest) -> HttpResponse:
    """The request desk."""
    form = PublicForm(ASK, notice=notice_of("privacy"), context={
        "company": company_name(), "title": _("Your personal data"), "send": _("Send the request"),
        "intro": _("Ask what we keep about you, or that it be deleted. We answer within %(days)s days.")
        % {"days": params_of(PRIVACY).handle_days}})
    return form.answer(request, lambda done: HttpResponseRedirect(reverse("privacy-thanks")))


@public_page()
def thanks(request: HttpRequest) -> HttpResponse:
    """Shown after the request was kept."""
    says = _("Your request has been kept. We will call or write to make sure that it is you, and answer within %(days)s days.")
    says %= {"days": params_of(PRIVACY).handle_days}
    return render(request, "public/says.html", {"company": company_name(), "good": True, "says": says})
