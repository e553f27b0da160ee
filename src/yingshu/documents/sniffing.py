"""What a file is, by its content; its name only must not contradict it."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

import filetype
from django.utils.translation import gettext_noop as N_
from PIL import Image, UnidentifiedImageError

from .errors import FileRefused, FileTooLarge, PictureTooLarge

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
MOST_PIXELS = 40_000_000
OFFICE = {".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
          ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation"}
INSIDE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
OLD_OFFICE = {".doc": "application/msword", ".xls": "application/vnd.ms-excel"}
PICTURES = {"image/jpeg": {".jpg", ".jpeg"}, "image/png": {".png"}, "image/gif": {".gif"}, "image/webp": {".webp"}}
TEXTS = {".txt": "text/plain", ".csv": "text/csv"}


def media_type(name: str, content: bytes) -> str:
    """The type of an allowed file. Raises for files that are too large, not allowed, or not what their name says."""
    if len(content) > LARGEST:
        raise FileTooLarge(name=name, size=len(content) // MEGABYTE, limit=LARGEST // MEGABYTE)
    ending = PurePath(name).suffix.lower()
    guessed = filetype.guess(content)
    found = guessed.mime if guessed else ""
    if found in PICTURES:
        return _picture(name, ending, found, content)
    if found == "application/pdf" and ending == ".pdf":
        return found
    if ending in OFFICE and content[:2] == b"PK":
        return _office(name, ending, content)
    if ending in OLD_OFFICE and content[:4] == b"\xd0\xcf\x11\xe0":
        return OLD_OFFICE[ending]
    if ending in TEXTS and not found and _is_text(content):
        return TEXTS[ending]
    raise FileRefused(name=name, kind=found or ending or N_("unknown kind"))


def _picture(name: str, ending: str, found: str, content: bytes) -> str:
    if ending not in PICTURES[found]:
        raise FileRefused(name=name, kind=found)
    try:
        with Image.open(io.BytesIO(content)) as picture:
            pixels = picture.width * picture.height
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
        raise FileRefused(name=name, kind=found) from None
    if pixels > MOST_PIXELS:
        raise PictureTooLarge(name=name, pixels=pixels // 1_000_000, limit=MOST_PIXELS // 1_000_000)
    return found


def _office(name: str, ending: str, content: bytes) -> str:
    """Only the list of parts is read; a macro among them, or another document inside, is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise FileRefused(name=name, kind=ending) from None
    if INSIDE[ending] not in names or any(part.lower().endswith("vbaproject.bin") for part in names):
        raise FileRefused(name=name, kind=ending)
    return OFFICE[ending]


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
