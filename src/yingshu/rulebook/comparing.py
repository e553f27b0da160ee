"""Two versions side by side: what was added, removed, changed, down to the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, Protocol

LONGEST = 4000


class Piece(Protocol):
    """What is compared of a piece."""

    key: str
    depth: int
    kind: str
    label: str
    title: str
    text: str
    clauses: list[str]


class Part(NamedTuple):
    """Some words, and whether they stand on this side only."""

    text: str
    changed: bool


class Row(NamedTuple):
    """A piece on both sides. ``state``: same, changed, moved (only its number changed), added, removed."""

    state: str
    old: Piece | None
    new: Piece | None
    old_parts: list[Part]
    new_parts: list[Part]


def compare(old: Sequence[Piece], new: Sequence[Piece]) -> list[Row]:
    """All pieces of both versions in reading order; the same piece is known by its key, else by its words."""
    matcher = SequenceMatcher(None, _names(old), _names(new), autojunk=False)
    rows: list[Row] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            rows += [_pair(a, b) for a, b in zip(old[i:j], new[k:m], strict=True)]
        else:
            rows += [_row("removed", piece, None) for piece in old[i:j]] + [_row("added", None, piece) for piece in new[k:m]]
    return rows


def _names(pieces: Sequence[Piece]) -> list[str]:
    return [piece.key for piece in pieces]


def words(piece: Piece) -> str:
    """Title and text of a piece."""
    return f"{piece.title} {piece.text}".strip()


def _pair(old: Piece, new: Piece) -> Row:
    if words(old) != words(new):
        return Row("changed", old, new, *_parts(words(old), words(new)))
    state = "same" if (old.label, old.kind, old.clauses) == (new.label, new.kind, new.clauses) else "moved"
    return Row(state, old, new, [Part(words(old), False)], [Part(words(new), False)])


def _row(state: str, old: Piece | None, new: Piece | None) -> Row:
    return Row(state, old, new, [Part(words(old), True)] if old else [], [Part(words(new), True)] if new else [])


def _parts(old: str, new: str) -> tuple[list[Part], list[Part]]:
    if len(old) + len(new) > LONGEST:
        return [Part(old, True)], [Part(new, True)]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (list(_side(old, [(tag, i, j) for tag, i, j, _k, _m in codes])), list(_side(new, [(tag, k, m) for tag, _i, _j, k, m in codes])))


def _side(text: str, codes: Sequence[tuple[str, int, int]]) -> Iterator[Part]:
    return (Part(text[a:b], tag != "equal") for tag, a, b in codes if b > a)


def figures(rows: Sequence[Row]) -> dict[str, int]:
    """How many pieces are of each state."""
    return {state: sum(1 for row in rows if row.state == state) for state in ("changed", "added", "removed", "moved", "same")}
