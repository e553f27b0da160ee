"""Uploading and downloading files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.pages import for_people
from yingshu.kernel.services import ACTIONS
from yingshu.kernel.text import tidy

from . import services, store
from .sniffing import LARGEST


@for_people
@require_POST
def upload(request: Any, kind: str, pk: int) -> HttpResponse:
    """Attach the file of the form to a record."""
    sent = request.FILES.get("file")
    if sent is None:
        raise InvalidInput({"file": [_("Choose a file.")]})
    ACTIONS["documents.attach"].run(actor=request.actor, subject_kind=kind, subject_id=pk, name=tidy(sent.name)[:200] or "file",
                    content=sent.read(LARGEST + 1), idempotency_key=request.POST.get("idempotency_key", "")[:100] or None)
    messages.success(request, _("%(name)s is attached.") % {"name": sent.name})
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"


@for_people
@require_safe
def download(request: Any, pk: int) -> Any:
    """A file, as a download: never shown inside our pages."""
    kept = services.visible(pk, request.actor)
    path = store.path_of(kept.digest)
    if not path.exists():
        raise NotFound()
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=kept.name, content_type=kept.media_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
