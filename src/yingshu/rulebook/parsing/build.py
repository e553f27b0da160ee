"""From lines to the tree. New pieces hang at the right edge only, so the pieces in order are always the text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import stray
from .cutting import cuts, title_end
from .marks import RANKS, SPACE, Mark, mark_at
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
    builder = _Builder(text.splitlines(keepends=True), headings or {}, wrapped)
    for number in range(1, len(builder.lines) + 1):
        builder.take(number)
    for document in builder.parsed.documents:
        settle(document)
    return builder.parsed


@dataclass(slots=True)
class _Builder:
    """Reads line after line; ``stack`` are the open pieces from the document down, ``latest`` the piece read last."""

    lines: list[str]
    headings: Mapping[int, int]
    wrapped: bool
    parsed: Parsed = field(default_factory=lambda: Parsed([]))
    stack: list[Node] = field(default_factory=list)
    latest: Node | None = None
    said: Node | None = None
    articles: int = 0
    opening: tuple[str, tuple[int, ...]] | None = None
    contents: set[tuple[str, tuple[int, ...]]] = field(default_factory=set)
    in_contents: bool = False
    adrift: bool = False
    ended: bool = False

    # ---- lines

    def take(self, number: int) -> None:
        raw = self.lines[number - 1]
        text = raw.strip(STRIPPED)
        if not text.strip():
            return self._blank(raw)
        mark = mark_at(raw)
        if self._is_new_document(number, text, mark):
            return self._open(raw, text, number)
        if not self.stack:
            self._open("", "", number)
        if (reason := self._stray(number, text, mark)) is not None:
            return self._unplaced(raw, text, number, reason)
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
        places = [0, *cuts(raw, mark, self.articles), len(raw)]
        for left, right in itertools.pairwise(places):
            piece = raw[left:right]
            self._place(piece, number, mark if left == 0 else mark_at(piece), self.headings.get(number, 0) if left == 0 else 0)

    # ---- documents

    def _is_new_document(self, number: int, text: str, mark: Mark | None) -> bool:
        if mark is not None or (self.stack and self.stack[0].title and self.opening is None):
            return False
        if not self.stack or (not self.stack[0].title and not self.stack[0].children):
            return stray.is_title(text)
        return stray.is_title(text) and not self._goes_on() and self._begins_anew(number)

    def _goes_on(self) -> bool:
        return self.said is not None and self.wrapped and stray.is_broken_off(self.said.body)

    def _begins_anew(self, number: int) -> bool:
        """Within the next lines the count starts again with what this document started with, or an article 1 comes."""
        for line in self._ahead(number):
            mark = mark_at(line)
            if mark is not None and not mark.mention and (mark.sure or (mark.style, mark.number) == self.opening):
                return (mark.style, mark.number) == self.opening or (mark.number == (1,) and (mark.rank <= 5 or self.adrift or self.ended))
        return False

    def _ahead(self, number: int) -> list[str]:
        return [line for line in self.lines[number:number + 2 * AHEAD] if line.strip()][:AHEAD]

    def _open(self, raw: str, title: str, number: int) -> None:
        """Begin a document, or give the one that has only just begun its title."""
        if self.stack and self.stack[0] is self.latest and not self.opening and not self.stack[0].children:
            self.stack[0].raw += raw
            self.stack[0].title = " ".join(filter(None, (self.stack[0].title, title)))
            return
        node = Node(Kind.DOCUMENT, raw, number, title=title)
        self.parsed.documents.append(node)
        self.stack, self.latest, self.said = [node], node, None
        self.articles, self.opening, self.in_contents, self.adrift, self.ended = 0, None, False, False, False

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
        if mark is not None and self._follows(mark):
            self.adrift = False
            return None
        if self.adrift:
            return "navigation"
        if self.ended and mark is None and (stray.is_remark(text) or not stray.ends(text)):
            return "after the end"
        return None

    def _unplaced(self, raw: str, text: str, number: int, reason: str) -> None:
        self._hang(Node(Kind.UNPLACED, raw, number, text=text, notes=[reason]))

    # ---- which numbers count

    def _open_piece(self, style: str) -> Node | None:
        return next((node for node in reversed(self.stack) if node.style == style), None)

    def _follows(self, mark: Mark) -> bool:
        """Is the mark the next of an open list, the first of a new one, or the next 条 of the document?"""
        if mark.style == "article":
            return mark.number[0] == self.articles + 1 or mark.number == (1,) or (len(mark.number) == 2 and mark.number[0] == self.articles)
        if mark.style == "dotted":
            return self._dotted_follows(mark)
        if not mark.number:
            return True
        return any(node.number[:1] == (mark.number[0] - 1,) for node in self.stack if node.style == mark.style) or mark.number == (1,)

    def _dotted_follows(self, mark: Mark) -> bool:
        path = [node.number for node in self.stack if node.style in ("dotted", "num")]
        before = (*mark.number[:-1], mark.number[-1] - 1)
        return before in path or (mark.number[-1] == 1 and (mark.number[:-1] in path or not path)) or self._next_branch(mark, path)

    @staticmethod
    def _next_branch(mark: Mark, path: list[tuple[int, ...]]) -> bool:
        """2.1 after 1.3."""
        return mark.number[-1] == 1 and any(done[:1] == (mark.number[0] - 1,) for done in path)

    def _accepts(self, mark: Mark, rest: str) -> bool:
        """Is this number a heading, or a number in a sentence that the line happens to begin with?"""
        if mark.mention:
            return False
        if not mark.sure:
            looks = mark.style in ("article", "chapter", "section", "dotted") or stray.is_heading(rest) or mark.label[-1:] in "，：:,、.．"
            return self._follows(mark) and (mark.number != (1,) or self._is_list(mark)) and looks and not self._goes_on_before(mark)
        return self._follows(mark) or not self._goes_on()

    def _goes_on_before(self, mark: Mark) -> bool:
        return self._goes_on() and mark.number == (1,)

    def _is_list(self, mark: Mark) -> bool:
        """A number that is only sure by order is the first of a list when its second comes."""
        start = self.latest.line if self.latest else 0
        later = (mark_at(line) for line in self.lines[start:start + 200])
        return any(m.number[:1] == (2,) or (len(m.number) > 1 and m.number[-1] == 2) for m in later if m and m.style == mark.style)

    # ---- places

    def _hang(self, node: Node) -> None:
        self.stack[-1].children.append(node)
        self.latest = node

    def _push(self, node: Node) -> None:
        self._hang(node)
        self.stack.append(node)
        self.said = node

    def _pop_to(self, node: Node) -> None:
        while self.stack[-1] is not node:
            self.stack.pop()

    def _place(self, raw: str, line: int, mark: Mark | None, level: int) -> None:
        if mark is None and level:
            mark = Mark(f"head {level}", (), "", 0)
        if mark is None:
            return self._text(raw, line)
        self.opening = self.opening or (mark.style, mark.number)
        self.adrift = False
        notes = self._notes(mark)
        self._make_room(mark, level)
        node = Node(RANKED.get(mark.rank, Kind.ITEM), raw, line, mark.style, mark.number, mark.label, notes=notes)
        self._push(node)
        self._fill(node, raw[mark.end:].strip(STRIPPED), raw, mark.end)
        if mark.style == "article":
            self.articles = mark.number[0]
        self.ended = stray.is_last(node.text)
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
        notes = ["no 第"] if mark.rank <= 5 and "第" not in mark.label else []
        if mark.style == "article" and not self._follows(mark):
            notes.append("repeated" if mark.number[0] <= self.articles else "gap")
        elif mark.style == "article" and mark.number == (1,) and self.articles:
            notes.append("restart")
        elif mark.rank > 5 and not self._follows(mark):
            notes.append("out of order")
        return notes

    def _make_room(self, mark: Mark, level: int) -> None:
        """Close pieces until the mark's place is open."""
        if mark.rank < 5:
            self._close(lambda n: n.style not in RANKS or RANKS[n.style] >= mark.rank)
        elif mark.style == "article":
            self._close(self._closes_for_article)
        elif level and not mark.label:
            self._close(lambda n: not (n.style in RANKS and RANKS[n.style] < 5) and not (n.style < mark.style and n.style[:4] == "head"))
        elif mark.style == "dotted":
            self._room_for_dotted(mark)
        else:
            self._room_in_list(mark)

    def _close(self, closes: Callable[[Node], bool]) -> None:
        while len(self.stack) > 1 and closes(self.stack[-1]):
            self.stack.pop()

    def _closes_for_article(self, node: Node) -> bool:
        if node.style in RANKS:
            return node.style == "article"
        inside = any(n.style == "article" for n in self.stack)
        return inside or not stray.is_heading(node.title) or bool(node.style[:4] != "head" and any(c.style == "" for c in node.children))

    def _room_for_dotted(self, mark: Mark) -> None:
        parent = next((n for n in reversed(self.stack) if n.style in ("dotted", "num") and n.number == mark.number[:-1]), None)
        sibling = next((n for n in self.stack if n.style == "dotted" and len(n.number) == len(mark.number)), None)
        if parent is not None:
            self._pop_to(parent)
        elif sibling is not None:
            self._pop_to(sibling)
            self.stack.pop()
        else:
            self._close_paragraphs()

    def _room_in_list(self, mark: Mark) -> None:
        same = [n for n in reversed(self.stack) if n.style == mark.style]
        before = next((n for n in same if n.number and mark.number and n.number[0] + 1 == mark.number[0]), None)
        dotted = next((n for n in self.stack if n.style == "dotted"), None) if mark.style == "num" else None
        if dotted is not None and not same and dotted.number[0] + 1 == mark.number[0]:
            before = dotted
        inner = same[0] if same and not self._nests(mark, same[0]) else None
        found = before or inner
        if found is not None:
            self._pop_to(found)
            self.stack.pop()

    def _nests(self, mark: Mark, same: Node) -> bool:
        """A list that starts with 1 below an article is a new one, even if the chapters above are counted the same way."""
        below = self.stack[self.stack.index(same) + 1:]
        return mark.number == (1,) and any(n.style == "article" for n in below)

    def _close_paragraphs(self) -> None:
        self._close(lambda n: n.kind == Kind.PARAGRAPH)

    # ---- text without a number

    def _text(self, raw: str, line: int) -> None:
        body = raw.strip(STRIPPED)
        if self.opening is None:
            return self._hang(Node(Kind.FRONT, raw, line, text=body))
        if self.said is not None and self.said is self.latest and self._goes_on():
            self.said.raw += raw
            self.said.text = (self.said.text or self.said.title) + body
            self.said.title = self.said.title if self.said.text != self.said.title + body else ""
            return None
        self._leave_list()
        self._push(Node(Kind.PARAGRAPH, raw, line, text=body))
        self.ended = self.ended or stray.is_last(body)
        return None

    def _leave_list(self) -> None:
        """A sentence after a list belongs to the article again, unless the last item is a heading for it."""
        self._close_paragraphs()
        article = next((n for n in self.stack if n.style == "article"), None)
        if article is not None and not stray.is_heading(self.stack[-1].body):
            self._pop_to(article)
