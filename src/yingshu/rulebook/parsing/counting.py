"""Counts by which a person sees at a glance whether a text was read rightly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .numerals import HAN
from .tree import Kind, Node, Parsed

_MENTION = re.compile(rf"第[{HAN}\d]+[条條]")
_MOST = 3


def counts(parsed: Parsed) -> dict[str, Any]:
    """Pieces by kind, first and last article, articles of each chapter, the articles with most items."""
    nodes = list(parsed.walk())
    articles = [node for node in nodes if node.kind == Kind.ARTICLE]
    numbers = [node.number[0] for node in articles if node.number]
    return {
        "title": parsed.title,
        "documents": sum(1 for document in parsed.documents if document.title or any(n.style for n in document.children)),
        "books_编": _count(nodes, Kind.PART),
        "sub_books_分编": _count(nodes, Kind.SUBPART),
        "chapters_章": _count(nodes, Kind.CHAPTER),
        "sections_节": _count(nodes, Kind.SECTION),
        "articles_条": len(articles),
        "first_article": min(numbers, default=None),
        "last_article": max(numbers, default=None),
        "items_（一）": sum(len(_items(node)) for node in articles),
        "chapter_articles": dict(_chapters(nodes)),
        "articles_with_most_items": _most(articles),
        "articles_with_more_than_one_paragraph": sum(1 for node in articles if paragraphs(node) > 1),
        "mentions_of_第X条_inside_text_not_to_be_taken_as_headings": sum(len(_MENTION.findall(node.title + node.text)) for node in nodes),
        "unplaced": len(parsed.unplaced()),
    }


def _count(nodes: list[Node], kind: Kind) -> int:
    return sum(1 for node in nodes if node.kind == kind)


def paragraphs(article: Node) -> int:
    """款 of an article: its own sentence and those that follow without a number."""
    return bool(article.text) + sum(1 for child in article.children if child.kind == Kind.PARAGRAPH)


def _items(article: Node) -> list[Node]:
    """项 of an article: the numbered pieces directly below it or below its paragraphs."""
    own = [article, *(child for child in article.children if child.kind == Kind.PARAGRAPH)]
    return [child for node in own for child in node.children if child.kind == Kind.ITEM]


def _chapters(nodes: list[Node]) -> Iterator[tuple[str, list[int]]]:
    for chapter in nodes:
        held = [n.number[0] for n in chapter.walk() if n.kind == Kind.ARTICLE and n.number] if chapter.kind == Kind.CHAPTER else []
        if held:
            yield f"{chapter.label} {chapter.title}".strip(), [held[0], held[-1]]


def _most(articles: list[Node]) -> dict[str, dict[str, int]]:
    ranked = sorted(((len(_items(node)), node) for node in articles), key=lambda pair: -pair[0])
    return {".".join(map(str, node.number)): {"paragraphs": paragraphs(node), "items": n} for n, node in ranked[:_MOST] if n}
