"""Numbers as rulebooks write them: 十二, 廿一, 壹拾, １２, ⑫, ㈦, Ⅳ, b."""

from __future__ import annotations

import unicodedata

_DIGITS = {c: n for n, group in enumerate(("〇零○", "一壹弌", "二贰貳两兩弍", "三叁參叄", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"))
           for c in group}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_JOINED = {"廿": "二十", "卅": "三十", "卌": "四十"}
HAN = "".join((*_DIGITS, *_TENS, *_JOINED))
_HAN = "〇一二三四五六七八九"
_WORDS = {"chapter": "章", "article": "条"}


def to_int(text: str) -> int | None:
    """The value of a numeral in any of the usual writings; None when it is none."""
    text = "".join(text.split())
    if not text:
        return None
    if text.isdecimal():
        return int(text) if len(text) <= 6 else None
    if all(c in HAN for c in text):
        return _from_han("".join(_JOINED.get(c, c) for c in text))
    return _from_sign(text) if len(text) == 1 else None


def _from_han(text: str) -> int | None:
    if not any(c in _TENS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text)) if len(text) <= 6 else None
    total, digit = 0, 0
    for c in text:
        if c in _TENS:
            total, digit = total + (digit or 1) * _TENS[c], 0
        else:
            digit = _DIGITS[c]
    return total + digit


def _from_sign(sign: str) -> int | None:
    """Circled, bracketed and dotted signs carry their number in Unicode; letters count from a."""
    value = unicodedata.numeric(sign, None)
    if value is not None:
        return int(value)
    plain = unicodedata.normalize("NFKC", sign)
    letter = plain.strip("()").lower()
    return ord(letter) - 96 if len(letter) == 1 and "a" <= letter <= "z" else None


def to_han(value: int) -> str:
    """1 to 9999 in Chinese numerals: 十二, 一百零三."""
    if not 0 < value < 10_000:
        return str(value)
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("〇" if gap and text else "").replace("〇", "零") + _HAN[digit] + name
        gap = not digit
    return text.removeprefix("一") if text.startswith("一十") else text


def numbered(kind: str, number: int) -> str:
    """第三章, 第十二条."""
    return f"第{to_han(number)}{_WORDS[kind]}"
