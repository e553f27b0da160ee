"""Words and names: normal forms for search, initials, masks."""

from __future__ import annotations

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"\s+")


INT64 = 2**63 - 1  # the largest id, and the largest number of a column


def id_of(text: str) -> int:
    """A record's id as an address or a form writes it; 0 when it is none that a database could hold."""
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return found if found <= INT64 else 0


def tidy(text: str) -> str:
    """Trim, drop zero-width characters, join runs of blanks (also full-width ones) into one."""
    return _SPACES.sub(" ", _ZERO_WIDTH.sub("", text)).strip()


def half_width(text: str) -> str:
    """Codes, numbers and phones: full-width characters become half-width."""
    return unicodedata.normalize("NFKC", tidy(text))


def name_key(text: str) -> str:
    """What two spellings of one name have in common: width, case, blanks and brackets do not count."""
    return re.sub(r"[\s()\[\]{}<>·.,_\-]", "", half_width(text)).casefold()


def initials(text: str) -> str:
    """Pinyin initials, lower case: 甘泉农资 → gqnz."""
    plain = "".join(c for c in text if c.isalnum())
    return "".join(lazy_pinyin(plain, style=Style.FIRST_LETTER)).lower()


def search_text(*parts: str) -> str:
    """The column that search looks through: names, codes, phones in normal form, and pinyin initials of the first."""
    words = [half_width(p).casefold() for p in parts if p]
    first = next((initials(p) for p in parts[:1] if p), "")
    return " ".join([*words, first] if first else words)[:400]


def mask_phone(text: str) -> str:
    """138****5678; short numbers keep their last two digits."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else f"{'*' * max(len(text) - 2, 0)}{text[-2:]}"


def mask_name(text: str) -> str:
    """张*"""
    return f"{text[:1]}*" if text else ""


def mask_email(text: str) -> str:
    """z***@qq.com"""
    return f"{text[:1]}***{text[text.find('@'):]}" if "@" in text else mask_name(text)
