"""The text of a file: Word (.docx) with its automatic numbers and tables, or plain text in the encodings in use."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Final

MB: Final = 1 << 20
LARGEST: Final = 20 * MB
UNPACKED: Final = 200 * MB
_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")


def N_(text: str) -> str:
    """Mark a text as a message to translate; it stays as it is."""
    return text


class UnreadableFile(Exception):
    """The file cannot be read; ``reason`` is a message id with %(name)s, ``args`` its arguments."""

    def __init__(self, reason: str, **data: object) -> None:
        super().__init__(reason)
        self.reason, self.data = reason, data


EMPTY: Final = N_("The file is empty. Choose a file with text, or paste the text.")
TOO_LARGE: Final = N_("The file has %(size)s MB; rulebooks up to %(limit)s MB are read. Leave out pictures and try again.")
OLD_WORD: Final = N_("This is an old or encrypted Word file. Save it in Word as .docx without a password and try again.")
NOT_WORD: Final = N_("This is no Word file (.docx) that can be read. Save it in Word as .docx, or as plain text.")
NO_TEXT: Final = N_("This is no text in UTF-8, GB18030 or UTF-16. Save it as plain text in UTF-8, or as .docx.")


@dataclass(slots=True)
class Source:
    """Text ready for ``parse``: ``headings`` are lines with the level that Word gave them.

    ``asides`` is what stands outside the text (headers, footers, notes, comments): what it is, and its words.
    """

    text: str
    headings: dict[int, int] = field(default_factory=dict)
    wrapped: bool = True
    asides: list[tuple[str, str]] = field(default_factory=list)


def read_file(content: bytes, name: str = "") -> Source:
    """The text of a file, told apart by its content; raises UnreadableFile with what to do."""
    if not content.strip():
        raise UnreadableFile(EMPTY)
    if len(content) > LARGEST:
        raise UnreadableFile(TOO_LARGE, size=-(-len(content) // MB), limit=LARGEST // MB)
    if content.startswith(_OLE):
        raise UnreadableFile(OLD_WORD)
    if content.startswith(b"PK\x03\x04"):
        return _word(content)
    return Source(decode(content))


def decode(content: bytes) -> str:
    """Plain text: by its byte order mark, else UTF-8, else UTF-16 by its zeroes, else GB18030."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and "\0" not in text:
        return _checked(text)
    return _decoded(content, _guess(content))


def _guess(content: bytes) -> str:
    even, odd = content[0:4000:2].count(0), content[1:4000:2].count(0)
    if max(even, odd) * 20 < min(len(content), 4000):
        return "gb18030"
    return "utf-16-le" if odd > even else "utf-16-be"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return _checked(content.decode(encoding))
    except UnicodeDecodeError:
        raise UnreadableFile(NO_TEXT) from None


def _checked(text: str) -> str:
    if len(_CONTROL.findall(text[:20_000])) * 50 > min(len(text), 20_000):
        raise UnreadableFile(NO_TEXT)
    return text


def _word(content: bytes) -> Source:
    from .word import read_word

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
            known = "word/document.xml" in packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as broken:
        raise UnreadableFile(NOT_WORD) from broken
    if size > UNPACKED:
        raise UnreadableFile(TOO_LARGE, size=-(-size // MB), limit=UNPACKED // MB)
    if not known:
        raise UnreadableFile(NOT_WORD)
    return read_word(content)
