"""Items that must be improved and have no improvement yet: demanded as soon as a formal survey is closed (SAT-22).

Worked out once and kept until a survey is closed, an answer voided or an improvement registered: every page counts what is to be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max

from yingshu.kernel import clock
from yingshu.kernel.caches import Cached
from yingshu.kernel.money import round_half_up
from yingshu.rulebook.decisions import params_of

from ..controls import IMPROVING, INDEX, LEVELS
from ..models import Wave
from ..rules.conclusion import ImproveParams, is_weak
from ..rules.scoring import LevelParams
from ..rules.spans import Span, span_of
from .figures import Desk
from .improving import improvements_of
from .results import waves_of

CACHE = "improvements_wanted"
A_YEAR = timedelta(days=366)


class Wanted(NamedTuple):
    """An item below the bound, its mean, and since when it is known."""

    period: str
    item_id: int
    title: str
    mean: Decimal
    since: datetime


class Asked(NamedTuple):
    """What the answer depends on besides the records."""

    today: date
    improving: ImproveParams
    levels: LevelParams
    sources: tuple[str, ...]


def wanted() -> list[Wanted]:
    """The demands of the last year, the oldest first."""
    return _wanted.get(Asked(clock.today(), params_of(IMPROVING), params_of(LEVELS), tuple(params_of(INDEX).weights)))


def _load(asked: Asked) -> list[Wanted]:
    closed = Wave.objects.filter(kind=Wave.Kind.FORMAL, state=Wave.State.CLOSED, closed_at__gte=clock.moment(asked.today - A_YEAR))
    periods = closed.order_by().values_list("period").annotate(since=Max("closed_at"))
    return sorted((one for name, since in periods if (span := span_of(name)) for one in _of(span, since, asked)),
                  key=lambda one: (one.since, one.mean, one.item_id))


def _of(span: Span, since: datetime, asked: Asked) -> Iterator[Wanted]:
    """The weak items of a period without an improvement, each once, the lowest first."""
    desk = Desk([w for w in waves_of(span) if w.source in asked.sources], [], asked.levels)
    means = [(desk.points(q, desk.now.get(q.key, {})).mean, q) for q in desk.questions.values() if q.weight > 0]
    seen = set(improvements_of(span.name))
    for mean, question in sorted(((mean, q) for mean, q in means if mean is not None and is_weak(asked.improving, mean)),
                                 key=lambda pair: (pair[0], pair[1].key)):
        if question.key[0] not in seen:
            seen.add(question.key[0])
            yield Wanted(span.name, question.key[0], question.title, round_half_up(mean, 2), since)


_wanted: Cached[list[Wanted]] = Cached(CACHE, _load)
