"""The same lists and records for machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from .. import clock, money
from ..actor import Actor
from ..errors import InvalidInput, NotFound
from .cells import MASKS
from .declare import Screen, View
from .filters import known_parameters, narrowed
from .plan import Plan, Prepared, plan_of
from .query import FARTHEST, LATER, Page, Wanted, count, fetch, is_big, read_cursor, seekable

OURS = frozenset({"view", "sort", "page", "page_size", "cursor", "count"})
LARGEST_PAGE = 200
USUAL_PAGE = 50


def listing(screen: Screen, actor: Actor, query: QueryDict) -> dict[str, Any]:
    """A page of a list: ``{results, count, count_exact, next_cursor, previous_cursor}``."""
    actor.require(f"{screen.code}.view")
    _refuse_unknown(screen, query)
    plan = plan_of(screen)
    view = _view(screen, query.get("view", ""))
    order = order_of(plan, query.get("sort", ""), view)
    seen = screen.scoped(actor)
    rows = narrowed(screen, seen.filter(view.where(actor)) if view else seen, query)
    if rows.errors:
        raise InvalidInput(rows.errors)
    page = fetch(plan, rows.rows, order, _wanted(plan, order, query))
    skipped = query.get("count") == "0" or (is_big(screen.model) and bool(rows.active) and "count" not in query)
    counted = LATER if skipped else count(rows.rows, plan.totals)
    by_key = seekable(plan, order)
    return {"results": [as_json(plan, row) for row in page.rows], "count": counted.number, "count_exact": counted.exact,
            "next_cursor": page.next_cursor() if by_key else "", "previous_cursor": page.previous_cursor() if by_key else "",
            "has_next": page.more, "totals": _totals(plan, counted.totals)}


def record(screen: Screen, actor: Actor, pk: int) -> dict[str, Any]:
    """One record: its columns and what the screen adds."""
    actor.require(f"{screen.code}.view")
    plan = plan_of(screen)
    row = plan.loaded(screen.scoped(actor).filter(pk=pk)).first()
    if row is None:
        raise NotFound()
    return {**as_json(plan, row), **dict(screen.as_json(row, actor) or {})}


def _refuse_unknown(screen: Screen, query: QueryDict) -> None:
    unknown = [name for name in query if name not in OURS | known_parameters(screen)]
    if unknown:
        raise InvalidInput({name: [_("This parameter is not known.")] for name in unknown})


def _view(screen: Screen, code: str) -> View | None:
    view = next((v for v in screen.views if v.code == code), None)
    if code and view is None:
        raise InvalidInput({"view": [_("There is no such view.")]})
    return view


def order_of(plan: Plan, text: str, view: View | None = None) -> tuple[str, ...]:
    """The order asked for (``-ordered_at,number``), made total; when none is asked for that of the view, else of the screen."""
    parts = [part for part in text.split(",") if part]
    paths = [_sort_path(plan, part) for part in parts]
    if None in paths or len(paths) > 4:
        raise InvalidInput({"sort": [_("This column cannot be sorted by.")]})
    usual = view.order_by if view and view.order_by else plan.order
    return plan.steady([p for p in paths if p] or usual)


def _sort_path(plan: Plan, part: str) -> str | None:
    column = plan.by_key(part.lstrip("-"))
    if column is None or not column.sort or part.startswith("--"):
        return {"id": "pk", "-id": "-pk"}.get(part)
    down = part.startswith("-") is not column.sort.startswith("-")  # an age sorts against its day
    return f"-{column.sort.lstrip('-')}" if down else column.sort.lstrip("-")


def _wanted(plan: Plan, order: tuple[str, ...], query: QueryDict) -> Wanted:
    size = _whole(query, "page_size", USUAL_PAGE, LARGEST_PAGE)
    page = _whole(query, "page", 1, FARTHEST // size + 1)
    cursor = query.get("cursor", "")
    if cursor and not seekable(plan, order):
        raise InvalidInput({"cursor": [_("This order has no cursor; use page.")]})
    return Wanted(page, size, read_cursor(plan, order, cursor) if cursor else None)


def _whole(query: QueryDict, name: str, usual: int, largest: int) -> int:
    text = query.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not 1 <= int(text) <= largest:
        raise InvalidInput({name: [_("Give a number from 1 to %(largest)s.") % {"largest": largest}]})
    return int(text)


def _totals(plan: Plan, totals: Mapping[str, Any]) -> dict[str, Any]:
    return {c.key: _OUT.get(c.kind, _plain)(totals[c.name]) for c in plan.totals if c.name in totals}


def as_json(plan: Plan, row: Any) -> dict[str, Any]:
    """The columns of one row; contact data stays masked."""
    found: dict[str, Any] = {"id": row.pk}
    for column in plan.columns:
        if column.kind == "html" and column.column.value is None:
            continue
        found[column.key] = value_of(column, row)
    return found


def value_of(column: Prepared, row: Any) -> Any:
    """One value: money as yuan with two decimals, days as ISO, states as their code."""
    if column.kind == "tag" and column.field is not None:
        return getattr(row, column.field.attname, None) if "__" not in column.name else column.raw(row)
    value = column.raw(row)
    if value is None:
        return None
    return _OUT.get(column.kind, _plain)(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return clock.local(value).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (bool, int, str)) else str(value)


_OUT: dict[str, Callable[[Any], Any]] = {"money": lambda v: money.plain(int(v)), **MASKS}
__all__ = ["Page", "as_json", "listing", "order_of", "record", "value_of"]
