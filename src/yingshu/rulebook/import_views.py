"""Bringing in a rulebook: choose a file or paste a text, see what was read, arrange it by hand, make a draft of it.

Nothing is written before the draft is made: the pieces travel with the page, and each step of arranging draws it anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods
from pydantic import TypeAdapter, ValidationError

from yingshu.kernel.errors import BusinessError, InvalidInput
from yingshu.kernel.pages import for_people
from yingshu.kernel.services import ACTIONS
from yingshu.kernel.text import id_of

from . import arranging
from .arranging import LEFT_OUT, Arranged
from .book_views import KIND_WORDS, kind_choices
from .models import Rulebook
from .parsing import Kind, Parsed, UnreadableFile, parse, parse_source, read_file
from .services.book_text import KINDS, PieceInput, pieces_of

IMPORT = "rulebook.import_text"
LARGEST_TEXT = 2_000_000
MOST_CHOICES = 1500
PIECES = TypeAdapter(list[PieceInput])
NOTES = {"contents": N_("table of contents"), "page number": N_("page number"), "navigation": N_("belongs to a web page"),
         "after the end": N_("stands after the end"), "no number": N_("text without a number"), "gap": N_("a number is missing before it"),
         "repeated": N_("this number comes twice"), "restart": N_("counts from 1 again"),
         "header": N_("header of the page"), "footer": N_("footer of the page"), "footnote": N_("footnote"), "endnote": N_("endnote"),
         "comment": N_("comment in the margin"), "bare number": N_("number without its word"), "out of order": N_("out of order"),
         LEFT_OUT: N_("is left out")}


@for_people
@require_http_methods(["GET", "POST"])
def bring_in(request: Any) -> HttpResponse:
    """The page of the file, the preview that is arranged, and making the draft."""
    request.actor.require(IMPORT)
    if request.method == "GET":
        return _import_page(request)
    try:
        if "pieces" in request.POST:
            return _arranged(request, _pieces(request.POST))
        parsed, origin = _given(request)
        return _preview(request, pieces_of(parsed), origin=origin[:120], title=parsed.title)
    except UnreadableFile as problem:
        return _import_page(request, {"file": [_(problem.reason) % problem.data]})
    except InvalidInput as problem:
        return _import_page(request, problem.errors)


def _import_page(request: HttpRequest, errors: Mapping[str, Any] | None = None) -> HttpResponse:
    return render(request, "rulebook/import.html", {
        "errors": errors or {}, "books": Rulebook.objects.order_by("id")[:200],
        "chosen": request.POST.get("rulebook_id", request.GET.get("book", "")),
        "crumbs": [(_("Rulebook"), reverse("rulebook")), (_("Import a rulebook"), "")]}, status=400 if errors else 200)


def _given(request: Any) -> tuple[Parsed, str]:
    file, text = request.FILES.get("file"), request.POST.get("text", "")
    if file is not None:
        source = read_file(file.read(), file.name)
        _not_too_long(source.text)
        return parse_source(source), file.name
    if not text.strip():
        raise InvalidInput({"file": [_("Choose a file, or paste the text.")]})
    _not_too_long(text)
    return parse(text.replace("\r\n", "\n")), _("pasted text")


def _not_too_long(text: str) -> None:
    if len(text) > LARGEST_TEXT:
        raise InvalidInput({"file": [_("The text has more than %(most)s characters. Use the command “yingshu rulebook import”.") % {
            "most": f"{LARGEST_TEXT:,}"}]})


# ---- the preview

def _preview(request: HttpRequest, pieces: list[PieceInput], *, origin: str, title: str, at: int | None = None,
             problem: BusinessError | None = None) -> HttpResponse:
    found = {kind: sum(1 for piece in pieces if piece.kind == kind) for kind in (Kind.CHAPTER, Kind.ARTICLE)}
    lost = sum(1 for piece in arranging.kept(pieces) if piece.kind == Kind.UNPLACED)
    return render(request, "rulebook/preview.html", {
        "chapters": found[Kind.CHAPTER], "articles": found[Kind.ARTICLE], "unplaced": lost,
        "pieces": [(n, piece, _(KIND_WORDS[piece.kind]), "、".join(_(NOTES[note]) for note in piece.notes if note in NOTES))
                   for n, piece in enumerate(pieces)],
        "left_out": LEFT_OUT, "at": at, "open": pieces[at] if at is not None else None, "problem": problem,
        "errors": problem.errors if isinstance(problem, InvalidInput) else {},
        "origin": origin, "kinds": kind_choices(), "title": title,
        "all": len(pieces) <= MOST_CHOICES, "packed": PIECES.dump_json(pieces).decode(), "books": Rulebook.objects.order_by("id")[:200],
        "chosen": request.POST.get("rulebook_id", ""), "key": secrets.token_urlsafe(18),
        "crumbs": [(_("Rulebook"), reverse("rulebook")), (_("Import a rulebook"), reverse("rulebook-import")), (_("Preview"), "")]},
        status=problem.status if problem else 200)


def _pieces(posted: Any) -> list[PieceInput]:
    """The pieces as the page holds them, with the kinds chosen in its rows and the words of the open piece."""
    try:
        pieces = PIECES.validate_json(posted["pieces"])
    except ValidationError:
        raise InvalidInput({"file": [_("The preview was changed on the way. Read the file again.")]}) from None
    asked = {n: kind for n in range(len(pieces)) if (kind := posted.get(f"kind-{n}", "")) in (*KINDS, LEFT_OUT)}
    pieces, at = arranging.classed(pieces, asked), _place(posted.get("at"), pieces)
    if at is not None:
        words = {"label": posted.get("label", "")[:30], "title": posted.get("title-of", "")[:200],
                 "text": posted.get("text", "")[:arranging.LONGEST].replace("\r\n", "\n")}
        pieces[at] = pieces[at].model_copy(update=words)
    return pieces


def _place(text: Any, pieces: list[PieceInput]) -> int | None:
    """A place among the pieces, counted from 0."""
    given = str(text or "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 7 and int(given) < len(pieces) else None


STEPS: Mapping[str, Callable[[list[PieceInput], int], Arranged]] = {
    "up": arranging.up, "down": arranging.down, "deeper": arranging.deeper, "cut": arranging.cut,
    "higher": lambda pieces, n: arranging.deeper(pieces, n, -1)}
TOWARDS: Mapping[str, Callable[[list[PieceInput], int, int], Arranged]] = {"place": arranging.placed, "join": arranging.joined}


def _arranged(request: Any, pieces: list[PieceInput]) -> HttpResponse:
    """One step of arranging, and the page anew; without a step the draft is made."""
    posted, problem = request.POST, None
    step, _dash, which = posted.get("do", "").partition("-")
    at = _place(posted.get("at"), pieces)
    try:
        if not step:
            return _confirmed(request, pieces)
        if step == "open":
            at = _place(which, pieces)
        elif step == "close":
            at = None
        elif at is not None:
            pieces, at = _step(step, pieces, at, _place(posted.get("towards"), pieces))
    except BusinessError as refused:
        problem = refused
    return _preview(request, pieces, origin=posted.get("origin", "")[:120], title=posted.get("title", "")[:80], at=at, problem=problem)


def _step(step: str, pieces: list[PieceInput], at: int, towards: int | None) -> Arranged:
    if step in STEPS:
        return STEPS[step](pieces, at)
    if step in TOWARDS and towards is None:
        raise InvalidInput({"towards": [_("Choose the piece that it belongs to.")]})
    return TOWARDS[step](pieces, at, towards or 0) if step in TOWARDS else (pieces, at)


# ---- making the draft

def _confirmed(request: Any, pieces: list[PieceInput]) -> HttpResponse:
    posted, kept = request.POST, arranging.kept(pieces)
    if not kept:
        raise InvalidInput({"pieces": [_("Everything is left out; nothing would become a draft.")]})
    done = ACTIONS["rulebook.import_text"].run(
        actor=request.actor, rulebook_id=_book(request), pieces=kept, origin=posted.get("origin", "")[:120],
        idempotency_key=posted.get("idempotency_key", "")[:100] or None)
    messages.success(request, _("%(number)s: %(n)s pieces brought in") % {"number": done.number, "n": done.data.get("pieces", len(kept))})
    return HttpResponseRedirect(reverse("rulebook-edit", args=[done.id]))


def _book(request: Any) -> int:
    """The book chosen, or a new one of the name given."""
    chosen = id_of(request.POST.get("rulebook_id", ""))
    if chosen:
        return chosen
    title = request.POST.get("title", "").strip()[:80]
    if not title:
        raise InvalidInput({"rulebook_id": [_("Choose a rulebook, or give the new one a name.")]})
    code = f"B{Rulebook.objects.count() + 1}"
    return int(ACTIONS["rulebook.create_book"].run(actor=request.actor, code=code, title=title).id)
