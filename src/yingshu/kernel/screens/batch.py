"""Batch actions: the action runs for each chosen record in a transaction of its own; every failure is told with its reason."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import forms
from ..actor import Actor
from ..errors import BusinessError, InvalidInput, NotAllowed, NotFound
from ..pages import for_people, is_fragment
from ..schemas import validate
from ..services import ACTIONS, Action
from ..tabular.writer import OutColumn, write_list
from ..text import id_of
from .acting import id_parameter
from .declare import Screen
from .export import XLSX
from .lookup import words_for
from .plan import plan_of

MOST = 200


@dataclass(frozen=True)
class Failure:
    """A record for which the action was refused."""

    title: str
    reason: str
    clause: str = ""


def batch(screen: Screen) -> Any:
    """The dialog: what else the action wants to know; then the result."""
    @for_people
    @require_POST
    def page(request: Any, code: str) -> HttpResponse:
        if code not in screen.batch_actions or code not in ACTIONS:
            raise NotFound()
        request.actor.require(f"{screen.code}.view")
        request.actor.require(code)
        ids = chosen_ids(request.POST.getlist("ids"))
        if "key" not in request.POST:
            return _ask(request, screen, ACTIONS[code], ids)
        return _run(request, screen, ACTIONS[code], ids)
    return page


def chosen_ids(given: Sequence[str]) -> list[int]:
    """The ids of the chosen rows, each once; InvalidInput when there are none or too many."""
    ids = [pk for i in dict.fromkeys(given) if (pk := id_of(i))]
    if not ids or len(ids) > MOST:
        raise InvalidInput({"ids": [_("Choose between 1 and %(most)s rows.") % {"most": MOST}]})
    return ids


def _fields(screen: Screen, action: Action) -> list[forms.Field]:
    own = id_parameter(screen, action.code)
    return [f for f in forms.fields_of(action.code) if f.name != own]


def _ask(request: Any, screen: Screen, action: Action, ids: Sequence[int],
         errors: Mapping[str, Sequence[str]] | None = None) -> HttpResponse:
    fields = _fields(screen, action)
    values = forms.form_data(fields, request.POST) if errors else {}
    drawn = [words_for(f, request.actor) for f in forms.filled(fields, values, errors or {})]
    context = {"title": _("%(action)s: %(n)s rows") % {"action": _(action.title), "n": len(ids)}, "ids": ids, "fields": drawn,
               "key": request.POST.get("key") or secrets.token_urlsafe(12), "url": request.path, "submit": _(action.title),
               "errors": errors or {}, "other_errors": forms.unmatched(drawn, errors or {}), "layout": _layout(request)}
    return render(request, "kernel/batch.html", context, status=422 if errors else 200)


def _run(request: Any, screen: Screen, action: Action, ids: Sequence[int]) -> HttpResponse:
    data = forms.form_data(_fields(screen, action), request.POST)
    own = id_parameter(screen, action.code)
    try:
        arguments = validate(action.code, {**data, own: ids[0]})
    except InvalidInput as problem:
        return _ask(request, screen, action, ids, problem.errors)
    arguments.pop(own, None)
    done, failures = run_each(screen, action, request.actor, ids, arguments, request.POST["key"][:60])
    context = {"title": _(action.title), "done": done, "failures": failures, "layout": _layout(request), "screen": screen}
    return render(request, "kernel/batch_result.html", context)


def run_each(screen: Screen, action: Action, actor: Actor, ids: Sequence[int], arguments: Mapping[str, Any],
             key: str) -> tuple[int, list[Failure]]:
    """Run the action for each record; answers how many worked and what failed. A repeated call changes nothing."""
    own = id_parameter(screen, action.code)
    rows = {row.pk: row for row in plan_of(screen).loaded(screen.scoped(actor).filter(pk__in=ids))}
    done, failures = 0, []
    for pk in ids:
        title = str(rows[pk]) if pk in rows else f"#{pk}"
        try:
            if pk not in rows:
                raise NotFound()
            action.run(actor=actor, idempotency_key=f"{key}-{pk}", **{own: pk}, **arguments)
            done += 1
        except NotAllowed:
            raise
        except BusinessError as refusal:
            failures.append(Failure(title, refusal.text(), refusal.clause))
    return done, failures


def _layout(request: Any) -> str:
    return "kernel/dialog.html" if is_fragment(request) else "kernel/dialog_page.html"


def failures_file(screen: Screen) -> Any:
    """下载失败明细: the failures that the result dialog shows, as a workbook."""
    @for_people
    @require_POST
    def page(request: Any) -> FileResponse:
        request.actor.require(f"{screen.code}.view")
        pairs = zip(request.POST.getlist("title")[:MOST], request.POST.getlist("reason")[:MOST], strict=False)
        columns = [OutColumn("title", str(screen.title)), OutColumn("reason", _("Reason"))]
        target = io.BytesIO()
        write_list(target, _("Failures"), columns, ({"title": t, "reason": r} for t, r in pairs))
        target.seek(0)
        return FileResponse(target, as_attachment=True, filename=f"{_('Failures')}.xlsx", content_type=XLSX)
    return page
