"""Who unites what must be kept apart: by rights today, by acts on one document in a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from yingshu.audit.models import AuditEntry
from yingshu.kernel import clock
from yingshu.kernel.caches import Cached
from yingshu.organisation.models import Person
from yingshu.organisation.principal import work_out
from yingshu.organisation.rights import expand

from ..definition import SeparationItem, Severity
from ..models import SeparationVersion
from .force import FLOWS, in_force, item_of


class Pair(NamedTuple):
    """A pair in force with its rights spelled out."""

    item: SeparationItem
    first: frozenset[str]
    second: frozenset[str]

    @property
    def strict(self) -> bool:
        """Refused, not only listed."""
        return self.item.severity == Severity.REFUSE

    def other_side(self, action: str) -> frozenset[str]:
        """The actions that exclude this one."""
        return self.second if action in self.first else self.first if action in self.second else frozenset()

    def united_by(self, rights: Iterable[str]) -> tuple[str, str] | None:
        """One right of each side, when somebody holds both."""
        held = set(rights)
        ours, theirs = sorted(held & self.first), sorted(held & self.second)
        return (ours[0], theirs[0]) if ours and theirs else None


def pairs() -> list[Pair]:
    """The pairs in force today; costs no query in the common case."""
    return _pairs.get(clock.today())


def _load(day: date) -> list[Pair]:
    items: list[SeparationItem] = [item_of(row) for row in in_force(SeparationVersion, day)]
    return [Pair(item, expand(item.first), expand(item.second)) for item in items]


_pairs: Cached[list[Pair]] = Cached(FLOWS, _load)


def did_other_side(pair: Pair, action: str, actor_id: int, kind: str, pk: int) -> str:
    """The action of the other side that the person did on this document, if any."""
    found = AuditEntry.objects.filter(subject_kind=kind, subject_id=pk, actor_id=actor_id, refused=False)
    found = found.filter(action__in=pair.other_side(action))
    return found.order_by("id").values_list("action", flat=True).first() or ""


def holders() -> list[dict[str, Any]]:
    """People whose rights unite a pair today."""
    people = Person.objects.filter(is_active=True).order_by("id") if pairs() else []
    held = ((person, work_out(person, clock.now()).rights) for person in people)
    return [{"person": person, "pair": p.item, "rights": united, "strict": p.strict} for person, rights in held for p in pairs()
            if (united := p.united_by(rights))]


def acts(first: date, last: date) -> list[dict[str, Any]]:
    """Documents on which one person did both sides, the later act within the days given."""
    begin, end = clock.day_bounds(first, last)
    found = []
    for pair in pairs():
        rows = AuditEntry.objects.filter(action__in=pair.first | pair.second, refused=False, at__lt=end).exclude(subject_id=None)
        seen: dict[tuple[int, str, int], list[AuditEntry]] = defaultdict(list)
        for row in rows.filter(subject_id__in=rows.filter(at__gte=begin).values("subject_id")).order_by("id")[:20_000]:
            seen[row.actor_id, row.subject_kind, row.subject_id or 0].append(row)
        for entries in seen.values():
            done = {e.action for e in entries}
            if done & pair.first and done & pair.second and entries[-1].at >= begin:
                found.append({"pair": pair.item, "entry": entries[-1], "actions": sorted(done)})
    return found
