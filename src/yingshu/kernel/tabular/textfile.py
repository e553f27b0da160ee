"""Rows of a csv file: UTF-8 (with or without mark), UTF-16 with mark (Excel's "Unicode text") or GB18030."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.clean import Cell
from yingshu.kernel.tabular.errors import WorkbookError
from yingshu.kernel.tabular.guards import Limits

if TYPE_CHECKING:
    from yingshu.kernel.tabular.workbook import Merge

__all__ = ["TextSheet"]

_CHUNK: Final = 1 << 20
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class TextSheet:
    """The one sheet of a csv file. Encoding and separator are found out once, rows are read as they are asked for."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._encoding = _encoding(file)
        self._separator = _separator(file, self._encoding)

    def merges(self) -> list["Merge"]:
        """A text file has no merged cells."""
        return []

    def rows(self) -> Iterator[list[Cell]]:
        """Every row as texts."""
        text = _text(self._file, self._encoding)
        try:
            for number, row in enumerate(csv.reader(text, delimiter=self._separator), 1):
                self._check(number, len(row))
                yield [*row]
        except csv.Error as error:
            raise WorkbookError(messages.FILE_DAMAGED) from error
        finally:
            text.detach()

    def _check(self, number: int, width: int) -> None:
        if number > self._limits.rows:
            raise WorkbookError(messages.TOO_MANY_ROWS, sheet="csv", limit=self._limits.rows)
        if width > self._limits.columns:
            raise WorkbookError(messages.TOO_MANY_COLUMNS, sheet="csv", limit=self._limits.columns)


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, newline="")


def _encoding(file: BinaryIO) -> str:
    """The first encoding in which the whole file makes sense."""
    file.seek(0)
    start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return _proved(file, encoding)
    for encoding in ("utf-8", "gb18030"):
        if _decodes(file, encoding):
            return encoding
    raise WorkbookError(messages.FILE_ENCODING)


def _proved(file: BinaryIO, encoding: str) -> str:
    if not _decodes(file, encoding):
        raise WorkbookError(messages.FILE_ENCODING)
    return encoding


def _decodes(file: BinaryIO, encoding: str) -> bool:
    """Whether the file reads in this encoding and holds text (no zero characters)."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            if "\x00" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _separator(file: BinaryIO, encoding: str) -> str:
    """The one of comma, tab and semicolon that the first lines hold most of."""
    text = _text(file, encoding)
    start = "".join(text.readline(10_000) for _ in range(10))
    text.detach()
    return max(",\t;", key=start.count)
