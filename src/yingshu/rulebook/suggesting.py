"""Which clauses of the catalogue a piece of a company's own text may mean: likeness of words, nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise

LEAST = Fraction(1, 8)


def pairs(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters without blanks and marks."""
    letters = [c for c in text if c.isalnum()]
    return frozenset(a + b for a, b in pairwise(letters))


def suggest(text: str, known: Mapping[str, str], most: int = 3) -> list[str]:
    """The clauses whose words are most like a text, best first; none when nothing is alike."""
    own = pairs(text)
    return [code for share, code in sorted(_shares(own, known), key=lambda found: (-found[0], found[1]))[:most] if share >= LEAST]


def _shares(own: frozenset[str], known: Mapping[str, str]) -> Iterable[tuple[Fraction, str]]:
    for code, words in known.items():
        other = pairs(words)
        if own and other:
            yield Fraction(2 * len(own & other), len(own) + len(other)), code
