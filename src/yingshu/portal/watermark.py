"""The watermark tile: who looks, on which day. Independent of any view, so pages, PDF and exports share it."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 420, 260
OPACITY = ".1"
_TILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    '<text x="60" y="150" transform="rotate(-20 60 150)" font-family="sans-serif" font-size="13" '
    'fill="#000" fill-opacity="{opacity}">{text}</text></svg>'
)


def watermark_svg(name: str, tail: str, date: date | str) -> str:
    """SVG text of one tile, 420 x 260 px, black at 10 % (the conventions ask for 8 to 12 %).

    ``tail`` is the last four digits of the phone or the staff number; ``date`` a day or its ISO text. Control
    characters, which no XML may hold, are dropped; markup is escaped.
    """
    words = " ".join(str(part) for part in (name, tail, date) if part)
    text = escape("".join(c for c in words if c.isprintable()))
    return _TILE.format(width=WIDTH, height=HEIGHT, opacity=OPACITY, text=text)
