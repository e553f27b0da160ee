"""Making a draft from ready-made rulebooks (制度包)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, Any

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.actor import Actor
from yingshu.kernel.services import Done, service

from ..errors import SomethingContradicts
from ..packs import ArticlePack, Combined, Pack, combine, packs_of
from ..parsing.numerals import numbered
from .book import Code, RulebookRef, Title, create_book, lock_book, new_version
from .book_text import write_pieces

PackCode = Annotated[str, Field(max_length=40)]


@service("rulebook.use_packs", title=N_("Use ready-made rulebooks"), clause="ORG-31")
def use_packs(*, actor: Actor, packs: list[PackCode], rulebook_id: RulebookRef | None = None, code: Code | None = None,
              title: Title | None = None, choices: dict[str, str] | None = None) -> Done:
    """Draft a book from one ready-made rulebook, or several that do not contradict; ``choices`` settles the variant of a clause.

    Without ``rulebook_id`` a new rulebook is made. Nothing is in force before the draft is approved and published.
    """
    return draft_from(actor, packs_of(packs), rulebook_id, code, title, choices)


def draft_from(actor: Actor, packs: Sequence[Pack], rulebook_id: int | None, code: str | None, title: str | None,
               choices: dict[str, str] | None) -> Done:
    """The draft of packs that are already read."""
    combined = combine(packs, choices)
    if combined.contradictions:
        raise SomethingContradicts(field="packs", what="; ".join(map(str, combined.contradictions)))
    if rulebook_id is None:
        rulebook_id = create_book(actor=actor, code=code or packs[0].code[:30], title=title or packs[0].title).id
    book = lock_book(rulebook_id)
    origin = "、".join(pack.title for pack in packs)
    done = new_version(actor, book, "", origin=origin, settings=settings_of(packs, combined))
    write_pieces(done.id, pieces_of(combined))
    return Done(done.kind, done.id, done.number, done.state, data={**done.data, "articles": sum(len(a) for _t, a in combined.chapters)},
                after={"packs": [pack.code for pack in packs], "choices": choices or {}})


def settings_of(packs: Sequence[Pack], combined: Combined) -> dict[str, Any]:
    """What the draft puts in force once it is published, and what each clause says."""
    articles = [article for _title, kept in combined.chapters for article in kept]
    return {"packs": [pack.code for pack in packs], "controls": combined.controls, "items": combined.items,
            "clauses": {a.clause: {"variant": a.variant, "parameters": a.parameters, "assumed": list(a.assumed)} for a in articles}}


def pieces_of(combined: Combined) -> list[dict[str, Any]]:
    """Chapters and articles, numbered through."""
    found: list[dict[str, Any]] = []
    count = 0
    for n, (title, articles) in enumerate(combined.chapters, 1):
        found.append({"kind": "chapter", "depth": 1, "label": numbered("chapter", n), "title": title,
                      "key": hashlib.sha256(title.encode()).hexdigest()[:12]})
        for article in articles:
            count += 1
            found.append(_article(article, count))
    return found


def _article(article: ArticlePack, number: int) -> dict[str, Any]:
    return {"kind": "article", "depth": 2, "label": numbered("article", number), "title": article.title, "text": article.text,
            "key": article.clause, "clauses": (article.clause,)}

