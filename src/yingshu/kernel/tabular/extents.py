"""How far the filled cells of a packed sheet reach, found by looking at its tags without building anything.

A reading library lays a sheet out as a rectangle; one value in XFD1048576 would claim the whole memory. Cells and rows
that only carry a format, which Excel likes to leave far away, do no harm and are let through.
"""

import html
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Final

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.errors import WorkbookError
from yingshu.kernel.tabular.titles import column_index

__all__ = ["check_ods_content", "check_xlsx_part", "sheet_names"]

_CHUNK: Final = 1 << 20
_LONGEST_ROW: Final = 32 << 20
_LONGEST_TAG: Final = 4096
# A pattern that begins with a letter is searched three times as fast; what stands before it is looked at afterwards.
_FAR: Final = re.compile(rb"""r\s*=\s*["']\s*([A-Za-z]{2,9}|[A-Za-z]?(?=\d{6}))(\d{1,12})\s*["']""")
_PAIRS: Final = rb"""(?:\s+[\w:]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*+\s*"""
_NOTHING_MORE: Final = re.compile(_PAIRS + rb"/")
_CLOSED_AT_ONCE: Final = re.compile(rb"\s*</")
_EMPTY_CELLS: Final = re.compile(rb"(?:\s|<(?:\w+:)?c" + _PAIRS + rb"(?:/>|>\s*</(?:\w+:)?c\s*>))*+</(?:\w+:)?row")
_ATTRIBUTES: Final = rb"""((?>"[^"<]*"|'[^'<]*'|[^"'<>])*+)>"""
_ODS_TAG: Final = re.compile(
    rb"<(/?)(?:\w+:)?(table|table-row|table-cell|covered-table-cell)(?=[\s/>])(?:" + _ATTRIBUTES + rb")?"
)
_REPEATED: Final = re.compile(rb"""number-(?:columns|rows)-repeated\s*=\s*["']\s*(\d{1,12})""")
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet(?=\s)" + _ATTRIBUTES)
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship(?=\s)" + _ATTRIBUTES)


def _attribute(attributes: bytes, name: str) -> str:
    match = re.search(rb"""(?:^|[\s:])%s\s*=\s*(?:"([^"]*)"|'([^']*)')""" % name.encode(), attributes)
    return html.unescape((match[1] or match[2] or b"").decode("utf-8", "replace")) if match else ""


def _start(packed: zipfile.ZipFile, name: str) -> bytes:
    """The first megabyte of a part, more than any honest one of these has; nothing when there is none."""
    if name not in packed.namelist():
        return b""
    with packed.open(name) as stream:
        return stream.read(_CHUNK)


def sheet_names(packed: zipfile.ZipFile) -> dict[str, str]:
    """The name that people see, for each part of an xlsx file that holds a sheet."""
    book, links = (_start(packed, f"xl/{part}") for part in ("workbook.xml", "_rels/workbook.xml.rels"))
    parts = {_attribute(m[1], "Id"): _attribute(m[1], "Target").removeprefix("/xl/") for m in _RELATION.finditer(links)}
    names = {_attribute(m[1], "id"): _attribute(m[1], "name") for m in _SHEET.finditer(book)}
    return {f"xl/{part}": names[link] for link, part in parts.items() if link in names}


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in pieces that end after a whole row."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        piece = rest + chunk
        cut = piece.rfind(b"row>") + len(b"row>")
        if cut < len(b"row>"):
            if len(piece) > _LONGEST_ROW:
                raise WorkbookError(messages.FILE_DAMAGED)
            rest = piece
            continue
        yield piece[:cut]
        rest = piece[cut:]
    yield rest


def check_xlsx_part(name: str, stream: IO[bytes], rows: int, columns: int) -> None:
    """Refuse a sheet with a filled cell beyond `rows` or `columns`; reads the stream to its end."""
    for piece in _pieces(stream):
        for match in _FAR.finditer(piece):
            letters = match[1].decode()
            column = column_index(letters) if letters else 0
            too_wide = column is None or column >= columns
            if not (too_wide or int(match[2]) > rows) or not piece[match.start() - 1 : match.start()].isspace():
                continue
            if not _blank(piece, match.end(), _CLOSED_AT_ONCE if letters else _EMPTY_CELLS):
                message, limit = (messages.TOO_MANY_COLUMNS, columns) if too_wide else (messages.TOO_MANY_ROWS, rows)
                raise WorkbookError(message, sheet=name, limit=limit)


def _blank(piece: bytes, position: int, content: re.Pattern[bytes]) -> bool:
    """Whether the tag whose attributes go on at `position` is empty, or what follows it matches `content`."""
    end = piece.find(b">", position, position + _LONGEST_TAG)
    if end < 0:
        return False
    return _NOTHING_MORE.fullmatch(piece, position, end) is not None or content.match(piece, end + 1) is not None


class _OdsExtent:
    """Follows the tags of ods tables and counts how far the filled cells reach, repeats multiplied."""

    def __init__(self, rows: int, columns: int) -> None:
        self._limits = rows, columns
        self._name = ""
        self._rows = self._columns = self._repeat = self._reach = 0

    def tag(self, closing: bool, name: bytes, attributes: bytes) -> None:
        handlers: dict[bytes, Callable[[bool, bytes], None]] = {b"table": self._table, b"table-row": self._row}
        handlers.get(name, self._cell)(closing, attributes)

    def _table(self, closing: bool, attributes: bytes) -> None:
        if not closing:
            self._rows, self._name = 0, _attribute(attributes, "name")

    def _row(self, closing: bool, attributes: bytes) -> None:
        if not closing:
            self._repeat, self._columns, self._reach = _repeats(attributes), 0, 0
        if closing or attributes.endswith(b"/"):
            self._rows += self._repeat
            if self._reach and self._rows > self._limits[0]:
                raise WorkbookError(messages.TOO_MANY_ROWS, sheet=self._name, limit=self._limits[0])

    def _cell(self, closing: bool, attributes: bytes) -> None:
        if closing:
            return
        self._columns += _repeats(attributes)
        if b"value-type" in attributes or not attributes.endswith(b"/"):
            self._reach = self._columns
        if self._reach > self._limits[1]:
            raise WorkbookError(messages.TOO_MANY_COLUMNS, sheet=self._name, limit=self._limits[1])


def _repeats(attributes: bytes) -> int:
    match = _REPEATED.search(attributes)
    return int(match[1]) if match else 1


def check_ods_content(stream: IO[bytes], rows: int, columns: int) -> None:
    """Refuse an ods file with a filled cell beyond `rows` or `columns`; reads the stream to its end.

    Comments and tags with a bare ``<`` inside, which no office program writes, count as damage.
    """
    extent = _OdsExtent(rows, columns)
    rest = b""
    while chunk := stream.read(_CHUNK):
        piece = rest + chunk
        if b"<!" in piece or len(piece) > _LONGEST_ROW:
            raise WorkbookError(messages.FILE_DAMAGED)
        rest = _follow(extent, piece)


def _follow(extent: _OdsExtent, piece: bytes) -> bytes:
    """Give the tags of a piece to `extent`; returns the cut tag at its end."""
    done = 0
    for match in _ODS_TAG.finditer(piece):
        if match[3] is None:
            if piece.find(b"<", match.end()) >= 0:
                raise WorkbookError(messages.FILE_DAMAGED)
            break
        extent.tag(bool(match[1]), match[2], match[3])
        done = match.end()
    cut = piece.rfind(b"<", done)
    return piece[cut:] if cut >= 0 else b""
