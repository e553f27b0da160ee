"""Rollups: an insert-only table counted by month and some keys, so that figures cost what the period costs, not the history.

The worker moves rows into the rollup in batches by id (``advance``); ``read`` answers rolled and not yet rolled rows together in one
statement, so the figures are always those of this moment and a deciding step pays nothing. ``rebuild`` counts everything anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import BigIntegerField, IntegerField, Max, Model, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, ExtractMonth, ExtractYear

from . import clock, write

BATCH = 20_000


def month_of(field: str) -> Any:
    """The month of a moment as a key: 202606."""
    return Cast(ExtractYear(field, tzinfo=clock.ZONE) * 100 + ExtractMonth(field, tzinfo=clock.ZONE), IntegerField())


@dataclass(frozen=True, slots=True)
class Rollup:
    """Which table is counted where: fields of the target that are keys, and those that are sums, each from what of the source.

    A key that is called like the field of the source it comes from is given as an empty text.
    """

    code: str
    source: type[Model]
    target: type[Model]
    keys: Mapping[str, Any]
    sums: Mapping[str, Any]


ROLLUPS: dict[str, Rollup] = {}


def declare(rollup: Rollup) -> Rollup:
    """Make a rollup known to the worker and to the invariants."""
    ROLLUPS[rollup.code] = rollup
    return rollup


def advance(rollup: Rollup) -> int:
    """Count what is settled and not counted yet; answers how many ids were passed."""
    upto, passed = _settled(rollup), 0
    while upto is not None and (step := _advance_once(rollup, upto)):
        passed += step
    return passed


def advance_all() -> None:
    """What the worker does every minute."""
    for rollup in ROLLUPS.values():
        advance(rollup)


def _settled(rollup: Rollup) -> int | None:
    """The highest id below which nothing can appear any more. Ids are given before rows become visible, so PostgreSQL is asked for a
    lock that waits for transactions that are just writing; when it is not had at once, the next minute is soon enough."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL lock_timeout = '500ms'")
                cursor.execute(f'LOCK TABLE "{rollup.source._meta.db_table}" IN SHARE MODE')
            return int(rollup.source._default_manager.aggregate(n=Max("pk"))["n"] or 0)
    except OperationalError:
        return None


def _advance_once(rollup: Rollup, upto: int) -> int:
    with transaction.atomic():
        mark = _mark(rollup)
        last = min(mark.last_id + BATCH, upto)
        if last <= mark.last_id:
            return 0
        write.add_up_from(rollup.target, tuple(rollup.keys), tuple(rollup.sums),
                          _grouped(rollup, rollup.source._default_manager.filter(pk__gt=mark.last_id, pk__lte=last)))
        passed, mark.last_id = last - mark.last_id, last
        mark.save(update_fields=["last_id"])
        return passed


def _mark(rollup: Rollup) -> Any:
    from .models import RollupMark

    RollupMark.objects.get_or_create(code=rollup.code)
    return RollupMark.objects.select_for_update().get(code=rollup.code)


def _keyed(rollup: Rollup, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().annotate(**{name: expression for name, expression in rollup.keys.items() if expression != ""})


def _grouped(rollup: Rollup, rows: QuerySet[Any]) -> QuerySet[Any]:
    return _keyed(rollup, rows).values(*rollup.keys).annotate(**rollup.sums)


def read(rollup: Rollup, where: Q, by: Sequence[str]) -> list[dict[str, Any]]:
    """The sums by some of the keys, of everything that fulfils a condition on the keys: rolled or not, in one statement."""
    rolled = rollup.target._default_manager.order_by().filter(where).values(*by).annotate(
        **{f"sum_{name}": Cast(Sum(name), BigIntegerField()) for name in rollup.sums})
    tail = _keyed(rollup, _unrolled(rollup)).filter(where).values(*by).annotate(
        **{f"sum_{name}": Cast(expression, BigIntegerField()) for name, expression in rollup.sums.items()})
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rolled.union(tail, all=True):
        kept = found.setdefault(tuple(row[name] for name in by), {name: row[name] for name in by} | dict.fromkeys(rollup.sums, 0))
        for name in rollup.sums:
            kept[name] += row[f"sum_{name}"] or 0
    return list(found.values())


def _unrolled(rollup: Rollup) -> QuerySet[Any]:
    from .models import RollupMark

    mark = Subquery(RollupMark.objects.filter(code=rollup.code).values("last_id")[:1])
    return rollup.source._default_manager.filter(pk__gt=Coalesce(mark, Value(0)))


def counted_sql(rollup: Rollup) -> str:
    """Up to which id the source is counted, as part of a hand-written statement: what is later must be added from the source."""
    return f"COALESCE((SELECT last_id FROM kernel_rollupmark WHERE code = '{rollup.code}'), 0)"  # nosec B608 # our own word


def rebuild(rollup: Rollup) -> None:
    """Count everything anew."""
    with transaction.atomic():
        mark = _mark(rollup)
        rollup.target._default_manager.all().delete()
        mark.last_id = 0
        mark.save(update_fields=["last_id"])
    advance(rollup)


def differences(rollup: Rollup) -> list[str]:
    """Where the rollup does not say what the rows up to its mark say."""
    from .models import RollupMark

    mark = RollupMark.objects.filter(code=rollup.code).values_list("last_id", flat=True).first() or 0
    names = (*rollup.keys, *rollup.sums)
    real = {tuple(row[n] for n in names) for row in _grouped(rollup, rollup.source._default_manager.filter(pk__lte=mark))}
    kept = set(rollup.target._default_manager.values_list(*names))
    return [f"{rollup.code} {row}" for row in sorted(real ^ kept, key=str)]
