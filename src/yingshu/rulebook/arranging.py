"""Pieces of a text arranged by hand before they become a draft. Pure functions: each answers the pieces in their new order, and where the
piece in question stands now. No word is lost by any of them; what is left out is marked, and stays until the draft is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from yingshu.kernel.errors import InvalidInput

from .parsing import Kind, parse
from .services.book_text import PieceInput, pieces_of

LEFT_OUT = "left out"
LONGEST, DEEPEST = 20_000, 12
# Where a piece of a kind usually stands, when a text has no other of its kind.
USUAL_DEPTH = {Kind.DOCUMENT: 0, Kind.SECTION: 2, Kind.ARTICLE: 2, Kind.PARAGRAPH: 3, Kind.ITEM: 4}
_EMPTY_LINE = re.compile(r"\n[ \t　]*\n\s*")
_ENDS = tuple("。；：！？.;:!?")

Pieces = Sequence[PieceInput]
Arranged = tuple[list[PieceInput], int]


def classed(pieces: Pieces, kinds: Mapping[int, str]) -> list[PieceInput]:
    """Pieces with the kinds that a person chose, or marked as left out; one of another kind stands as deep as the nearest of that kind."""
    found = [_marked(piece, kinds.get(n, "")) for n, piece in enumerate(pieces)]
    sure = [(n, piece) for n, (piece, old) in enumerate(zip(found, pieces, strict=True)) if piece.kind == old.kind]
    return [piece if piece.kind == pieces[n].kind else piece.model_copy(update={"depth": usual_depth(sure, n, piece.kind)})
            for n, piece in enumerate(found)]


def _marked(piece: PieceInput, kind: str) -> PieceInput:
    if not kind:
        return piece
    notes = tuple(note for note in piece.notes if note != LEFT_OUT)
    return piece.model_copy(update={"notes": (*notes, LEFT_OUT)} if kind == LEFT_OUT else {"notes": notes, "kind": kind})


def usual_depth(placed: Sequence[tuple[int, PieceInput]], at: int, kind: str) -> int:
    """How deep a piece of a kind stands at a place: as deep as the nearest of that kind before or behind it."""
    alike = min(((abs(at - n), n > at, one.depth) for n, one in placed if one.kind == kind and n != at), default=None)
    return alike[2] if alike else USUAL_DEPTH.get(Kind(kind), 1)


def kept(pieces: Pieces) -> list[PieceInput]:
    """The pieces that are not left out."""
    return [piece for piece in pieces if LEFT_OUT not in piece.notes]


# ---- moving

def end_of(pieces: Pieces, n: int) -> int:
    """The place behind a piece and everything below it."""
    return next((k for k in range(n + 1, len(pieces)) if pieces[k].depth <= pieces[n].depth), len(pieces))


def moved(pieces: Pieces, n: int, to: int) -> Arranged:
    """A piece with everything below it, put before the piece at ``to``."""
    end = end_of(pieces, n)
    if n <= to <= end:
        return list(pieces), n
    rest = [*pieces[:n], *pieces[end:]]
    at = to if to < n else to - (end - n)
    return [*rest[:at], *pieces[n:end], *rest[at:]], at


def up(pieces: Pieces, n: int) -> Arranged:
    """Before the neighbour above on its level, or out of what it stands below."""
    return moved(pieces, n, next((k for k in range(n - 1, -1, -1) if pieces[k].depth <= pieces[n].depth), n))


def down(pieces: Pieces, n: int) -> Arranged:
    """Behind the neighbour on its level with everything below that, or into the next one further out."""
    end = end_of(pieces, n)
    if end == len(pieces):
        return list(pieces), n
    return moved(pieces, n, end_of(pieces, end) if pieces[end].depth == pieces[n].depth else end + 1)


def deeper(pieces: Pieces, n: int, by: int = 1) -> Arranged:
    """One level down (``by`` 1) or up (-1), with everything below it; never deeper than right below the piece before it."""
    end, most = end_of(pieces, n), min(pieces[n - 1].depth + 1, DEEPEST) if n else 0
    room = by < 0 or max(piece.depth for piece in pieces[n:end]) < DEEPEST
    if not 0 <= pieces[n].depth + by <= max(most, pieces[n].depth) or not room:
        return list(pieces), n
    return _shifted(pieces, n, end, by), n


def _shifted(pieces: Pieces, start: int, end: int, by: int) -> list[PieceInput]:
    return [piece.model_copy(update={"depth": min(max(piece.depth + by, 0), DEEPEST)}) if start <= k < end else piece
            for k, piece in enumerate(pieces)]


def placed(pieces: Pieces, n: int, behind: int) -> Arranged:
    """Behind another piece, as deep as pieces of its kind stand there: right below it, or on its level and then behind all below it."""
    if n <= behind < end_of(pieces, n):
        return list(pieces), n
    own, other = pieces[n], pieces[behind]
    others = [(k, piece) for k, piece in enumerate(pieces) if k != n]
    depth = other.depth + 1 if own.kind == Kind.UNPLACED else min(usual_depth(others, behind, own.kind), other.depth + 1)
    to = behind + 1 if depth > other.depth else end_of(pieces, behind)
    found, at = moved(pieces, n, to)
    return _shifted(found, at, end_of(found, at), depth - own.depth), at


# ---- joining and cutting

def joined(pieces: Pieces, n: int, into: int) -> Arranged:
    """Its words put to the end of another piece's text; what stood below it stays where it is."""
    if n == into:
        return list(pieces), n
    own, other = pieces[n], pieces[into]
    words = " ".join(filter(None, (own.label, own.title, own.text)))
    before = other.text or other.title
    text = f"{other.text}{chr(10) if not before or before.endswith(_ENDS) else ''}{words}" if other.text else words
    if len(text) > LONGEST:
        raise InvalidInput({"text": [_("One piece holds at most %(most)s characters.") % {"most": LONGEST}]})
    found = [piece.model_copy(update={"text": text}) if k == into else piece for k, piece in enumerate(pieces) if k != n]
    return found, into - (into > n)


def cut(pieces: Pieces, n: int) -> Arranged:
    """Its text cut at empty lines: the first part stays, each other one becomes a piece, by its number if it begins with one."""
    first, *parts = _EMPTY_LINE.split(pieces[n].text.strip("\n"))
    found = [*pieces[:n], pieces[n].model_copy(update={"text": first}), *pieces[n + 1:]]
    at = n
    for part in filter(str.strip, parts):
        read = _read(found, at, part)
        found[at + 1:at + 1] = read
        at += len(read)
    return found, n


def _read(pieces: Pieces, at: int, text: str) -> list[PieceInput]:
    """A part as the reader of files understands it; without a number it is what the piece before it is, or a paragraph of that."""
    read = [piece.model_copy(update={"notes": ()}) for piece in pieces_of(parse(text))]
    if all(piece.kind not in (Kind.DOCUMENT, Kind.FRONT, Kind.UNPLACED) for piece in read):
        depth = usual_depth(list(enumerate(pieces)), at, read[0].kind)
        return _shifted(read, 0, len(read), depth - read[0].depth)
    own = pieces[at]
    below = own.kind not in (Kind.PARAGRAPH, Kind.ITEM, Kind.UNPLACED, Kind.FRONT)
    return [PieceInput(kind=Kind.PARAGRAPH if below else own.kind, depth=min(own.depth + below, DEEPEST), text=text)]
