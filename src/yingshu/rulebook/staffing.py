"""Who decides in what a book brings (flows, authority tables): a post that nobody holds gets another, or its flow is left out.

A company rarely has all the posts that a ready-made rulebook names. That must not block the publication, and no flow may come into
force in which nobody can decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from yingshu.organisation.models import Appointment, Post
from yingshu.organisation.queries import in_force as appointed

from .sections import SECTIONS, Item, Seat, Section

# Who decides where nothing else was chosen, the nearest first.
STANDS_IN = {"general_manager": ("vice_president", "sales_director", "director"), "vice_president": ("sales_director", "director"),
             "sales_director": ("vice_president", "director"), "director": ("sales_director", "vice_president", "service_manager"),
             "service_manager": ("director",), "region_manager": ("director", "sales_director"), "finance": ("director",)}


class Held(NamedTuple):
    """Posts by code and by name: their code and title, and who holds them today."""

    posts: Mapping[str, Post]
    people: Mapping[str, Sequence[str]]

    def empty(self, words: Iterable[str]) -> bool:
        """Does nobody hold one of these posts?"""
        return not any(self.people.get(word) for word in words)

    def title(self, word: str) -> str:
        """A post in words."""
        return self.posts[word].name if word in self.posts else word

    def choices(self) -> list[Post]:
        """The posts that somebody holds."""
        return list({post.pk: post for word, post in self.posts.items() if self.people.get(word)}.values())


def held() -> Held:
    """The posts of the company and who holds them, in two queries."""
    posts = {word: post for post in Post.objects.order_by("id") for word in (post.name, post.code)}
    people: dict[str, list[str]] = {}
    rows = Appointment.objects.filter(appointed(), person__is_active=True).order_by("person_id")
    for code, name, person in rows.values_list("post__code", "post__name", "person__name"):
        for word in (code, name):
            people.setdefault(word, []).append(person)
    return Held(posts, people)


@dataclass(slots=True)
class Staffing:
    """Places the items of all sections, one section after the other; ``left_out`` are the codes of those that nobody could decide."""

    chosen: Mapping[str, str]
    held: Held = field(default_factory=held)
    left_out: dict[str, Item] = field(default_factory=dict)

    def instead(self, word: str) -> str:
        """The post that decides in place of one that nobody holds; empty: none, so the flow is left out."""
        if word in self.chosen:
            return self.chosen[word]
        code = self.held.posts[word].code if word in self.held.posts else word
        return next((other for other in STANDS_IN.get(code, ()) if self.held.people.get(other)), "")

    def placed(self, section: Section, items: Iterable[Item]) -> list[Item]:
        """The items that somebody can decide, with the posts that decide in them."""
        return [placed for item in items if (placed := self._placed(section, item)) is not None]

    def _placed(self, section: Section, item: Item) -> Item | None:
        seats = list(section.seats(item))
        empty = {word: self.instead(word) for seat in seats if seat.decides and self.held.empty(seat.posts) for word in seat.posts}
        vacant = any(seat.decides and self.held.empty(seat.posts) and not any(empty[w] for w in seat.posts) for seat in seats)
        if vacant or any(code in self.left_out for code in section.needs(item)):
            self.left_out[item.code] = item
            return None
        unknown = {word: "" for seat in seats for word in seat.posts if word not in self.held.posts}
        changes = {**unknown, **empty}
        return section.reseated(item, changes) if changes else item


class Line(NamedTuple):
    """A step of a flow or table as the preview shows it; ``word`` is a post without a holder, ``first`` where it comes first."""

    item: Item
    seat: Seat
    posts: str
    people: Sequence[str]
    word: str
    instead: str
    left_out: bool
    first: bool = False


def lines(found: Mapping[str, Sequence[Item]], chosen: Mapping[str, str]) -> list[Line]:
    """Who would decide in the items of each section; those without a holder say who instead, or that the flow is left out."""
    staffing = Staffing(chosen)
    for name, items in found.items():
        staffing.placed(SECTIONS[name], items)
    told = [line for name, items in found.items() for item in items for line in _lines(staffing, SECTIONS[name], item)]
    places = {line.word: n for n, line in reversed(list(enumerate(told)))}
    return [line._replace(first=places[line.word] == n) for n, line in enumerate(told)]


def _lines(staffing: Staffing, section: Section, item: Item) -> Iterator[Line]:
    for seat in section.seats(item):
        if not seat.decides:
            continue
        word = seat.posts[0] if staffing.held.empty(seat.posts) else ""
        people = [name for post in seat.posts for name in staffing.held.people.get(post, ())]
        yield Line(item, seat, "、".join(map(staffing.held.title, seat.posts)), list(dict.fromkeys(people)), word,
                   staffing.held.title(staffing.instead(word)) if word else "", item.code in staffing.left_out)
