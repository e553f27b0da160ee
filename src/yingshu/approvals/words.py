"""Definitions as they are chosen in a form, and back: each choice is a short word of its own, so nothing of a definition is lost.

Who decides: ``posts:director``, ``posts:director+finance@document``, ``superior:2``, ``people:liu``, ``heads:east``, ``table:discount``.
A fact, with the kind of document before it: ``order/amount``, and with its value where it is no number: ``order/method=credit``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .definition import Approvers, Condition, Op

WAYS = ("posts", "people", "heads")
ALONE = ("superior", "table")
MORE, AT = "+", "@"


# ---- who decides

def word_of(who: Approvers) -> str:
    """All approvers of a step as one word."""
    for way in WAYS:
        if names := getattr(who, way):
            return f"{way}:{MORE.join(names)}" + (AT + who.unit if who.unit else "")
    return f"superior:{who.superior}" if who.superior else f"table:{who.table}"


def words_of(who: Approvers) -> list[str]:
    """The approvers of a step, a word for each."""
    way = next((way for way in WAYS if getattr(who, way)), "")
    return [word_of(who.model_copy(update={way: (name,)})) for name in getattr(who, way)] if way else [word_of(who)]


def approvers(word: str) -> dict[str, Any]:
    """The approvers behind a word, as they stand in a definition."""
    way, _colon, rest = word.partition(":")
    if way in WAYS and rest:
        names, _at, unit = rest.partition(AT)
        return {way: names.split(MORE), "unit": unit}
    if way in ALONE and rest:
        return {way: rest}
    raise ValueError(_("“%(word)s” does not say who decides. Choose from the list.") % {"word": word})


def together(words: Sequence[str]) -> dict[str, Any]:
    """Several words as the approvers of one step: all of one sort, and posts in the same unit."""
    found = [approvers(word) for word in words]
    way = next((key for key in found[0] if key != "unit"), "") if found else ""
    if len(found) > 1 and (way in ALONE or any(way not in one or one["unit"] != found[0]["unit"] for one in found)):
        raise ValueError(_("One step asks posts, people or heads of units, not a mixture; a superior or an authority table stands alone."
                           " Make two steps of it."))
    return {**found[0], way: [name for one in found for name in one[way]]} if way in WAYS else dict(found[0]) if found else {}


# ---- facts

def fact_of(word: str) -> tuple[str, str]:
    """The fact and its value, empty for numbers; the kind before it is left out."""
    fact, _is, value = word.rpartition("/")[2].partition("=")
    return fact, value


def fact_words(kind: str, condition: Condition, closed: Iterable[str]) -> list[str]:
    """A condition as the words of its rows: one for each value of a closed fact, one for a number."""
    own = f"{kind}/{condition.fact}"
    return [f"{own}={value}" for value in condition.value] if condition.fact in closed else [own]


def conditions_of(rows: Iterable[tuple[str, Op, str]]) -> list[dict[str, Any]]:
    """Rows (fact, comparison, number) as conditions. Several values of one closed fact are alternatives."""
    found: list[dict[str, Any]] = []
    for word, op, given in rows:
        fact, value = fact_of(word)
        same = next((c for c in found if value and (c["fact"], c["op"]) == (fact, op.value)), None)
        if same is not None:
            same["value"].append(value)
        else:
            found.append({"fact": fact, "op": op.value, "value": [value or given]})
    return found
