"""What the forms of definitions offer: who can decide, and the facts of a kind of document with their values, all in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.screens.lookup import Offer, has_words, offer
from yingshu.kernel.text import id_of
from yingshu.organisation.models import Person, Post, Unit

from ..definition import Approvers
from ..models import AuthorityVersion
from ..words import approvers, fact_of
from .force import in_force
from .route import who_says

OWN_FACTS = {"unit": N_("unit"), "posts": N_("post of the initiator")}
LEVELS = 3
Found = tuple[str, str, str]


# ---- who decides

def step_says(who: Approvers) -> str:
    """Who decides, and in which unit posts are looked for."""
    if not who.unit:
        return who_says(who)
    where = _("in the document's unit or above") if who.unit == "document" else _unit_name(who.unit)
    return f"{who_says(who)} · {where}"


def _unit_name(code: str) -> str:
    return Unit.objects.filter(code=code).values_list("name", flat=True).first() or code


def _approver_names(words: Iterable[str]) -> dict[str, str]:
    return {word: _says(word) for word in words}


def _says(word: str) -> str:
    try:
        return step_says(Approvers.model_validate(approvers(word)))
    except ValueError:
        return word


def _approvers(actor: Actor, words: str, known: Mapping[str, str], *, tables: bool) -> Iterator[Found]:
    return (found for found in _all_approvers(words, tables) if has_words(f"{found[1]} {found[2]}", words))


def _all_approvers(words: str, tables: bool) -> Iterator[Found]:
    for level in range(1, LEVELS + 1):
        yield f"superior:{level}", _says(f"superior:{level}"), _("above the initiator")
    for code, name in Post.objects.filter(active=True).order_by("name").values_list("code", "name"):
        yield f"posts:{code}", name, _("post")
    for table in in_force(AuthorityVersion) if tables else ():
        yield f"table:{table.code}", table.title, _("authority table")
    if words:
        yield from _by_name()


def _by_name() -> Iterator[Found]:
    """What is too much to be listed: people, heads, posts within the document's unit or another one."""
    near = _("in the document's unit or above")
    for code, name in Post.objects.filter(active=True).order_by("name").values_list("code", "name"):
        yield f"posts:{code}@document", f"{name} · {near}", _("post")
    for code, name, head in Unit.objects.filter(active=True).exclude(head=None).values_list("code", "name", "head__name"):
        yield f"heads:{code}", _("Heads of %(units)s") % {"units": name}, head
    for login, name in Person.objects.filter(is_active=True).order_by("name").values_list("username", "name"):
        yield f"people:{login}", name, _("person")


# ---- facts

def facts_of(kind: str) -> dict[str, str]:
    """The facts that conditions about a kind of document may ask, in words."""
    names = APPROVABLES[kind].fact_names if kind in APPROVABLES else {}
    return {code.removesuffix("_fen"): _(str(words)) for code, words in {**OWN_FACTS, **names}.items()}


def fact_name(kind: str, fact: str) -> str:
    """A fact in words."""
    return facts_of(kind).get(fact, fact)


def closed_facts(kind: str) -> frozenset[str]:
    """The facts that are no numbers."""
    return frozenset((*OWN_FACTS, *(APPROVABLES[kind].fact_choices if kind in APPROVABLES else ())))


def choices(kind: str, fact: str) -> list[tuple[str, str]]:
    """The values of a fact that is no number, in words."""
    if fact == "unit":
        return list(Unit.objects.filter(active=True).order_by("path").values_list("code", "name"))
    if fact == "posts":
        return list(Post.objects.filter(active=True).order_by("name").values_list("code", "name"))
    offered = APPROVABLES[kind].fact_choices.get(fact) if kind in APPROVABLES else None
    return [(str(value), _(str(words))) for value, words in offered()] if offered else []


def _facts(actor: Actor, words: str, known: Mapping[str, str], *, closed: bool) -> Iterator[Found]:
    kind = known.get("kind") or known.get("matter") or _matter_of(known.get("table_id", ""))
    facts, no_numbers = facts_of(kind), closed_facts(kind)
    for fact, name in sorted(facts.items(), key=lambda pair: pair[0] in no_numbers):
        if fact not in no_numbers and has_words(name, words):
            yield f"{kind}/{fact}", name, ""
        for value, text in choices(kind, fact) if closed and fact in no_numbers else ():
            if has_words(f"{name} {text}", words):
                yield f"{kind}/{fact}={value}", _("%(fact)s: %(value)s") % {"fact": name, "value": text}, ""


def _matter_of(table: str) -> str:
    """The kind of document of a version of an authority table."""
    return AuthorityVersion.objects.filter(pk=id_of(table)).values_list("subject", flat=True).first() or ""


def _fact_words(words: Iterable[str]) -> dict[str, str]:
    return {word: _fact_word(word) for word in words}


def _fact_word(word: str) -> str:
    kind, (fact, value) = word.rpartition("/")[0], fact_of(word)
    name = fact_name(kind, fact)
    return _("%(fact)s: %(value)s") % {"fact": name, "value": dict(choices(kind, fact)).get(value, value)} if value else name


# ---- steps and rows of the form

def _rows(actor: Actor, words: str, known: Mapping[str, str]) -> Iterator[Found]:
    """The steps of a flow, or the rows of a table, as they stand in the form: by their place and title."""
    titles = {int(number): title for name, title in known.items() if (number := _row_number(name))}
    for place, (_number, title) in enumerate(sorted(titles.items()), 1):
        if has_words(text := f"{_row_words([str(place)])[str(place)]} {title}".strip(), words):
            yield str(place), text, ""


def _row_number(name: str) -> str:
    """The number in ``steps-2-title``; empty for other names."""
    rows, _dash, rest = name.partition("-")
    number = rest.removesuffix("-title")
    return number if rows in ("steps", "rows") and number != rest and number.isascii() and number.isdigit() and len(number) < 5 else ""


def _row_words(places: Iterable[str]) -> dict[str, str]:
    return {place: _("No. %(place)s") % {"place": place} for place in places}


offer("approval_rows", Offer(_rows, _row_words))
offer("approvers", Offer(partial(_approvers, tables=True), _approver_names))
offer("deciders", Offer(partial(_approvers, tables=False), _approver_names))
offer("approval_facts", Offer(partial(_facts, closed=True), _fact_words))
offer("approval_numbers", Offer(partial(_facts, closed=False), _fact_words))
