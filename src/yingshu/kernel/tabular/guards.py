"""What a file really is and whether it is safe to unpack, found out before a reading library touches it."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, Final

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.errors import WorkbookError
from yingshu.kernel.tabular.extents import check_ods_content, check_xlsx_part, sheet_names

__all__ = ["Limits", "check_packed", "file_kind"]

_MB: Final = 1 << 20
_TEXT_SUFFIXES: Final = frozenset({".csv", ".tsv"})
_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE: Final = re.compile(rb"^\s*<(?:!doctype|html|head|table|meta|\?xml|style)", re.IGNORECASE)
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, KeyError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused as too large: rows and columns of a sheet, characters of a cell, bytes packed and unpacked."""

    rows: int = 200_000
    columns: int = 128
    cell_length: int = 4_000
    file_size: int = 50 * _MB
    unpacked_size: int = 1_000 * _MB


def file_kind(file: BinaryIO, name: str, limits: Limits) -> str:
    """``xlsx``, ``ods``, ``xls`` or ``csv``, by content; only csv needs its name, since any text could be one."""
    size = file.seek(0, 2)
    if size == 0:
        raise WorkbookError(messages.FILE_EMPTY)
    if size > limits.file_size:
        raise WorkbookError(messages.FILE_TOO_LARGE, size=-(-size // _MB), limit=limits.file_size // _MB)
    file.seek(0)
    start = file.read(4096)
    if start.startswith(b"PK\x03\x04"):
        return _packed_kind(file)
    if start.startswith(_OLE):
        return _ole_kind(file)
    if _WEB_PAGE.match(start.removeprefix(b"\xef\xbb\xbf")):
        raise WorkbookError(messages.FILE_WEB_PAGE)
    if PurePath(name).suffix.lower() in _TEXT_SUFFIXES:
        return "csv"
    raise WorkbookError(messages.FILE_NOT_WORKBOOK)


def _ole_kind(file: BinaryIO) -> str:
    """An old workbook, unless the container holds an encrypted new one."""
    file.seek(0)
    rest = b""
    while chunk := file.read(_MB):
        if _ENCRYPTED in rest + chunk:
            raise WorkbookError(messages.FILE_PASSWORD)
        rest = chunk[-len(_ENCRYPTED) :]
    return "xls"


def _packed_kind(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as packed:
            names = set(packed.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "mimetype" in names and b"opendocument.spreadsheet" in packed.open("mimetype").read(200):
                return "ods"
    except _BROKEN as error:
        raise WorkbookError(messages.FILE_DAMAGED) from error
    raise WorkbookError(messages.FILE_KIND if "xl/workbook.bin" in names else messages.FILE_NOT_WORKBOOK)


def check_packed(file: BinaryIO, kind: str, limits: Limits) -> None:
    """Refuse a workbook that unpacks to too much or has filled cells beyond the limits.

    A part that is looked at is read to its end, which also proves its stated size: `zipfile` checks size and sum.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > limits.unpacked_size:
                raise WorkbookError(messages.FILE_UNPACKED, limit=limits.unpacked_size // _MB)
            _check_parts(packed, kind, limits)
    except _BROKEN as error:
        raise WorkbookError(messages.FILE_DAMAGED) from error


def _check_parts(packed: zipfile.ZipFile, kind: str, limits: Limits) -> None:
    names = sheet_names(packed) if kind == "xlsx" else {}
    for part in packed.infolist():
        with packed.open(part) as stream:
            if kind == "xlsx":
                check_xlsx_part(names.get(part.filename, part.filename), stream, limits.rows, limits.columns)
            elif part.filename == "content.xml":
                check_ods_content(stream, limits.rows, limits.columns)
