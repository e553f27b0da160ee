"""职责清单: what posts answer for, who holds them, and how the duties behind it were kept in the last thirty days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.organisation.queries import people_in_posts

from ..bundles import Bundle, Line, bundles, of_posts
from ..models import Duty
from ..queries.rates import Rate, rates

RECENT = timedelta(days=30)


class Shown(NamedTuple):
    """A line with its duties and how they were kept."""

    line: Line
    url: str
    duties: list[tuple[str, str]]
    due: int
    done: int
    overdue: int
    missed: int

    @property
    def weight(self) -> str:
        return "danger" if self.overdue else "warn" if self.missed else "done" if self.due else ""


def page_of(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """The list of one's own post, or of the one asked for."""
    own = of_posts(actor.posts)
    chosen = next((b for b in bundles() if b.code == query.get("of")), own[0] if own else bundles()[0])
    today = clock.today()
    kept = {r.key: r for r in rates(actor, today - RECENT, today)}
    duties = list(Duty.objects.order_by("clause", "id"))
    lines = [_shown(actor, line, duties, kept) for line in chosen.items]
    return {"title": _("What posts answer for"), "chosen": chosen, "lines": lines, "people": "、".join(
        p.name for p in people_in_posts(chosen.posts)) or "--", "mine": chosen in own,
        "choices": [(b.title, f"?of={b.code}", b is chosen) for b in bundles()]}


def _shown(actor: Actor, line: Line, duties: list[Duty], kept: Mapping[Any, Rate]) -> Shown:
    own = [d for d in duties if set(d.clauses) & set(line.clauses)]
    found = [kept[d.pk] for d in own if d.pk in kept]
    return Shown(line, line.url_for(actor), [(d.title, f"/duties/{d.pk}/") for d in own], sum(r.due for r in found),
                 sum(r.done for r in found), sum(r.overdue for r in found), sum(r.missed for r in found))


class Entry(NamedTuple):
    """A way from the workbench into one's own work, with how much of it waits."""

    title: str
    says: str
    url: str
    waiting: int


def entries_of(actor: Actor, clauses: Iterable[str]) -> list[Entry]:
    """The lines of one's own posts; ``clauses`` are those of everything that waits for the person."""
    waiting = list(clauses)
    found = {line.title: line for bundle in of_posts(actor.posts) for line in bundle.items}
    return [Entry(line.title, line.says, url, sum(c in line.clauses for c in waiting))
            for line in found.values() if (url := line.url_for(actor))]


__all__ = ["Bundle", "Entry", "entries_of", "page_of"]
