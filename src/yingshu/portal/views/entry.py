"""The way in: signing in, and entering as a person of the demo."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.contrib.auth import login as start_session
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yingshu.organisation.queries import has_begun

from ..book import book_clauses, book_note
from ..people import company_line, demo_people, demo_person, is_demo

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Login(LoginView):  # type: ignore[misc]
    """allauth's page with what the product says of itself on the left."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = {"book_clauses": book_clauses(), "book_note": book_note(), "company_line": company_line(),
                "demo_people": demo_people() if is_demo() else [], "begun": has_begun()}
        return {**super().get_context_data(**kwargs), **said}


login = Login.as_view()


@require_POST
def demo_login(request: Any) -> HttpResponse:
    """Enter as a demo person with one click. Only where the demo company lives; elsewhere there is no such page."""
    person = demo_person(request.POST.get("person", "")) if is_demo() else None
    if person is None:
        raise Http404
    start_session(request, person, backend=BACKEND)
    target = request.POST.get("next", "")
    return HttpResponseRedirect(target if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()) else "/")
