"""Places inside a line where a new piece begins: headings and numbers glued to the text before them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Final

from .marks import SPACE, Mark, mark_at
from .numerals import HAN
from .stray import is_broken_off, is_heading

_HEADS: Final = re.compile(rf"第[{SPACE}]*[{HAN}\d][{HAN}\d{SPACE}]{{0,8}}(?:[条條章节節编編篇]|部分|分[编編])")
_LISTS: Final = re.compile(
    rf"(?<=[:：。；;，,])[{SPACE}]*(?=[（(〔]|[①-⒛㈠-㈩㉑-㉟❶-❿]|[{HAN}]{{1,3}}[、．]|\d{{1,2}}(?:[、）)]|[.．](?!\d)))|(?<=\S)(?=[①-⑳])"
    rf"|(?P<glued>(?<=[^{SPACE}、和与與及或至到条條款项項按照据據合述见見:：。；;，,])(?=[（(〔](?:[{HAN}]{{1,3}}|\d{{1,2}})[）)〕]))")
_WANTED: Final = frozenset({"(一)", "(1)", "一)", "1)", "ring", "㈠", "一", "num"})
_REFERS: Final = re.compile(r"[依按照据據违違反见見参參同本的与與和及或至到、]")
_TITLE: Final = 15


def cuts(line: str, first: Mark | None, articles: int, following: Callable[[], Mark | None]) -> list[int]:
    """Where to cut a line, ascending, without its beginning.

    ``articles`` is the number of the last 条 so far; ``following`` answers the mark of the lines below.
    """
    begin = first.end if first else 0
    heads = list(_headings(line, first, begin, articles))
    bounds = [0, *heads, len(line)]
    lists = [at for left, right in itertools.pairwise(bounds) for at in _items(line, left, right, following)]
    return sorted({*heads, *lists})


def _headings(line: str, first: Mark | None, begin: int, last: int) -> Iterator[int]:
    """第N条 and the like inside a line: after a heading's title or after the end of a sentence, and next in order."""
    follows_heading = first is not None and first.rank < 5
    if first is not None and first.style == "article" and first.number:
        last = first.number[0]
    for match in _HEADS.finditer(line, begin):
        mark = mark_at(line, match.start())
        if mark is None or mark.mention or mark.rank > 5:
            continue
        before = line[begin:match.start()].rstrip(SPACE)
        is_next = mark.style != "article" or mark.number[:1] in ((last + 1,), (1,))
        after_title = follows_heading and len(before) <= _TITLE and not any(c in before for c in "，。；")
        after_sentence = before[-1:] in ("。", "；", "！", "？") and line[match.end():match.end() + 1] not in ("，", "、")
        if is_next and (after_title or after_sentence or _is_glued_title(line, before, mark)):
            yield match.start()
            begin, last = mark.end, mark.number[0] if mark.style == "article" else last
            follows_heading = mark.rank < 5


def _is_glued_title(line: str, before: str, mark: Mark) -> bool:
    """A title glued to a sentence without its full stop (…人员除外第三条 解释): it ends the line, and the sentence does not refer to it."""
    title = line[mark.end:].strip()
    return (mark.style == "article" and line[mark.end - 1] in f"{SPACE}:：" and is_heading(title)
            and not _REFERS.search(re.split("[，。；]", before)[-1]))


def _items(line: str, left: int, right: int, following: Callable[[], Mark | None]) -> list[int]:
    """A list inside a sentence: numbers of one style that begin with 1 and go on without a gap, at least two of them or one that
    the line below goes on with.

    Its later numbers may be glued to the words before them (：（1）市场部（2）销售部).
    """
    opening = mark_at(line, left)
    begin = opening.end if opening else left
    chains = {opening.style: [(left, opening.number[0])]} if opening and opening.number else {}
    found = [(match.end(), match["glued"] is not None) for match in _LISTS.finditer(line, begin, right)]
    for at, glued in [(begin, False)] * (begin > left) + found:
        mark = mark_at(line, at) if at > left else None
        if mark is None or mark.style not in _WANTED or mark.end > right:
            continue
        chain = chains.setdefault(mark.style, [])
        if (chain or not glued) and mark.number == (chain[-1][1] + 1 if chain else 1,):
            chain.append((at, mark.number[0]))
    lists = [chain for style, chain in chains.items()
             if len(chain) > 1 or (right == len(line) and _goes_on(style, chain, left, following))]
    return sorted({at for chain in lists for at, _number in chain if at > left})


def _goes_on(style: str, chain: list[tuple[int, int]], left: int, following: Callable[[], Mark | None]) -> bool:
    """One number inside the line (第二条 （一）…), and the next line has the second."""
    if not chain or chain[0][0] == left:
        return False
    below = following()
    return below is not None and (below.style, below.number) == (style, (2,))


def title_end(text: str) -> int:
    """Where the title of a heading ends that its first sentence follows on the same line; 0 when it is a title only."""
    words = re.match(rf"[^{SPACE}。；，]{{1,{_TITLE - 1}}}[^{SPACE}。；，\d](?=[{SPACE}])", text)
    rest = text[words.end():] if words else ""
    known = re.match(r"(?:总则|總則|附则|附則|罚则|罰則|释义)(?=\S)", text)
    if words and ("。" in rest or "，" in rest or is_broken_off(rest)):
        return words.end()
    return known.end() if known and "。" in text else 0
