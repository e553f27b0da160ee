"""Making rulebooks and drafting their versions (ORG-01, ORG-31)."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Lookup, Needed, Text, UnitRef
from yingshu.kernel.services import Done, service
from yingshu.organisation.models import Post, Unit

from ..books import KIND, in_force_on, nodes_of
from ..errors import OpenVersionExists, VersionIsClosed
from ..models import BookNode, Rulebook, RulebookVersion

RulebookRef = Annotated[int, Field(gt=0), Lookup("rulebooks")]
VersionRef = Annotated[int, Field(gt=0), Lookup("rulebook_versions")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=30)]
Title = Annotated[str, Field(min_length=1, max_length=80)]
PostCode = Annotated[Needed, Lookup("post_codes")]
Short = Annotated[str, Field(max_length=60)]
COPIED = ("position", "depth", "kind", "key", "label", "title", "text", "notes", "clauses", "controls", "opened", "overrides", "superior")


@service("rulebook.create_book", title=N_("New rulebook"), clause="ORG-01")
def create_book(*, actor: Actor, code: Code, title: Title, unit_id: UnitRef | None = None, parent_id: RulebookRef | None = None,
                posts: list[PostCode] | None = None, newcomers: bool = True, activities: Text = "", drafting_unit: Short = "",
                interpreting_unit: Short = "") -> Done:
    """Make a rulebook: for whom it holds (unit, posts, newcomers, activities), who drafts and who interprets it.

    ``parent_id`` names the book of headquarters that a unit's book overrides in parts. No post given means all posts.
    """
    _check_scope(unit_id, parent_id, posts)
    pk = write.add_one(Rulebook, code=code, title=title, unit_id=unit_id, parent_id=parent_id, posts=posts or [], newcomers=newcomers,
                       activities=activities, drafting_unit=drafting_unit, interpreting_unit=interpreting_unit, made_at=clock.now())
    return Done("rulebook", pk, code, after={"title": title, "unit": unit_id, "posts": posts or []})


@service("rulebook.change_book", title=N_("Change the scope"), clause="ORG-01")
def change_book(*, actor: Actor, rulebook_id: RulebookRef, title: Title | None = None, unit_id: UnitRef | None = None,
                posts: list[PostCode] | None = None, newcomers: bool | None = None, activities: Text | None = None,
                drafting_unit: Short | None = None, interpreting_unit: Short | None = None) -> Done:
    """Change for whom a rulebook holds; what is left out stays. The persons it holds for follow at once."""
    book = write.lock(Rulebook, rulebook_id)
    if book is None:
        raise NotFound()
    _check_scope(unit_id, book.parent_id, posts)
    given = {"title": title, "unit_id": unit_id, "posts": posts, "newcomers": newcomers, "activities": activities,
             "drafting_unit": drafting_unit, "interpreting_unit": interpreting_unit}
    changed = {name: value for name, value in given.items() if value is not None and value != getattr(book, name)}
    if changed:
        write.change(Rulebook, where={"id": rulebook_id}, set=changed)
    return Done("rulebook", rulebook_id, book.code, before={name: getattr(book, name) for name in changed}, after=changed)


def _check_scope(unit_id: int | None, parent_id: int | None, posts: list[str] | None) -> None:
    from django.utils.translation import gettext as _

    unknown = set(posts or ()) - set(Post.objects.values_list("code", flat=True))
    if unknown:
        raise InvalidInput({"posts": [_("There is no post with the code %(codes)s.") % {"codes": "、".join(sorted(unknown))}]})
    if unit_id and not Unit.objects.filter(pk=unit_id).exists():
        raise NotFound(field="unit_id")
    if parent_id and not unit_id:
        raise InvalidInput({"unit_id": [_("A book that overrides another one holds for a unit. Choose it.")]})


@service("rulebook.draft_version", title=N_("Draft a revision"), clause="ORG-31")
def draft_version(*, actor: Actor, rulebook_id: RulebookRef, note: Text = "") -> Done:
    """Draft the next version from the one in force, with its text, bindings and settings."""
    book = lock_book(rulebook_id)
    former = in_force_on(rulebook_id) or RulebookVersion.objects.filter(rulebook_id=rulebook_id).order_by("-version").first()
    done = new_version(actor, book, note, origin=former.number if former else "", settings=former.settings if former else {})
    if former:
        write.add(BookNode, [{**{name: getattr(node, name) for name in COPIED}, "version_id": done.id} for node in nodes_of(former)])
    return done


@service("rulebook.discard_version", title=N_("Discard the draft"), clause="ORG-31")
def discard_version(*, actor: Actor, version_id: VersionRef, reason: Needed) -> Done:
    """Throw a draft away that nobody was asked to approve. The trail keeps that there was one."""
    version = lock_draft(version_id)
    if version.round:
        raise VersionIsClosed(number=version.number)
    BookNode.objects.filter(version_id=version_id).delete()
    version.delete()
    return Done(KIND, version_id, version.number, "discarded", before={"state": "draft"}, reason=reason)


# ---- shared with the other services of the book

def lock_book(rulebook_id: int) -> Rulebook:
    """The book, locked; refused while a version of it is under way."""
    book: Rulebook | None = write.lock(Rulebook, rulebook_id)
    if book is None:
        raise NotFound()
    under_way = RulebookVersion.objects.filter(rulebook_id=rulebook_id).exclude(state=RulebookVersion.State.PUBLISHED).first()
    if under_way:
        raise OpenVersionExists(version=under_way.version, title=book.title)
    return book


def new_version(actor: Actor, book: Rulebook, note: str, *, origin: str, settings: dict[str, object]) -> Done:
    """The row of a new draft."""
    last = RulebookVersion.objects.filter(rulebook=book).order_by("-version").values_list("version", flat=True).first() or 0
    pk = write.add_one(RulebookVersion, rulebook_id=book.pk, version=last + 1, state=RulebookVersion.State.DRAFT, note=note,
                       origin=origin[:120],
                       settings=settings, made_by_id=actor.id, made_by=actor.name, made_at=clock.now())
    return Done(KIND, pk, f"{book.code} V{last + 1}", RulebookVersion.State.DRAFT, data={"version": last + 1},
                after={"note": note, "origin": origin})


def lock_draft(version_id: int) -> RulebookVersion:
    """A draft, locked; anything else is refused."""
    version: RulebookVersion | None = write.lock(RulebookVersion, version_id)
    if version is None:
        raise NotFound()
    if version.state != RulebookVersion.State.DRAFT:
        raise VersionIsClosed(number=version.number)
    return version
