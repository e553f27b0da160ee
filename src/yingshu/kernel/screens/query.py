"""Reading a page of a list: at most two queries, whose cost does not grow with the table.

The first pages are found by offset. Beyond ``FARTHEST`` rows, and for "next" from there, the page is sought by the values of the
order columns (keyset), which costs the same anywhere. Rows are counted and summed in one query, up to ``COUNTED`` rows; larger sets
say "10,000+" and have their exact count and totals fetched apart.
"""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from ..errors import InvalidInput
from ..text import INT64
from .plan import Plan, Prepared, field_at

COUNTED = 10_000
FARTHEST = 10_000
BIG = 100_000
SKIPPED = 500
SIZES = (20, 50, 100)
REMEMBERED_SECONDS = 60
_sizes: dict[Any, tuple[int, int]] = {}


@dataclass(frozen=True)
class Cursor:
    """A place in an ordered list: before or after the row with these values; ``page`` is what the pager shows."""

    values: tuple[Any, ...]
    back: bool = False
    page: int = 0

    def text(self) -> str:
        """As in an address."""
        body = orjson.dumps([int(self.back), self.page, *self.values], default=str)
        return base64.urlsafe_b64encode(body).decode().rstrip("=")


def read_cursor(plan: Plan, order: Sequence[str], text: str) -> Cursor:
    """The cursor in an address; InvalidInput when it is none, or one of another order."""
    try:
        back, page, *values = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if len(values) != len(order) or not isinstance(page, int) or None in values:
            raise ValueError
        return Cursor(tuple(_value(plan, path, v) for path, v in zip(order, values, strict=True)), bool(back), page)
    except (ValueError, TypeError, binascii.Error, orjson.JSONDecodeError, ValidationError, ArithmeticError):
        raise InvalidInput({"cursor": [_("This place in the list is not known any more. Start again at the first page.")]}) from None


def _value(plan: Plan, path: str, value: Any) -> Any:
    known = field_at(plan.screen.model, path.lstrip("-"))
    if isinstance(value, (dict, list)) or (isinstance(value, int) and abs(value) > INT64):
        raise ValueError
    return known.to_python(value) if known is not None else value


def cursor_of(order: Sequence[str], row: Any, *, back: bool = False, page: int = 0) -> Cursor:
    """The cursor at a row."""
    return Cursor(tuple(_read(row, path.lstrip("-")) for path in order), back, page)


def _read(row: Any, path: str) -> Any:
    for hop in path.split("__"):
        row = getattr(row, hop, None)
    return row


def seekable(plan: Plan, order: Sequence[str]) -> bool:
    """Keyset needs order columns that always have a value."""
    fields = [field_at(plan.screen.model, path.lstrip("-")) for path in order]
    return all(f is not None and not f.null for f in fields) and not any("__" in path for path in order)


def beyond(order: Sequence[str], cursor: Cursor) -> Q:
    """Rows after the cursor (before it when ``back``). The leading column is bounded as well, so that an index is used."""
    condition, equal = Q(), Q()
    for path, value in zip(order, cursor.values, strict=True):
        name = path.lstrip("-")
        smaller = path.startswith("-") is not cursor.back
        condition |= equal & Q(**{f"{name}__{'lt' if smaller else 'gt'}": value})
        equal &= Q(**{name: value})
    first = order[0].lstrip("-")
    return condition & Q(**{f"{first}__{'lte' if order[0].startswith('-') is not cursor.back else 'gte'}": cursor.values[0]})


def reversed_order(order: Sequence[str]) -> tuple[str, ...]:
    """The same order from the other end."""
    return tuple(path[1:] if path.startswith("-") else f"-{path}" for path in order)


@dataclass(frozen=True)
class Wanted:
    """Which page: by number, by cursor, or the last one."""

    page: int = 1
    size: int = SIZES[0]
    cursor: Cursor | None = None
    last: bool = False


@dataclass(frozen=True)
class Page:
    """The rows of a page and how to go on. ``start`` is the number of rows before it, when known."""

    rows: Sequence[Any]
    number: int
    more: bool
    fewer: bool
    order: Sequence[str] = ()
    by_key: bool = False

    def next_cursor(self) -> str:
        return cursor_of(self.order, self.rows[-1], page=self.number + 1).text() if self.more and self.rows else ""

    def previous_cursor(self) -> str:
        number = max(self.number - 1, 1) if self.number else 0
        return cursor_of(self.order, self.rows[0], back=True, page=number).text() if self.fewer and self.rows else ""


def fetch(plan: Plan, rows: QuerySet, order: Sequence[str], wanted: Wanted) -> Page:
    """One query (and what the screen prefetches)."""
    ready = plan.loaded(rows)
    if wanted.last:
        found = list(ready.order_by(*reversed_order(order))[: wanted.size + 1])
        return Page(found[: wanted.size][::-1], 0, False, len(found) > wanted.size, order, True)
    if wanted.cursor is not None:
        return _sought(ready, order, wanted, wanted.cursor)
    start = (wanted.page - 1) * wanted.size
    found = _first(plan, rows, ready, order, start, start + wanted.size + 1)
    return Page(found[: wanted.size], wanted.page, len(found) > wanted.size, start > 0, order)


def _first(plan: Plan, rows: QuerySet, ready: QuerySet, order: Sequence[str], start: int, end: int) -> list[Any]:
    """Rows by offset. Keys first, where many rows are skipped or sorted: only the rows shown are read whole and worked out."""
    sorts = tuple(order) != plan.order and is_big(plan.screen.model)
    if start < SKIPPED and not sorts:
        return list(ready.order_by(*order)[start:end])
    keys = list(rows.order_by(*order).values_list("pk", flat=True)[start:end])
    found = {row.pk: row for row in ready.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def _sought(ready: QuerySet, order: Sequence[str], wanted: Wanted, cursor: Cursor) -> Page:
    there = ready.filter(beyond(order, cursor)).order_by(*(reversed_order(order) if cursor.back else order))
    found = list(there[: wanted.size + 1])
    more = len(found) > wanted.size
    rows = found[: wanted.size][::-1] if cursor.back else found[: wanted.size]
    return Page(rows, cursor.page, more or cursor.back, more if cursor.back else True, order, True)


@dataclass(frozen=True)
class Counted:
    """How many rows there are and what they sum to. ``number`` is None when it was left for later; a bounded count is not exact."""

    number: int | None
    exact: bool = True
    totals: Mapping[str, int | Decimal] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """``326``, ``10000+`` or nothing yet."""
        return "" if self.number is None else f"{self.number}" if self.exact else f"{self.number}+"


LATER = Counted(None, exact=False)


def count(rows: QuerySet, summed: Sequence[Prepared], *, whole: bool = False) -> Counted:
    """Count and totals of some columns in one query; bounded unless ``whole``."""
    needed = rows.order_by().values("pk", *dict.fromkeys(c.total for c in summed))
    inner = needed if whole else needed[: COUNTED + 1]
    sums = {f"total_{n}": Sum(c.total) for n, c in enumerate(summed)}
    found = inner.aggregate(rows_counted=Count("pk"), **sums)
    number = found.pop("rows_counted")
    if number > COUNTED and not whole:
        return Counted(COUNTED, exact=False)
    return Counted(number, True, {c.name: found[f"total_{n}"] or 0 for n, c in enumerate(summed)})


def is_big(model: Any) -> bool:
    """May the table hold very many rows? Judged by its highest key, remembered for a minute."""
    highest, until = _sizes.get(model, (0, 0))
    now = int(time.monotonic())
    if now >= until:
        highest = getattr(model, "_plain", model._default_manager).aggregate(n=Max("pk"))["n"] or 0
        _sizes[model] = (highest, now + REMEMBERED_SECONDS)
    return isinstance(highest, int) and highest >= BIG
