"""Which characters the print fonts can draw, read from their character maps (OpenType ``cmap``, format 12 or 4).

A character that no font holds becomes 〓 (the printers' mark for a missing sort) and its code point is told, on the
paper and to the log: nothing vanishes. Characters without a shape (controls, joiners, direction marks) are taken out.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import BinaryIO

MISSING = "〓"
TO_SPACE = {"Cc", "Zl", "Zp", "Zs"}
SHAPELESS = {"Cf"}
VARIATION = range(0xFE00, 0xFE10)
SPACES = re.compile(" {2,}")


def _table(file: BinaryIO, tag: bytes) -> bytes:
    """One table of an OpenType file."""
    count = struct.unpack(">4xH6x", file.read(12))[0]
    for _ in range(count):
        name, _sum, offset, length = struct.unpack(">4sIII", file.read(16))
        if name == tag:
            file.seek(offset)
            return file.read(length)
    return b""


def _format_12(table: bytes, at: int) -> set[int]:
    """Code points of a segmented 32-bit map."""
    groups = struct.unpack_from(">I", table, at + 12)[0]
    points: set[int] = set()
    for first, last, _glyph in struct.iter_unpack(">III", table[at + 16 : at + 16 + 12 * groups]):
        points.update(range(first, last + 1))
    return points


def _format_4(table: bytes, at: int) -> set[int]:
    """Code points of a segmented 16-bit map."""
    segments = struct.unpack_from(">H", table, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", table, at + 14)
    starts = struct.unpack_from(f">{segments}H", table, at + 16 + 2 * segments)
    return {point for first, last in zip(starts, ends, strict=True) for point in range(first, last + 1)} - {0xFFFF}


READERS = {12: _format_12, 4: _format_4}


def code_points(font: Path) -> frozenset[int]:
    """All code points a font file has a glyph for."""
    with font.open("rb") as file:
        table = _table(file, b"cmap")
    points: set[int] = set()
    for index in range(struct.unpack_from(">2xH", table)[0] if table else 0):
        at = struct.unpack_from(">4xI", table, 4 + 8 * index)[0]
        reader = READERS.get(struct.unpack_from(">H", table, at)[0])
        points |= reader(table, at) if reader else set()
    return frozenset(points)


@cache
def coverage(fonts: tuple[Path, ...]) -> frozenset[int]:
    """Code points that at least one of the fonts holds."""
    return frozenset().union(*(code_points(font) for font in fonts))


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category in TO_SPACE:
        return " "
    return "" if category in SHAPELESS or ord(char) in VARIATION else char


def clean(text: str, limit: int) -> str:
    """One line without controls and shapeless characters; what exceeds the limit is cut with a visible ellipsis."""
    line = SPACES.sub(" ", "".join(map(_plain, text))).strip()
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def drawable(text: str, covered: frozenset[int], missing: set[str]) -> str:
    """The text with 〓 for characters no font holds; these are added to ``missing``."""
    unknown = {char for char in text if ord(char) not in covered}
    missing |= unknown
    return "".join(MISSING if char in unknown else char for char in text) if unknown else text
