"""Making a draft from ready-made rulebooks (制度包)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Needed, PostRef
from yingshu.kernel.services import Done, service
from yingshu.organisation.models import Post

from ..books import KIND
from ..errors import SomethingContradicts
from ..models import RulebookVersion
from ..packs import ArticlePack, Combined, Pack, combine, packs_of, read_pack
from ..parsing.numerals import numbered
from .book import Code, RulebookRef, Title, VersionRef, create_book, lock_book, lock_draft, new_version
from .book_text import write_pieces

OwnPack = Annotated[str, Field(max_length=500_000)]
PackCode = Annotated[str, Field(max_length=40)]


@service("rulebook.use_packs", title=N_("Use ready-made rulebooks"), clause="ORG-31")
def use_packs(*, actor: Actor, packs: list[PackCode] | None = None, own: OwnPack = "", rulebook_id: RulebookRef | None = None,
              code: Code | None = None, title: Title | None = None, choices: dict[str, str] | None = None,
              posts: dict[str, str] | None = None) -> Done:
    """Draft a book from one ready-made rulebook, or several that do not contradict; ``choices`` settles the variant of a clause.

    ``own`` is a rulebook of the company in the same format (YAML), alone or with others; every mistake is told with line and key.
    ``posts`` says which post decides in its flows in place of one that nobody holds; an empty one leaves those flows out.

    Without ``rulebook_id`` a new rulebook is made. Nothing is in force before the draft is approved and published.
    """
    mine = [read_pack(own, "own.yaml")] if own else []
    return draft_from(actor, [*mine, *(packs_of(packs or []) if packs or not mine else ())], rulebook_id, code, title, choices, posts)


def draft_from(actor: Actor, packs: Sequence[Pack], rulebook_id: int | None, code: str | None, title: str | None,
               choices: dict[str, str] | None, posts: dict[str, str] | None = None) -> Done:
    """The draft of packs that are already read."""
    combined = combine(packs, choices)
    if combined.contradictions:
        raise SomethingContradicts(field="packs", what="; ".join(map(str, combined.contradictions)))
    if rulebook_id is None:
        rulebook_id = create_book(actor=actor, code=code or packs[0].code[:30], title=title or packs[0].title).id
    book = lock_book(rulebook_id)
    origin = "、".join(pack.title for pack in packs)
    done = new_version(actor, book, "", origin=origin, settings=settings_of(packs, combined) | {"posts": known_posts(posts or {})})
    write_pieces(done.id, pieces_of(combined))
    return Done(done.kind, done.id, done.number, done.state, data={**done.data, "articles": sum(len(a) for _t, a in combined.chapters)},
                after={"packs": [pack.code for pack in packs], "choices": choices or {}})


def known_posts(posts: Mapping[str, str]) -> dict[str, str]:
    """Which post decides for which; a post that does not exist is told."""
    wanted = {code for code in posts.values() if code}
    if unknown := wanted - set(Post.objects.filter(code__in=wanted).values_list("code", flat=True)):
        raise InvalidInput({"posts": [_("There is no post “%(posts)s”.") % {"posts": "、".join(sorted(unknown))}]})
    return dict(posts)


@service("rulebook.choose_post", title=N_("Choose who decides instead"), clause="ORG-31")
def choose_post(*, actor: Actor, version_id: VersionRef, post: Needed, instead_id: PostRef | None = None) -> Done:
    """Say which post decides in the flows of a draft in place of ``post``, which nobody holds; without one those flows are left out."""
    version = lock_draft(version_id)
    other = Post.objects.filter(pk=instead_id).first() if instead_id else None
    if instead_id and other is None:
        raise NotFound(field="instead_id")
    posts = {**version.settings.get("posts", {}), post: other.code if other else ""}
    write.change(RulebookVersion, where={"id": version_id}, set={"settings": {**version.settings, "posts": posts}})
    return Done(KIND, version_id, version.number, version.state, before={"posts": version.settings.get("posts", {})},
                after={"posts": posts})


def settings_of(packs: Sequence[Pack], combined: Combined) -> dict[str, Any]:
    """What the draft puts in force once it is published, and what each clause says."""
    articles = [article for _title, kept in combined.chapters for article in kept]
    return {"packs": [pack.code for pack in packs], "only_one": {p.only_one: p.title for p in packs if p.only_one},
            "controls": combined.controls, "items": combined.items,
            "clauses": {a.clause: said_by(a) for a in articles}}


def said_by(article: ArticlePack) -> dict[str, Any]:
    """What a version keeps of an article besides its words."""
    return {"variant": article.variant, "parameters": article.parameters, "assumed": list(article.assumed)}


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

