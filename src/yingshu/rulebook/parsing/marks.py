"""The number before a piece: 第十二条, 一、, （一）, 1., 1.1, 1）, ①, ㈠, a), ●."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .numerals import HAN, to_int

SPACE: Final = " \t\u3000\xa0\u200b\u2002\u2003\ufeff"
_S: Final = rf"[{SPACE}]*"
_N: Final = rf"(?P<n>(?:[{HAN}\d]{_S})+?)"
_HAN: Final = rf"(?P<n>[{HAN}]+)"
# A number before one of these is an amount; 年度, 人员, 日常, 月结 and the like are words that a heading begins with.
UNITS: Final = ("(?:%|％|‰|万|亿|元|圆|倍|米|公里|公斤|千克|克|吨|kg|KG|折|个|名|人|年|小时|分钟|秒|天|日|月|周|版|岁|次|家|台|件|份|箱|袋|"
                "[-~—～/×*℃])(?![度員员常例報报終终結结期志程性案账帐扣让])")
FIXED: Final = {"部分": "part", "编": "part", "編": "part", "篇": "part", "分编": "subpart", "分編": "subpart", "章": "chapter",
                "节": "section", "節": "section", "条": "article", "條": "article", "款": "f-clause", "项": "f-item", "項": "f-item"}
RANKS: Final = {"part": 1, "subpart": 2, "chapter": 3, "section": 4, "article": 5}
_KIND: Final = (r"(?P<k>部分|分编|分編|[编編](?![辑輯制号號码碼队写外程排])|篇(?!幅)|章(?!程)|[节節](?![约日假省能点目课奏])"
                r"|[条條](?![件款例文线線码形])|款(?![项到式待额])|[项項](?![目下]))")
_FIXED: Final = re.compile(rf"{_S}第{_S}{_N}{_S}{_KIND}(?P<z>之[{HAN}\d]{{1,3}}(?![日前后间]))?(?P<sep>[{SPACE}:：、.．]*)")
_BARE: Final = re.compile(rf"{_S}{_N}{_S}(?P<k>章|[节節](?![约日假省能点目课奏])|[条條](?![件款例文线線码形]))(?P<sep>[{SPACE}:：、.．]*)")
_HAN_LIST: Final = re.compile(rf"{_S}{_HAN}(?P<sep>{_S}[、．.,，:：]|[{SPACE}]+)(?![{HAN}]+(?:[、级類类月等]|$))")
_BRACKET: Final = re.compile(rf"{_S}[（(〔]{_S}(?P<n>[{HAN}]+|\d{{1,3}}|[A-Za-zａ-ｚＡ-Ｚ]){_S}[）)〕](?P<sep>{_S}[、.．]?)"
                             r"(?!(?:项|款|目)(?:、|规定|的|所|和|至|，|或)|[至、和或][（(])")
_HALF: Final = re.compile(rf"{_S}(?P<n>[{HAN}]+|\d{{1,3}}|[A-Za-z])(?P<sep>[）)])")
_SIGN: Final = re.compile(rf"{_S}(?P<n>[①-⑳㉑-㉟㊱-㊿❶-❿⓵-⓾]|[⑴-⒇]|[⒈-⒛]|[㈠-㈩]|[㊀-㊉]|[⒜-⒵]|[Ⅰ-Ⅻ]|[ⅰ-ⅻ])(?P<sep>{_S}[、.．]?)")
_SIGNS: Final = (("①", "⑳", "ring"), ("㉑", "㉟", "ring"), ("㊱", "㊿", "ring"), ("❶", "❿", "ring"), ("⓵", "⓾", "ring"), ("⑴", "⒇", "(1)"),
                 ("⒈", "⒛", "num"), ("㈠", "㈩", "㈠"), ("㊀", "㊉", "ring-han"), ("⒜", "⒵", "(a)"), ("Ⅰ", "Ⅻ", "roman"),
                 ("ⅰ", "ⅻ", "roman-s"))
_DOTTED: Final = re.compile(rf"{_S}(?P<n>\d{{1,3}}(?:[.．]\d{{1,3}}){{1,5}})(?P<sep>[.．、]?)(?![\d.．])(?!{_S}(?:{UNITS}))")
_BROKEN: Final = re.compile(rf"{_S}(?P<n>\d{{1,2}}、\d{{1,2}})(?P<sep>)(?![\d、,，])(?!{_S}(?:{UNITS}))")
_PLAIN: Final = re.compile(rf"{_S}(?P<n>\d{{1,3}})(?P<sep>{_S}[.．、,，:：](?![\d])|[{SPACE}]+(?=[^\d\s])(?!{_S}(?:{UNITS})))")
_LETTER: Final = re.compile(rf"{_S}(?P<n>[A-Za-zＡ-Ｚａ-ｚ])(?P<sep>[.．、])(?![A-Za-z.])")
_BULLET: Final = re.compile(rf"{_S}(?P<n>[●■◆◇○▲△★☆•·▪◦➢➤►✓√❖\uf06c\uf0b7\uf0d8\uf075]|[-–*](?=[{SPACE}]))(?P<sep>)")
MENTION: Final = re.compile(
    r"规定|規定|第[" + HAN + r"\d]"
    r"|[、，,](?=第)|[和与與及或至到](?=第|本|前|《)|所[列称稱述规規定指]|的|之规定|以[上下内外前后]|中[的规所]|相关|列[举入]|款|项(?!目)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at the beginning of a piece: its style, value, the words, where the text after it begins.

    ``sure`` is false where only the order of numbers tells a mark from a sentence: a bare number with a space, a missing 第.
    """

    style: str
    number: tuple[int, ...]
    label: str
    end: int
    sure: bool = True
    mention: bool = False

    @property
    def rank(self) -> int:
        """1 to 5 for 编, 分编, 章, 节, 条; 9 for all others."""
        return RANKS.get(self.style, 9)


def mark_at(line: str, start: int = 0) -> Mark | None:
    """The mark at a place of a line, before any question of order."""
    for reader in (_fixed, _bare, _sign, _dotted, _bracket, _half, _han, _plain, _letter, _bullet):
        if (found := reader(line, start)) is not None:
            return found
    return None


def _label(line: str, match: re.Match[str], to: int) -> str:
    return "".join(line[match.start():to].split()).strip("\u200b\ufeff")


def _fixed(line: str, start: int) -> Mark | None:
    match = _FIXED.match(line, start)
    number = to_int(match["n"]) if match else None
    if match is None or number is None:
        return None
    inserted = to_int(match["z"][1:]) if match["z"] else None
    style = FIXED[match["k"]]
    mention = not match["sep"] and bool(MENTION.match(line, match.end()))
    return Mark(style, (number, inserted) if inserted else (number,), _label(line, match, match.end()), match.end(),
                sure=style in RANKS, mention=mention)


def _bare(line: str, start: int) -> Mark | None:
    match = _BARE.match(line, start)
    number = to_int(match["n"]) if match else None
    if match is None or number is None or (not match["sep"] and MENTION.match(line, match.end())):
        return None
    return Mark(FIXED[match["k"]], (number,), _label(line, match, match.end()), match.end(), sure=False)


def _sign(line: str, start: int) -> Mark | None:
    match = _SIGN.match(line, start)
    number = to_int(match["n"]) if match else None
    if match is None or number is None:
        return None
    style = next(name for first, last, name in _SIGNS if first <= match["n"] <= last)
    return Mark(style, (number,), _label(line, match, match.end()), match.end())


def _dotted(line: str, start: int) -> Mark | None:
    match = _DOTTED.match(line, start)
    broken = None if match else _BROKEN.match(line, start)
    found = match or broken
    if found is None:
        return None
    path = tuple(int(part) for part in re.split("[.．、]", found["n"]))
    return Mark("dotted", path, _label(line, found, found.end()), found.end(), sure=broken is None and path[0] < 100)


def _kind_of(numeral: str) -> str:
    if numeral.isdecimal():
        return "1"
    return "一" if numeral[0] in HAN else "A" if numeral.isupper() else "a"


def _bracket(line: str, start: int) -> Mark | None:
    match = _BRACKET.match(line, start)
    number = to_int(match["n"]) if match else None
    return Mark(f"({_kind_of(match['n'])})", (number,), _label(line, match, match.end()), match.end()) if match and number else None


def _half(line: str, start: int) -> Mark | None:
    match = _HALF.match(line, start)
    number = to_int(match["n"]) if match else None
    return Mark(f"{_kind_of(match['n'])})", (number,), _label(line, match, match.end()), match.end()) if match and number else None


def _han(line: str, start: int) -> Mark | None:
    match = _HAN_LIST.match(line, start)
    number = to_int(match["n"]) if match else None
    if match is None or number is None:
        return None
    return Mark("一", (number,), _label(line, match, match.end()), match.end(), sure=match["sep"].strip(SPACE) in ("、", "．", "."))


def _plain(line: str, start: int) -> Mark | None:
    match = _PLAIN.match(line, start)
    if match is None:
        return None
    return Mark("num", (int(match["n"]),), _label(line, match, match.end()), match.end(),
                sure=match["sep"].strip(SPACE) in ("、", "．", "."))


def _letter(line: str, start: int) -> Mark | None:
    match = _LETTER.match(line, start)
    number = to_int(match["n"]) if match else None
    return Mark(_kind_of(match["n"]), (number,), _label(line, match, match.end()), match.end(), sure=False) if match and number else None


def _bullet(line: str, start: int) -> Mark | None:
    match = _BULLET.match(line, start)
    return Mark(f"bullet {match['n']}", (), match["n"], match.end()) if match else None
