"""Loading the demo company: found it, then let all its stories run side by side up to the present moment."""

from __future__ import annotations

import gc
import heapq
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.utils import translation

from yingshu.audit.trail import seal
from yingshu.kernel import clock, write
from yingshu.kernel.invariants import violations
from yingshu.kernel.rollups import advance_all

from ..models import Mark
from . import story
from .approving import Approving
from .book import Book, publish_versions
from .duties import Duties
from .founding import Company, found
from .keeping import Keeping
from .order import Fate, Order
from .organising import Organising
from .registers import Registers
from .rhythm import Rhythm
from .routine import Routine
from .rules import Rules
from .satisfaction import Satisfaction
from .service import Service
from .story import Buyer, Good
from .working import later, working_days

SEED = 20260617
DAYS = 183
NOW = time(14, 12)
Steps = Iterator[datetime]


def load(seed: int = SEED, today: date | None = None, orders: int = 400) -> dict[str, Any]:
    """Fill an empty database with the demo company; answers what was made.

    The same seed and day give the same company. Its last moment is 14:12 of the day, or now when that is still to come.
    """
    day = today or clock.today()
    until = min(clock.moment(day, NOW), clock.now().replace(second=0, microsecond=0)) if today is None else clock.moment(day, NOW)
    days = working_days(day - timedelta(days=DAYS), day)
    told: Counter[str] = Counter()
    with quickly(), translation.override("zh-hans"):
        company = found(seed, days[0], [publish_versions])
        routine = Routine(company, Random(f"{seed}:routine"), days, lambda what: told.update([what]))  # nosec B311 # a story
        approving = Approving(company, days, lambda what: told.update([what]))
        duties = Duties(company, days, lambda what: told.update([what]))
        rhythm = Rhythm(company, Random(f"{seed}:rhythm"), days, lambda what: told.update([what]))  # nosec B311 # a story
        keeping = Keeping(company, Random(f"{seed}:keeping"), days, lambda what: told.update([what]))  # nosec B311 # a story
        rules = Rules(company, days, lambda what: told.update([what]))
        registers = Registers(company, Random(f"{seed}:registers"), days, lambda what: told.update([what]))  # nosec B311 # a story
        surveys = Satisfaction(company, Random(f"{seed}:satisfaction"), days, lambda what: told.update([what]))  # nosec B311 # a story
        book = Book(company, Random(f"{seed}:book"), days, lambda what: told.update([what]))  # nosec B311 # a story
        service = Service(company, Random(f"{seed}:service"), days, lambda what: told.update([what]))  # nosec B311 # a story
        organising = Organising(company, days, lambda what: told.update([what]))
        others = [*organising.all(), *service.all()]
        others += [*duties.all(), *rhythm.all(), *keeping.all(), *approving.all(), *rules.all(), *registers.all(), *book.all(),
                   *surveys.all()]
        taken = run([*routine.all(), *others, *order_stories(company, days, until, orders, told)], until)
        with clock.at(until):
            seal()
            advance_all()
            write.add_one(Mark, name=Mark.DEMO, at=until)
    if wrong := violations():
        raise RuntimeError(f"the demo company contradicts itself: {wrong}")
    return {"orders": orders, "steps": taken, "refusals": dict(told.most_common()), "until": until.isoformat()}


def run(stories: list[Steps], until: datetime) -> int:
    """Resume every story at the moment it asked for, in the order of time; what lies behind the end never happens."""
    queue: list[tuple[datetime, int, Steps]] = []
    for n, steps in enumerate(stories):
        with clock.at(until):
            heapq.heappush(queue, (next(steps), n, steps))
    taken = 0
    while queue and queue[0][0] <= until:
        moment, n, steps = heapq.heappop(queue)
        taken += 1
        with clock.at(moment):
            following = next(steps, None)
        if following is not None:
            heapq.heappush(queue, (max(following, moment), n, steps))
    return taken


def order_stories(company: Company, days: list[date], until: datetime, orders: int, told: Counter[str]) -> list[Steps]:
    """All orders: scattered over the days, a few more at the end, and the ones the mockups tell of."""
    rng = Random(f"{company.seed}:orders")  # nosec B311 # a story, not a secret
    starts = sorted(_moment(rng, days) for _n in range(max(orders - len(story.SCENES), 0)))
    stories = [_order(company, f"{company.seed}:{n}", told).steps(start) for n, start in enumerate(starts)]
    return [*stories, *_scenes(company, days, told)]


def _moment(rng: Random, days: list[date]) -> datetime:
    """Any working moment; the last days are busier, so that the board is full."""
    chosen = rng.choice([*days, *days[-3:] * 3])
    return later(clock.moment(chosen, time(8, 35)), rng.randrange(0, 360))


def _order(company: Company, seed: str, told: Counter[str], buyer: Buyer | None = None) -> Order:
    rng = Random(seed)  # nosec B311 # a story, not a secret
    who = buyer or rng.choices(story.BUYERS, [b.weight for b in story.BUYERS])[0]
    return Order(company, who, _lines(rng), rng, Fate.thrown(rng, who), lambda what: told.update([what]))


def _lines(rng: Random) -> list[tuple[Good, int]]:
    """One to three products, in tens of bags."""
    wanted = rng.choices((1, 2, 3), (60, 30, 10))[0]
    goods = dict.fromkeys(rng.choices(story.GOODS, [g.share for g in story.GOODS])[0] for _n in range(wanted))
    return [(g, rng.choice((20, 30, 40, 50, 60, 80, 100, 120, 150, 200))) for g in goods]


def _scenes(company: Company, days: list[date], told: Counter[str]) -> list[Steps]:
    buyers, goods = {b.name: b for b in story.BUYERS}, {g.code: g for g in story.GOODS}
    stories = []
    for n, scene in enumerate(story.SCENES):
        order = _order(company, f"{company.seed}:scene{n}", told, buyers[scene.customer])
        order.lines, order.fate = [(goods[scene.good], scene.bags)], Fate(**scene.fate)
        order.wanted = days[-1] if order.fate.end_after == "gate" else None
        stories.append(order.steps(later(clock.moment(days[-1 - scene.days_back], time(8, 40)), n * 7)))
    return stories


@contextmanager
def quickly() -> Iterator[None]:
    """SQLite need not reach the disk for every step of a company that is being made up, and what is loaded by now is not walked by the
    garbage collector again and again."""
    gc.collect()
    gc.freeze()
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        level = cursor.execute("PRAGMA synchronous").fetchone()[0]
        cursor.execute("PRAGMA synchronous = OFF")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA synchronous = {int(level)}")
