"""What the levels of a rulebook are when it counts without 第N条: 一、 may be its chapters, （一） its articles."""

from __future__ import annotations

from collections.abc import Sequence

from .tree import Kind, Node

FIXED = {Kind.PART, Kind.SUBPART, Kind.CHAPTER, Kind.SECTION}


def settle(document: Node) -> None:
    """Give the numbered pieces outside articles their kind; text of a document without any number is unplaced."""
    kinds = {node.kind for node in document.walk()}
    _settle(document.children, Kind.ARTICLE in kinds, bool(kinds & FIXED))
    if not any(node.style for node in document.walk()):
        for node in document.children:
            if node.kind == Kind.FRONT:
                node.kind, node.notes = Kind.UNPLACED, ["no number"]


def _settle(nodes: Sequence[Node], has_articles: bool, has_chapters: bool) -> None:
    chapters = {node.style for node in nodes if node.kind == Kind.ITEM and _is_chapter(node, has_articles, has_chapters)}
    for node in nodes:
        if node.kind == Kind.ITEM and not node.style.startswith("bullet"):
            node.kind = Kind.CHAPTER if node.style in chapters and not node.text else Kind.ARTICLE
        if node.kind in FIXED:
            _settle(node.children, has_articles, True)


def _is_chapter(node: Node, has_articles: bool, has_chapters: bool) -> bool:
    """A numbered piece outside any article is a chapter when articles stand in it, or parts in a text that has no other chapters."""
    if any(child.kind == Kind.ARTICLE for child in node.walk()):
        return True
    return not has_articles and not has_chapters and not node.text and any(child.style for child in node.children)
