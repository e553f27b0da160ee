"""From a cell as people fill it to a value: text, code, yes/no, choice; numbers and dates are in their own modules.

A parser takes what the reader gives (text, number, date, truth value or nothing) and returns the value, ``None`` (or
``""`` for texts) for an empty cell, or raises `CellError`. No parser depends on anything but its arguments.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.errors import CellError

__all__ = [
    "Cell", "escape", "half_width", "is_empty", "match_key", "plain", "show", "to_bool", "to_choice", "to_code",
    "to_note", "to_phone", "to_text", "unescape",
]  # fmt: skip

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

# Zero-width and direction marks, soft hyphen, control characters other than white space.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_HALF: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0xFFE5: "\u00a5", 0x2212: "-", **dict.fromkeys(range(0x2010, 0x2016), "-"),
}  # fmt: skip
# A text that another program would run as a formula, or that already looks escaped.
_DANGEROUS: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_IGNORED_IN_KEYS: Final = re.compile(r"[\s()\[\]{}<>《》〈〉【】〔〕「」『』]")
_DOTS: Final = str.maketrans(dict.fromkeys("•‧∙⋅・･", "·"))
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")

# What people write into a cell that has no value.
_NOTHING: Final = frozenset({
    "", "-", "--", "---", "/", "\\", "无", "暂无", "空", "n/a", "na", "#n/a", "null", "none", "nil",
})  # fmt: skip
_YES: Final = frozenset({
    "是", "有", "对", "真", "y", "yes", "true", "t", "1", "√", "✓", "✔", "☑", "停售", "停产", "停用",
})  # fmt: skip
_NO: Final = frozenset({
    "否", "无", "没有", "不", "非", "假", "n", "no", "false", "f", "0", "×", "✗", "✘", "☐", "在售", "正常", "启用",
})  # fmt: skip


def escape(text: str) -> str:
    """Put an apostrophe before a text that another program would run as a formula; `unescape` takes it off again."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unescape(text: str) -> str:
    """The text before `escape`."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def show(raw: Cell) -> str:
    """The cell as people see it: 1.0 as ``1``, a date as ``2026-01-31``, nothing as an empty text."""
    if raw is None or isinstance(raw, str):
        return raw or ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else format(raw, ".15g")
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(" ", "seconds")
    return str(raw)


def to_text(raw: Cell) -> str:
    """Text on one line: invisible characters gone, runs of white space (U+3000 too) become one blank, ends trimmed.

    Full-width brackets and letters stay: they are part of a name.
    """
    return " ".join(_INVISIBLE.sub("", unescape(show(raw))).split())


def to_note(raw: Cell) -> str:
    """Text that keeps its lines."""
    return "\n".join(to_text(line) for line in show(raw).splitlines()).strip()


def half_width(text: str) -> str:
    """Full-width letters, digits, punctuation and typographic dashes as their ASCII twins."""
    return text if text.isascii() else text.translate(_HALF)


def plain(raw: Cell) -> str:
    """The text of a cell made ready for reading a code, number or date: trimmed and half-width."""
    return half_width(to_text(raw))


def is_empty(text: str) -> bool:
    """Whether a `plain` text stands for no value: empty, ``-``, ``/``, 无, N/A."""
    return text.casefold() in _NOTHING


def to_code(raw: Cell) -> str:
    """A code as text: 1.0 gives ``1``, ``002`` stays, full-width becomes half-width.

    Raises:
        CellError: the number has more than 15 digits, so that Excel has already lost some of them.
    """
    text = plain(raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and abs(raw) >= 1e15:
        raise CellError(messages.DIGITS_LOST, value=text)
    if _SCIENTIFIC.fullmatch(text):
        raise CellError(messages.DIGITS_LOST, value=text)
    return text


def to_phone(raw: Cell) -> str:
    """A telephone number as text; several numbers keep their separator."""
    return to_code(raw)


def to_bool(raw: Cell, words: Mapping[str, bool] | None = None) -> bool | None:
    """Yes or no; `words` are the field's own (matched by `match_key`) and go before the general ones."""
    if isinstance(raw, bool):
        return raw
    text = plain(raw).casefold()
    own = {match_key(word): value for word, value in (words or {}).items()}.get(match_key(text))
    if own is not None:
        return own
    if text in _YES or text in _NO:
        return text in _YES
    if is_empty(text):
        return None
    raise CellError(messages.NOT_YES_NO, value=to_text(raw))


def to_choice(raw: Cell, choices: Mapping[str, str]) -> str | None:
    """The code of a choice: `choices` maps every spelling to its code; a code itself is accepted too."""
    key = match_key(show(raw))
    if not key:
        return None
    for word, code in choices.items():
        if key in (match_key(word), match_key(code)):
            return code
    raise CellError(messages.NOT_CHOICE, value=to_text(raw), choices="、".join(choices))


def match_key(name: str) -> str:
    """The key under which names are compared: NFKC, case, blanks, bracket signs and kinds of middle dot do not count.

    ``佛山（禅城）五金 `` and ``佛山(禅城)五金`` have the same key. What stands inside brackets still counts.
    """
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", name)).casefold().translate(_DOTS)
    return _IGNORED_IN_KEYS.sub("", text)
