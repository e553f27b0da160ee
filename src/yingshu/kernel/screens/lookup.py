"""Remote search: ``/lookup/<screen>/?q=`` answers at most twenty records a person may see, or what a room offers besides records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from ..actor import Actor
from ..errors import NotAllowed, NotFound
from ..forms import Field, lookups_of
from ..grams import few_with
from ..pages import for_people
from ..services import ACTIONS
from ..text import half_width, id_of
from .declare import SCREENS, Screen
from .query import is_big

MOST_HITS = 20
MOST_WORDS = 6
_allowing: list[Callable[[Actor, str], bool]] = []


@dataclass(frozen=True, slots=True)
class Offer:
    """What is chosen by search and is no record of a screen (rights, clauses, who decides): ``search`` answers id, words and a note
    of what matches for a person, given what else the form knows; ``words`` those of what was chosen."""

    search: Callable[[Actor, str, Mapping[str, str]], Iterable[tuple[str, str, str]]]
    words: Callable[[Iterable[str]], Mapping[str, str]]


_offers: dict[str, Offer] = {}


def offer(code: str, made: Offer) -> None:
    """Let forms choose from this by ``Lookup(code)``."""
    _offers[code] = made


def has_words(text: str, words: str) -> bool:
    """Does every word asked for occur?"""
    return all(word in text.casefold() for word in half_width(words).casefold().split()[:MOST_WORDS])


def allow(allows: Callable[[Actor, str], bool]) -> None:
    """Let a room say that a person may search a screen because a form of its own lets them choose from it."""
    _allowing.append(allows)


def matching(screen: Screen, words: str) -> Q:
    """Records in which every word occurs; the search column holds names, numbers, phones and pinyin initials.

    In a large table the few that match are found by the index of pairs; when many match, reading in list order ends soon.
    """
    wanted = half_width(words.replace("\x00", "")).casefold().split()[:MOST_WORDS]
    if tuple(screen.search_fields) == ("search_text",) and is_big(screen.model):
        found = few_with(screen.model, wanted)
        if found is not None:
            return Q(pk__in=found)
    condition = Q()
    for word in wanted:
        one = Q()
        for name in screen.search_fields:
            one |= Q(**{f"{name}__{'contains' if name.endswith('search_text') else 'icontains'}": word})
        condition &= one
    return condition


def may_look_up(actor: Actor, code: str) -> bool:
    """People may search what they may see, and what a form they may use lets them choose."""
    return (actor.may(f"{code}.view") or any(actor.may(action) for action in _actions_choosing(code, len(ACTIONS)))
            or any(allows(actor, code) for allows in _allowing))


@cache
def _actions_choosing(code: str, _known: int) -> Sequence[str]:
    return [action for action in ACTIONS if code in lookups_of(action)]


def hits(screen: Screen, actor: Actor, words: str) -> tuple[list[dict[str, Any]], bool]:
    """The first records that match, and whether there are more."""
    rows = list(screen.scoped(actor).filter(matching(screen, words)).select_related(*screen.select_related)
                .order_by(*screen.order_by)[: MOST_HITS + 1])
    return [_hit(screen, row) for row in rows[:MOST_HITS]], len(rows) > MOST_HITS


def _hit(screen: Screen, row: Any) -> dict[str, Any]:
    found = {"id": row.pk, "text": screen.lookup_label(row)}
    return {**found, **screen.lookup_extra(row)}


@for_people
@require_safe
def lookup(request: HttpRequest, code: str) -> JsonResponse:
    """``{results: [{id, text}], more}`` for tom-select."""
    screen, actor = SCREENS.get(code), request.actor  # type: ignore[attr-defined]
    if screen is None and code not in _offers:
        raise NotFound()
    if not may_look_up(actor, code):
        raise NotAllowed(action=f"{code}.view")
    words = request.GET.get("q", "")[:100]
    results, more = hits(screen, actor, words) if screen else _offered(_offers[code], actor, words, request.GET.dict())
    return JsonResponse({"results": results, "more": more})


def _offered(made: Offer, actor: Actor, words: str, known: Mapping[str, str]) -> tuple[list[dict[str, Any]], bool]:
    found = list(islice(made.search(actor, words, known), MOST_HITS + 1))
    return [{"id": value, "text": text, "note": note} for value, text, note in found[:MOST_HITS]], len(found) > MOST_HITS


def words_for(field: Field, actor: Actor) -> Field:
    """A control with the words for the records chosen in it, also in its rows."""
    if field.widget == "lines":
        return replace(field, rows=[[words_for(cell, actor) for cell in row] for row in field.rows])
    if field.lookup and field.lookup not in SCREENS and field.lookup not in _offers:
        return replace(field, widget="whole")
    if not field.lookup or not field.value:
        return field
    chosen = [field.value] if isinstance(field.value, str) else field.value
    known = _offers[field.lookup].words(chosen) if field.lookup in _offers else labels(SCREENS[field.lookup], actor, chosen)
    if field.widget == "lookups":
        return replace(field, shown=[(v, known.get(v, v)) for v in field.value])  # type: ignore[arg-type]
    return replace(field, shown=known.get(str(field.value), ""))


def labels(screen: Screen, actor: Actor, ids: Iterable[str]) -> dict[str, str]:
    """Id → words, for the records a person may see."""
    wanted = [pk for i in ids if (pk := id_of(i))]
    rows = screen.scoped(actor).filter(pk__in=wanted).select_related(*screen.select_related) if wanted else ()
    return {str(row.pk): screen.lookup_label(row) for row in rows}
