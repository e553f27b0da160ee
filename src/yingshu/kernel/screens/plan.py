"""A screen's declaration worked out once: which column is which field, how it sorts, sums and joins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, QuerySet
from django.utils.translation import gettext as _

from ..actor import system
from .declare import Column, Screen

MONEY_KINDS = ("money",)
NUMBER_KINDS = ("money", "quantity", "price", "percent", "number")


def field_at(model: Any, path: str) -> Field | None:
    """The model field at a path such as ``customer__name``; None when the path is something else."""
    *hops, last = path.split("__")
    try:
        for hop in hops:
            model = model._meta.get_field(hop).related_model
        found = model._meta.pk if last == "pk" else model._meta.get_field(last)
    except (FieldDoesNotExist, AttributeError):
        return None
    return found if getattr(found, "concrete", False) else None


@dataclass(frozen=True)
class Prepared:
    """A column with what is known about it. ``raw`` reads its value from a loaded row."""

    column: Column
    field: Field | None
    raw: Callable[[Any], Any]
    sort: str
    total: str

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def kind(self) -> str:
        return self.column.kind

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBER_KINDS

    @property
    def key(self) -> str:
        """The name in JSON: money without ``_fen``."""
        return self.name.removesuffix("_fen")

    @property
    def label(self) -> str:
        """The words in the head of the table, in the reader's language; money says its unit."""
        plain = self.plain_label
        return _("%(label)s (yuan)") % {"label": plain} if self.kind in MONEY_KINDS else plain

    @property
    def plain_label(self) -> str:
        """The words without unit, for settings and cards."""
        if self.column.label is not None:
            return str(self.column.label)
        verbose = getattr(self.field, "verbose_name", None) or self.name.replace("_", " ")
        return str(verbose)[:1].upper() + str(verbose)[1:]

    @cached_property
    def names_actor(self) -> bool:
        """The column says who acted."""
        return self.column.name.endswith(("actor_name", "_by"))

    @cached_property
    def choices(self) -> dict[Any, Any]:
        """Value → words of a field with choices."""
        return dict(self.field.flatchoices) if self.field is not None and getattr(self.field, "choices", None) else {}


@dataclass(frozen=True)
class Plan:
    """Everything about a screen that does not depend on the request."""

    screen: Screen
    columns: tuple[Prepared, ...]
    joins: tuple[str, ...]
    order: tuple[str, ...]

    @cached_property
    def by_name(self) -> dict[str, Prepared]:
        return {c.name: c for c in self.columns}

    @property
    def totals(self) -> list[Prepared]:
        """Columns that are summed."""
        return [c for c in self.columns if c.total]

    def loaded(self, rows: QuerySet) -> QuerySet:
        """The rows with everything that columns, titles and tags read."""
        return rows.select_related(*self.joins).prefetch_related(*self.screen.prefetch)

    def by_key(self, key: str) -> Prepared | None:
        """A column by the name people give it in addresses."""
        return self.by_name.get(key) or next((c for c in self.columns if c.key == key), None)

    def chosen(self, names: Iterable[str]) -> list[Prepared]:
        """The columns with these names; the usual ones when there are none."""
        wanted = [self.by_name[n] for n in names if n in self.by_name]
        return wanted or [c for c in self.columns if not c.column.hidden]

    def steady(self, order: Sequence[str]) -> tuple[str, ...]:
        """An order made total: the key comes last, in the direction of the first column."""
        if any(path.lstrip("-") in ("id", "pk") for path in order):
            return tuple(order)
        return (*order, "-pk" if order and order[0].startswith("-") else "pk")


@cache
def plan_of(screen: Screen) -> Plan:
    """The plan of a screen."""
    annotations = frozenset(screen.scoped(system()).query.annotations)
    columns = tuple(_prepare(screen, c, annotations) for c in screen.columns)
    joins = dict.fromkeys([*screen.select_related, *(hop for c in columns if (hop := _join(c)))])
    bare = Plan(screen, columns, tuple(joins), ())
    return Plan(screen, columns, tuple(joins), bare.steady(tuple(screen.order_by)))


def _prepare(screen: Screen, column: Column, annotations: frozenset[str]) -> Prepared:
    field = field_at(screen.model, column.name)
    plain = field is not None or column.name in annotations
    own = column.name if plain and not isinstance(field, ForeignKey) else ""
    sort = own if column.sort is None else column.sort
    summed = own or (column.sort or "")
    return Prepared(column, field, column.value or _reader(column.name), sort, summed if column.total else "")


def _reader(path: str) -> Callable[[Any], Any]:
    hops = path.split("__")
    if len(hops) == 1:
        return lambda row: getattr(row, path, None)

    def read(row: Any) -> Any:
        for hop in hops:
            row = getattr(row, hop, None)
            if row is None:
                return None
        return row
    return read


def _join(prepared: Prepared) -> str:
    """The relation that must be loaded along to show the column."""
    if prepared.column.value is not None:
        return ""
    path = prepared.name
    if isinstance(prepared.field, ForeignKey) and not path.endswith("_id"):
        return path
    return path.rpartition("__")[0]
