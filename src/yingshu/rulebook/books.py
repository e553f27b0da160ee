"""Reads of the book: which version holds on a day and for whom, its text, who has read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from yingshu.kernel import approving, clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import Cached
from yingshu.kernel.controls import CONTROLS
from yingshu.organisation.models import Appointment, Person, Unit
from yingshu.organisation.queries import in_force as appointed

from .catalogue import Clause, clauses
from .controls import READING
from .decisions import RULEBOOK, params_of
from .models import BookNode, ReadingConfirmation, Rulebook, RulebookVersion, Signature
from .parsing import Kind

State = RulebookVersion.State
NEWCOMER_DAYS = 90
KIND = "rulebook_version"
# Who has one of these rights works on rulebooks, so reads them before they are published.
WORKING = ("rulebook.change_node", "rulebook.submit_version", "rulebook.approve_version", "rulebook.publish_version")


def holding(on: date | None = None) -> Q:
    """The condition that a version is in force on a day: published, begun, not ended."""
    day = on or clock.today()
    return Q(state=State.PUBLISHED, valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gte=day))


def in_force_on(rulebook_id: int, on: date | None = None) -> RulebookVersion | None:
    """The one version of a book that answers for a day (ORG-31)."""
    return RulebookVersion.objects.select_related("rulebook__unit", "rulebook__parent").filter(holding(on), rulebook_id=rulebook_id).first()


def books_in_force(on: date | None = None) -> list[RulebookVersion]:
    """All versions in force on a day; the company's books before those of units."""
    found = RulebookVersion.objects.filter(holding(on)).select_related("rulebook__unit", "rulebook__parent")
    return sorted(found, key=lambda v: (v.rulebook.parent_id is not None, v.rulebook_id))


def versions_up_to(version: RulebookVersion) -> list[RulebookVersion]:
    """A version and those of its book before it, newest first."""
    return list(RulebookVersion.objects.filter(rulebook_id=version.rulebook_id, version__lte=version.version).order_by("-version"))


def saying(version: RulebookVersion, clause_id: str) -> RulebookVersion:
    """The version whose word on a clause holds: this one, or that of headquarters where a unit's book says nothing of it."""
    if clause_id in version.settings.get("clauses", {}) or version.rulebook.parent_id is None:
        return version
    return in_force_on(version.rulebook.parent_id, version.valid_from) or version


def put_by(version: RulebookVersion) -> dict[str, str]:
    """Who put a version in force, and since when; of a draft who makes it."""
    return {"by": version.published_by or version.made_by, "since": version.valid_from.isoformat() if version.valid_from else ""}


def published_after(day: date) -> QuerySet[RulebookVersion]:
    """The published versions that hold on a day or begin later."""
    return RulebookVersion.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), state=State.PUBLISHED)


def has_book() -> bool:
    """Is a book in force, or published for later? Costs no query in the common case."""
    return _has_book.get(clock.today())


def _load_has_book(day: date) -> bool:
    return published_after(day).exists()


_has_book: Cached[bool] = Cached(RULEBOOK, _load_has_book)


def standing(version: RulebookVersion, on: date | None = None) -> str:
    """What a version is on a day: draft, review, approved, scheduled, in_force, ended."""
    day = on or clock.today()
    if version.state != State.PUBLISHED or version.valid_from is None:
        return str(version.state)
    if version.valid_from > day:
        return "scheduled"
    return "ended" if version.valid_until and version.valid_until < day else "in_force"


def readable(actor: Actor) -> QuerySet[RulebookVersion]:
    """The versions a person may read: all published ones; of the others those they work on, signed or are asked to sign."""
    rows = RulebookVersion.objects.all()
    if any(actor.may(right) for right in WORKING):
        return rows
    signing = Signature.objects.filter(person_id=actor.id).values("version_id")
    return rows.filter(Q(state=State.PUBLISHED) | Q(made_by_id=actor.id) | Q(pk__in=signing) | Q(pk__in=approving.taking_part(actor, KIND)))


# ---- for whom (ORG-01)

def covers(book: Rulebook, held: Appointment, on: date | None = None) -> bool:
    """Does a book hold for a person in this post and unit?"""
    unit: Unit | None = book.unit
    inside = unit is None or held.unit.path.startswith(unit.path)
    in_post = not book.posts or held.post.code in book.posts
    return inside and in_post and (book.newcomers or not _is_new(held.person, on or clock.today()))


def _is_new(person: Person, day: date) -> bool:
    return person.joined_on is not None and person.joined_on > day - timedelta(days=NEWCOMER_DAYS)


def _appointments(on: date | None = None) -> QuerySet[Appointment]:
    return Appointment.objects.filter(appointed(on), person__is_active=True).select_related("person", "post", "unit").order_by("person_id")


def books_of(person_id: int, on: date | None = None) -> list[RulebookVersion]:
    """The versions that hold for a person now, worked out from their posts and units; empty when nothing covers them."""
    held = list(_appointments(on).filter(person_id=person_id))
    return [version for version in books_in_force(on) if any(covers(version.rulebook, one, on) for one in held)]


def clauses_of(person_id: int, on: date | None = None) -> list[Clause]:
    """The clauses of the catalogue that hold for a person."""
    wanted = _bound(books_of(person_id, on))
    return [clause for code, clause in clauses().items() if code in wanted]


def clauses_in_force(unit_id: int | None = None, on: date | None = None) -> frozenset[str]:
    """The clauses of the books in force for a unit, or of all of them; empty while there is none."""
    return _bound(_holding_for(unit_id, on))


def _holding_for(unit_id: int | None, on: date | None) -> list[RulebookVersion]:
    path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first() if unit_id else None
    return [v for v in books_in_force(on) if path is None or v.rulebook.unit is None or path.startswith(v.rulebook.unit.path)]


def _bound(versions: Iterable[RulebookVersion]) -> frozenset[str]:
    rows = BookNode.objects.filter(version__in=versions).exclude(clauses=[], controls=[]).values_list("clauses", "controls")
    return frozenset(code for own, controls in rows for code in stands_for(own, controls))


def stands_for(own: Sequence[str], controls: Iterable[str]) -> list[str]:
    """The clauses of a piece. A control bound to it without one of its clauses stands for the first of them."""
    bound = [CONTROLS[code].clauses for code in controls if code in CONTROLS]
    return list(dict.fromkeys([*own, *(clauses[0] for clauses in bound if not set(clauses) & set(own))]))


def controls_bound(nodes: Iterable[BookNode]) -> list[str]:
    """The controls that pieces are bound to: by themselves, or because they carry out one of their clauses."""
    named, clauses = set[str](), set[str]()
    for node in nodes:
        named.update(node.controls)
        clauses.update(node.clauses)
    return [code for code, control in sorted(CONTROLS.items()) if code in named or clauses.intersection(control.clauses)]


class Unbound(NamedTuple):
    """An article that neither a clause nor a control is bound to: the version it stands in, its key, number and first words."""

    version_id: int
    key: str
    label: str
    says: str


def unbound(unit_id: int | None = None, on: date | None = None) -> list[Unbound]:
    """The articles of the books in force (for a unit, or all of them) that nothing is bound to, nor to any of their parts."""
    rows = BookNode.objects.filter(version__in=_holding_for(unit_id, on)).order_by("version_id", "position").values_list(
        "version_id", "depth", "kind", "key", "label", "title", Left("text", 40), "clauses", "controls")
    found: list[Unbound] = []
    article: tuple[int, int, str] | None = None
    for version_id, depth, kind, key, label, title, words, own, controls in rows:
        bound = bool(own or controls)
        if article is not None and version_id == article[0] and depth > article[1]:
            if bound and found and found[-1].key == article[2]:
                found.pop()
            continue
        article = (version_id, depth, key) if kind == Kind.ARTICLE else None
        if article is not None and not bound:
            found.append(Unbound(version_id, key, label, title or words))
    return found


def main_version(person_id: int, on: date | None = None) -> RulebookVersion | None:
    """The book that opens first: the one of the person's own unit, else the company's."""
    own = books_of(person_id, on)
    if own:
        return max(own, key=lambda v: (len(v.rulebook.unit.path) if v.rulebook.unit else 0, -v.rulebook_id))
    return next(iter(books_in_force(on)), None)


# ---- reading (ORG-32)

class Reading(NamedTuple):
    """Who should have read a version, who has, and by when. ``share`` is None when it holds for nobody; ``units`` are the units of these
    people with how many have read, how many should have, and the rate."""

    people: list[Person]
    read: dict[int, ReadingConfirmation]
    share: Decimal | None
    due: date | None
    units: Sequence[tuple[str, int, int, str]] = ()

    @property
    def missing(self) -> list[Person]:
        return [person for person in self.people if person.pk not in self.read]

    @property
    def done(self) -> list[Person]:
        return [person for person in self.people if person.pk in self.read]


def readers_of(book: Rulebook, on: date | None = None) -> list[Person]:
    """The people for whom a book holds, each once."""
    return [held.person for held in _reading(book, on)]


def _reading(book: Rulebook, on: date | None = None) -> list[Appointment]:
    """The same, each with the first of their posts."""
    found: dict[int, Appointment] = {}
    for held in _appointments(on):
        if covers(book, held, on):
            found.setdefault(held.person_id, held)
    return list(found.values())


def reading_of(version: RulebookVersion) -> Reading:
    """Confirmations of a version against the people it holds for."""
    held = _reading(version.rulebook)
    people = [one.person for one in held]
    read = {c.person_id: c for c in ReadingConfirmation.objects.filter(version=version)}
    days = params_of(READING, version.rulebook.unit_id, version.valid_from).acknowledge_within_days
    due = version.valid_from + timedelta(days=days) if version.valid_from else None
    return Reading(people, read, money.ratio(sum(1 for p in people if p.pk in read), len(people)), due, _by_unit(held, read))


def _by_unit(held: Sequence[Appointment], read: Mapping[int, ReadingConfirmation]) -> list[tuple[str, int, int, str]]:
    units: dict[int, list[Appointment]] = {}
    for one in sorted(held, key=lambda one: one.unit.path):
        units.setdefault(one.unit_id, []).append(one)
    counted = [(group[0].unit.name, sum(one.person_id in read for one in group), len(group)) for group in units.values()]
    return [(name, done, of, f"{Decimal(100 * done) / of:.1f}%") for name, done, of in counted]


def unread_by(person_id: int) -> list[RulebookVersion]:
    """Versions in force that a person has not confirmed."""
    done = set(ReadingConfirmation.objects.filter(person_id=person_id).values_list("version_id", flat=True))
    return [version for version in books_of(person_id) if version.pk not in done]


# ---- text

def nodes_of(version: RulebookVersion) -> list[BookNode]:
    """The text of a version in order."""
    return list(BookNode.objects.filter(version=version).order_by("position"))


def composed(version: RulebookVersion, on: date | None = None) -> list[BookNode]:
    """A unit's book as people read it: headquarters' text in force, with the unit's pieces in the places that they override."""
    own = nodes_of(version)
    parent = version.rulebook.parent
    above = in_force_on(parent.pk, on or version.valid_from) if parent else None
    return compose(nodes_of(above), own) if above else own


def opened_above(version: RulebookVersion) -> list[BookNode]:
    """What headquarters opened to units, in the version that holds now: the pieces that a unit's book may override."""
    parent = version.rulebook.parent
    above = in_force_on(parent.pk) if parent else None
    return list(BookNode.objects.filter(version=above, opened=True).order_by("position")) if above else []


def compose(above: Sequence[BookNode], own: Sequence[BookNode]) -> list[BookNode]:
    """Replace overridden pieces with everything below them; pieces that override nothing follow at the end."""
    replaced = {node.overrides: list(branch(own, n)) for n, node in enumerate(own) if node.overrides}
    placed = {id(node) for pieces in replaced.values() for node in pieces}
    found: list[BookNode] = []
    skip_below: int | None = None
    for node in above:
        if skip_below is not None and node.depth > skip_below:
            continue
        skip_below = node.depth if node.key in replaced else None
        found += replaced.get(node.key, [node])
    return found + [node for node in own if id(node) not in placed]


def branch(nodes: Sequence[BookNode], start: int) -> Iterable[BookNode]:
    """A piece and everything below it."""
    yield nodes[start]
    for node in nodes[start + 1:]:
        if node.depth <= nodes[start].depth:
            return
        yield node
