"""From lines to the tree. New pieces hang at the right edge only, so the pieces in order are always the text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import stray
from .cutting import cuts, title_end
from .files import Source
from .marks import SPACE, Mark, mark_at
from .places import Places
from .ranking import FIXED, settle
from .tree import Kind, Node, Parsed

RANKED = {1: Kind.PART, 2: Kind.SUBPART, 3: Kind.CHAPTER, 4: Kind.SECTION, 5: Kind.ARTICLE}
AHEAD = 12
_SPREAD = re.compile(rf"(?<=^\S)[{SPACE}]+(?=\S$)")
STRIPPED = SPACE + "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def parse(text: str, headings: Mapping[int, int] | None = None, wrapped: bool = True) -> Parsed:
    """The tree of a text. ``headings`` are lines (from 1) that the file itself marks as headings, with their level;
    ``wrapped`` says that lines may be broken within sentences (text files), which Word's paragraphs are not.
    """
    lines = text.splitlines(keepends=True)
    builder = _Builder(lines, headings or {}, wrapped, running=stray.running(lines))
    for number in range(1, len(builder.lines) + 1):
        builder.take(number)
    for document in builder.parsed.documents:
        settle(document)
    return builder.parsed


def parse_source(source: Source) -> Parsed:
    """The tree of a file; what stands outside its text comes last, each piece for a hand to place."""
    parsed = parse(source.text, source.headings, source.wrapped)
    if source.asides and not parsed.documents:
        parsed.documents.append(Node(Kind.DOCUMENT))
    for what, words in source.asides:
        parsed.documents[-1].children.append(Node(Kind.UNPLACED, raw=f"{words}\n", text=words, notes=[what]))
    return parsed


@dataclass(slots=True)
class _Builder(Places):
    """Reads line after line."""

    parsed: Parsed = field(default_factory=lambda: Parsed([]))
    contents: set[tuple[str, tuple[int, ...]]] = field(default_factory=set)
    in_contents: bool = False
    adrift: bool = False
    ended: bool = False
    astray: set[str] = field(default_factory=set)
    running: frozenset[str] = frozenset()
    ran: set[str] = field(default_factory=set)

    # ---- lines

    def take(self, number: int) -> None:
        raw = self.lines[number - 1]
        text = raw.strip(STRIPPED)
        if not text.strip():
            return self._blank(raw)
        mark = mark_at(raw)
        if text in self.running:
            if text in self.ran:
                return self._unplaced(raw, text, number, "header")
            self.ran.add(text)
        if self._is_new_document(number, text, mark):
            return self._open(raw, text, number)
        if self._is_collected(number, raw, mark):
            return self._open_collected(raw, number, mark)  # type: ignore[arg-type]
        if not self.stack:
            self._open("", "", number)
        if (reason := self._stray(number, text, mark)) is not None:
            return self._unplaced(raw, text, number, reason)
        if mark is None and self._is_bare_chapter(number, text):
            return self._place(raw, number, Mark("chapter", (), "", 0), 0)
        if mark is None and not self.stack[0].title and not self.stack[0].children and stray.could_be_title(text):
            return self._open(raw, text, number)
        self._cut(raw, number, mark)
        return None

    def _blank(self, raw: str) -> None:
        if self.latest is None:
            self.parsed.lead += raw
        else:
            self.latest.raw += raw

    def _cut(self, raw: str, number: int, mark: Mark | None) -> None:
        mark = mark if mark and self._accepts(mark, raw[mark.end:].strip(STRIPPED)) else None
        places = [0, *cuts(raw, mark, self.articles, lambda: self._mark_below(number)), len(raw)]
        for left, right in itertools.pairwise(places):
            piece = raw[left:right]
            self._place(piece, number, mark if left == 0 else mark_at(piece), self.headings.get(number, 0) if left == 0 else 0)

    # ---- documents

    def _is_new_document(self, number: int, text: str, mark: Mark | None) -> bool:
        if mark is None and stray.part_of_collection(text):
            return True
        if mark is not None or stray.is_navigation(text) or (self.stack and self.stack[0].title and self.opening is None):
            return False
        if not self.stack or (not self.stack[0].title and not self.stack[0].children):
            return stray.is_title(text)
        return stray.is_title(text) and not self._goes_on() and self._begins_anew(number)

    def _begins_anew(self, number: int) -> bool:
        """Within the next lines the count starts again with what this document started with, or an article 1 comes."""
        for line in self._ahead(number):
            mark = mark_at(line)
            if mark is not None and not mark.mention and (
                    mark.sure or (mark.style, mark.number) == self.opening or (self.ended and mark.number == (1,))):
                return (mark.style, mark.number) == self.opening or (mark.number == (1,) and (
                    mark.rank <= 5 or self.adrift or self.ended or stray.is_opening(line[mark.end:].strip(STRIPPED))))
        return False

    def _is_collected(self, number: int, raw: str, mark: Mark | None) -> bool:
        """A numbered name of a document in a collection (一、客户管理制度): the articles begin with 1 below it."""
        if mark is None or mark.rank <= 5 or not mark.number or not stray.is_title(raw[mark.end:].strip(STRIPPED)):
            return False
        below = next((m for m in map(mark_at, self._ahead(number)) if m and (m.rank <= 5 or m.style == mark.style)), None)
        return below is not None and below.rank <= 5 and below.sure and below.number == (1,)

    def _is_bare_chapter(self, number: int, text: str) -> bool:
        """总则, 附则 … on a line of its own, with an article below it."""
        below = next((m for m in map(mark_at, self._ahead(number)[:1]) if m), None)
        return stray.is_bare_chapter(text) and below is not None and below.style == "article" and not below.mention

    def _mark_below(self, number: int) -> Mark | None:
        return next(filter(None, map(mark_at, self._ahead(number))), None)

    def _ahead(self, number: int) -> list[str]:
        return [line for line in self.lines[number:number + 2 * AHEAD] if line.strip()][:AHEAD]

    def _open(self, raw: str, title: str, number: int) -> None:
        """Begin a document, or give the one that has only just begun its title."""
        if self.stack and self.stack[0] is self.latest and not self.opening and not self.stack[0].children:
            self.stack[0].raw += raw
            self.stack[0].title = " ".join(filter(None, (self.stack[0].title, title)))
            return
        label = stray.part_of_collection(title)
        self._begin(Node(Kind.DOCUMENT, raw, number, label=label, title=title.removeprefix(label)))

    def _open_collected(self, raw: str, number: int, mark: Mark) -> None:
        self._begin(Node(Kind.DOCUMENT, raw, number, label=mark.label, title=raw[mark.end:].strip(STRIPPED)))

    def _begin(self, node: Node) -> None:
        self.parsed.documents.append(node)
        self.stack, self.latest, self.said = [node], node, None
        self.articles, self.opening, self.in_contents, self.adrift, self.ended = 0, None, False, False, False
        self.astray = set()

    # ---- what is no rule

    def _stray(self, number: int, text: str, mark: Mark | None) -> str | None:
        if stray.is_contents(text) and self._is_listed(number):
            self.in_contents, self.contents = True, set()
            return "contents"
        if stray.is_page_number(text):
            return "page number"
        if self.in_contents and self._in_contents(mark):
            return "contents"
        if stray.has_leaders(text) and mark is not None:
            return "contents"
        if stray.is_navigation(text) and (mark is None or not stray.ends(text)):
            self.adrift = True
            return "navigation"
        return self._after_the_end(text, mark)

    def _is_listed(self, number: int) -> bool:
        """A table of contents is one only if its first heading comes again; else it is a heading like others."""
        marks = [mark for mark in map(mark_at, self._ahead(number)) if mark]
        if not marks:
            return True
        first = (marks[0].style, marks[0].number)
        again = (mark_at(line) for line in self.lines[number:number + 2000])
        return sum(1 for mark in again if mark and (mark.style, mark.number) == first) > 1

    def _in_contents(self, mark: Mark | None) -> bool:
        key = (mark.style, mark.number) if mark else None
        if key is None or key not in self.contents:
            if key:
                self.contents.add(key)
            return True
        self.in_contents = False
        return False

    def _after_the_end(self, text: str, mark: Mark | None) -> str | None:
        astray = mark is not None and self._is_astray(mark)
        if mark is not None and self._follows(mark) and not astray:
            self.adrift = False
            return None
        if self.adrift:
            return "navigation"
        if astray:
            return "after the end"
        if self.ended and mark is None and (stray.is_remark(text) or not stray.ends(text)):
            return "after the end"
        return None

    def _is_astray(self, mark: Mark) -> bool:
        """A list that begins below the end of a document, among links or in an annex, belongs to them."""
        left = self.latest is not None and self.latest.kind == Kind.UNPLACED
        beyond = (self.ended and (self.adrift or left)) or (self.adrift and left and self.latest.text[-1:] in "：:")  # type: ignore[union-attr]
        if mark.rank > 5 and ((beyond and mark.number == (1,)) or mark.style in self.astray):
            self.astray.add(mark.style)
            return True
        return False

    def _unplaced(self, raw: str, text: str, number: int, reason: str) -> None:
        self._hang(Node(Kind.UNPLACED, raw, number, text=text, notes=[reason]))

    # ---- pieces

    def _place(self, raw: str, line: int, mark: Mark | None, level: int) -> None:
        if mark is None and level:
            mark = Mark(f"head {level}", (), "", 0)
        if mark is None:
            return self._text(raw, line)
        self.opening = self.opening or (mark.style, mark.number)
        self.adrift = False
        notes = self._notes(mark)
        self._make_room(mark, level)
        notes += self._among_siblings(mark)
        node = Node(RANKED.get(mark.rank, Kind.ITEM), raw, line, mark.style, mark.number, mark.label, notes=notes)
        self._push(node)
        self._fill(node, raw[mark.end:].strip(STRIPPED), raw, mark.end)
        if mark.style == "article":
            self.articles = mark.number[0]
        self.ended = stray.is_last(node.body)
        return None

    def _fill(self, node: Node, body: str, raw: str, begin: int) -> None:
        """Title and text of a piece. A sentence behind a chapter's title becomes a paragraph of its own."""
        split = title_end(body) if node.kind in RANKED.values() else 0
        if split and node.kind != Kind.ARTICLE:
            at = raw.index(body, begin) + split
            node.raw, node.title = raw[:at], body[:split]
            self._push(Node(Kind.PARAGRAPH, raw[at:], node.line, text=body[split:].strip(STRIPPED)))
        elif split:
            node.title, node.text = body[:split], body[split:].strip(STRIPPED)
        elif stray.is_heading(body) or (node.kind in FIXED and len(body) <= 60 and "。" not in body):
            node.title = _SPREAD.sub("", body) if len(body) < 12 else body
        else:
            node.text = body

    def _notes(self, mark: Mark) -> list[str]:
        if not mark.number and mark.style == "chapter":
            return ["no number"]
        notes = ["bare number"] if mark.rank <= 5 and "第" not in mark.label else []
        if mark.style == "article" and not self._follows(mark):
            notes.append("repeated" if mark.number[0] <= self.articles else "gap")
        elif mark.style == "article" and mark.number == (1,) and self.articles:
            notes.append("restart")
        elif mark.rank > 5 and not self._follows(mark):
            notes.append("out of order")
        return notes

    def _among_siblings(self, mark: Mark) -> list[str]:
        """编, 章 and 节 that count wrongly among those beside them."""
        before = next((n.number for n in reversed(self.stack[-1].children) if n.style == mark.style and n.number), None)
        if mark.rank >= 5 or before is None or not mark.number or mark.number == (before[0] + 1,):
            return []
        return ["repeated" if mark.number <= before else "gap"]

    # ---- text without a number

    def _restarted(self, line: int, body: str) -> Node | None:
        """The open list that begins again below this line (任职资格： 1、…): the line stands beside it, not within its last item."""
        below = mark_at(next(iter(self._ahead(line)[:1]), "")) if body[-1:] in ("：", ":") else None
        if below is None or below.number != (1,):
            return None
        return next((node for node in reversed(self.stack) if node.style == below.style and node.number), None)

    def _text(self, raw: str, line: int) -> None:
        body = raw.strip(STRIPPED)
        if self.opening is None:
            return self._hang(Node(Kind.FRONT, raw, line, text=body))
        if self.said is not None and self.said is self.latest and self._goes_on():
            self.said.raw += raw
            self.said.text = (self.said.text or self.said.title) + body
            self.said.title = self.said.title if self.said.text != self.said.title + body else ""
            return None
        if (list_before := self._restarted(line, body)) is not None:
            self._pop_to(list_before)
            self.stack.pop()
        self._leave_list()
        self._push(Node(Kind.PARAGRAPH, raw, line, text=body))
        self.ended = self.ended or stray.is_last(body)
        return None
