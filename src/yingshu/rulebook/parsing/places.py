"""Which pieces are open, which number comes next, and where a new piece has its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import stray
from .marks import RANKS, Mark, mark_at
from .tree import Kind, Node


@dataclass(slots=True)
class Places:
    """``stack`` are the open pieces from the document down, ``latest`` the piece read last, ``said`` the last one that is a rule."""

    lines: list[str]
    headings: Mapping[int, int]
    wrapped: bool
    stack: list[Node] = field(default_factory=list)
    latest: Node | None = None
    said: Node | None = None
    articles: int = 0
    opening: tuple[str, tuple[int, ...]] | None = None

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

    def _goes_on(self) -> bool:
        return self.said is not None and self.wrapped and stray.is_broken_off(self.said.body)

    def _wants_more(self) -> bool:
        return self.said is not None and self.wrapped and stray.wants_more(self.said.body)

    # ---- which numbers count

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
        if mark.style == "article" and mark.number == (1,) and self.articles and self.said is self.latest and self._wants_more():
            return False
        return self._follows(mark) or not self._goes_on()

    def _goes_on_before(self, mark: Mark) -> bool:
        return self._goes_on() and mark.number == (1,)

    def _is_list(self, mark: Mark) -> bool:
        """A number that is only sure by order is the first of a list when its second comes."""
        start = self.latest.line if self.latest else 0
        later = (mark_at(line) for line in self.lines[start:start + 200])
        return any(m.number[:1] == (2,) or (len(m.number) > 1 and m.number[-1] == 2) for m in later if m and m.style == mark.style)

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

    def _leave_list(self) -> None:
        """A sentence after a list belongs to the article again, unless the last item is a heading for it."""
        self._close_paragraphs()
        article = next((n for n in self.stack if n.style == "article"), None)
        if article is not None and not stray.is_heading(self.stack[-1].body):
            self._pop_to(article)
