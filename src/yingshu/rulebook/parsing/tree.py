"""The tree: pieces of a rulebook, each with the text that it was cut from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a piece is. ``front`` stands before the first numbered piece, ``unplaced`` awaits a hand."""

    DOCUMENT = "document"
    FRONT = "front"
    PART = "part"
    SUBPART = "subpart"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    UNPLACED = "unplaced"


@dataclass(slots=True)
class Node:
    """One piece. ``raw`` is its exact slice of the source; ``label`` its number as written; ``notes`` what was odd about it."""

    kind: Kind
    raw: str = ""
    line: int = 0
    style: str = ""
    number: tuple[int, ...] = ()
    label: str = ""
    title: str = ""
    text: str = ""
    notes: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def body(self) -> str:
        """Title and text as they stand in the source, for the questions whether a sentence ended there."""
        return self.text or self.title

    def walk(self) -> Iterator[Node]:
        """This piece and all below it, in the order of the text."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def as_json(self) -> dict[str, Any]:
        """As the command prints it; empty values are left out."""
        told = {"kind": self.kind.value, "label": self.label, "number": ".".join(map(str, self.number)), "title": self.title,
                "text": self.text, "line": self.line, "notes": self.notes, "children": [c.as_json() for c in self.children]}
        return {name: value for name, value in told.items() if value not in ("", [])}


@dataclass(slots=True)
class Parsed:
    """All documents of one file. ``lead`` is blank text before the first of them."""

    documents: list[Node]
    lead: str = ""

    @property
    def title(self) -> str:
        """The name of the first document that has one."""
        return next((document.title for document in self.documents if document.title), "")

    def walk(self) -> Iterator[Node]:
        """All pieces in the order of the text."""
        for document in self.documents:
            yield from document.walk()

    def text(self) -> str:
        """The source again, put together from the pieces."""
        return self.lead + "".join(node.raw for node in self.walk())

    def unplaced(self) -> list[Node]:
        """What a person should look at."""
        return [node for node in self.walk() if node.kind == Kind.UNPLACED]
