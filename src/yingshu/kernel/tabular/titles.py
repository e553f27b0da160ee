"""Column letters, and titles of columns and sheets in the form in which they are compared."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from yingshu.kernel.tabular.clean import to_text
from yingshu.kernel.tabular.numerals import MONEY_UNITS

__all__ = ["column_index", "column_letter", "money_unit", "title_keys", "unit_name"]

_UNITS: Final = "|".join(sorted(MONEY_UNITS, key=len, reverse=True))
_BRACKETED: Final = re.compile(r"[(\[【〔「][^()\[\]【】〔〕「」]*[)\]】〕」]")
_MONEY_UNIT: Final = re.compile(
    rf"(?:单位\s*[:：]?\s*|[(\[【/:]\s*)(?:人民币|单位\s*[:：]?)*\s*(?P<unit>{_UNITS})(?![a-z])", re.IGNORECASE
)
_TRAILING_UNIT: Final = re.compile(rf"[/:](?:{_UNITS})$")
_IGNORED: Final = re.compile(r"[\s*()\[\]{}【】〔〕「」:：\"'“”‘’_·.。/]")


def column_letter(index: int) -> str:
    """The letter of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int | None:
    """The column, counted from 0, of a letter such as A or ab; None when it is no letter of a column."""
    if not re.fullmatch(r"[A-Za-z]{1,3}", letters):
        return None
    value = 0
    for letter in letters.upper():
        value = value * 26 + ord(letter) - ord("A") + 1
    return value - 1


@lru_cache(maxsize=8192)
def title_keys(title: str) -> tuple[str, ...]:
    """The forms under which a title is compared, the most exact first: in full, without bracketed words, its parts.

    Case, width, blanks, the star of required columns and units of money do not count: ``单价（元）*`` is ``单价``.
    The parts of ``国家/地区`` are ``国家`` and ``地区``.
    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", to_text(title)).casefold())
    text = _TRAILING_UNIT.sub("", _drop_money_brackets(text))
    short = _BRACKETED.sub("", text)
    parts = short.split("/") if "/" in short else []
    keys = (_IGNORED.sub("", each) for each in (text, short, *parts))
    return tuple(dict.fromkeys(key for key in keys if key))


def _drop_money_brackets(text: str) -> str:
    return _BRACKETED.sub(lambda match: "" if _MONEY_UNIT.match(match[0]) else match[0], text)


def money_unit(text: str) -> int | None:
    """How many yuan the unit of money named in a title or unit row is: ``金额(万元)`` and ``单位：万元`` give 10000."""
    match = _MONEY_UNIT.search(unicodedata.normalize("NFKC", text))
    return MONEY_UNITS[match["unit"].casefold()] if match else None


def unit_name(unit: int) -> str:
    """The name of a unit of money given in yuan: 10000 is 万元."""
    return next(name for name, yuan in MONEY_UNITS.items() if yuan == unit)
