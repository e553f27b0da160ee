"""Clauses as they are chosen in a form: by number or title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens.lookup import Offer, has_words, offer

from .catalogue import clause, clauses


def _search(actor: Actor, words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    return ((found.id, str(found), "") for found in clauses().values() if has_words(str(found), words))


def _words(ids: Iterable[str]) -> dict[str, str]:
    return {code: str(clause(code) or code) for code in ids}


offer("clauses", Offer(_search, _words))
