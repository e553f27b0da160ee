"""Choice lists 字典: the words a company chooses from in its forms.

A room declares a list and marks parameters with ``FromList``; forms, filters, import templates and checks use it from then on. What a
company adds, orders and stops is kept by the organisation (``keep_by``). Records keep the value itself, so a word in use stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .errors import InvalidInput

STEP = 10
TOLD = 12


class FromList(str):
    """Marks a text that is chosen from a choice list, by the list's code."""


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """``delivered`` are the values the product comes with, ``uses`` the fields that keep one (``customers.Customer``, ``nature``).

    A ``coded`` list takes listed values only, since rules know some of them; for the others the company says whether other words may
    be typed.
    """

    code: str
    title: Any
    uses: Sequence[tuple[str, str]]
    delivered: Sequence[tuple[str, Any]] = ()
    coded: bool = False
    longest: int = 40


@dataclass(frozen=True, slots=True)
class Word:
    """What a company keeps of one value."""

    value: str
    place: int
    active: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What a company keeps: its words by list, and the lists that take no other words."""

    words: Mapping[str, Sequence[Word]] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list as it stands now."""

    value: str
    label: str
    place: int
    active: bool
    delivered: bool


LISTS: dict[str, ChoiceList] = {}
_readers: list[Callable[[], Kept]] = []


def declare(*lists: ChoiceList) -> None:
    """The lists exist from now on."""
    LISTS.update({one.code: one for one in lists})


def keep_by(read: Callable[[], Kept]) -> None:
    """Let the organisation answer what the company keeps."""
    _readers[:] = [read]


def _kept() -> Kept:
    return _readers[0]() if _readers else Kept()


def choices_of(code: str) -> list[Choice]:
    """All values of a list in the company's order."""
    declared, kept = LISTS[code], {w.value: w for w in _kept().words.get(code, ())}
    found = [Choice(value, str(label), _place(kept.get(value), n), value not in kept or kept[value].active, True)
             for n, (value, label) in enumerate(declared.delivered, 1)]
    known = {c.value for c in found}
    found += [Choice(w.value, w.value, w.place, w.active, False) for w in kept.values() if w.value not in known]
    return sorted(found, key=lambda c: c.place)


def _place(word: Word | None, n: int) -> int:
    return word.place if word else n * STEP


def offered(code: str) -> list[tuple[str, str]]:
    """Values and words that may be chosen now."""
    return [(c.value, c.label) for c in choices_of(code) if c.active]


def known(code: str) -> list[tuple[str, str]]:
    """All values and words, stopped ones too: for filters, since records keep them."""
    return [(c.value, c.label) for c in choices_of(code)]


def words(code: str) -> list[str]:
    """Only the words, for the dropdown lists of import templates."""
    return [label for _value, label in offered(code)]


def label_of(code: str, value: str) -> str:
    """The word for a stored value."""
    return next((c.label for c in choices_of(code) if c.value == value), value)


def only_listed(code: str) -> bool:
    """Does the list take no other words?"""
    return LISTS[code].coded or code in _kept().closed


def check(**given: tuple[str, Any]) -> None:
    """``check(nature=("customers.nature", nature))``: raise InvalidInput for values that their list does not take. Empty ones are fine;
    what a record has already need not be checked again."""
    wrong = {name: [_refusal(code, value)] for name, (code, value) in given.items()
             if value and only_listed(code) and str(value) not in dict(offered(code))}
    if wrong:
        raise InvalidInput(wrong)


def _refusal(code: str, value: str) -> str:
    return _("“%(value)s” is not in the list “%(list)s”. Choose one of: %(words)s.") % {
        "value": value, "list": LISTS[code].title, "words": "、".join(words(code)[:TOLD]) or "--"}
