"""Which version of a flow, a table, a matrix is in force; kept in the process like parameters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from yingshu.kernel import clock
from yingshu.kernel.caches import Cached, bump
from yingshu.organisation.models import Unit
from yingshu.organisation.rights import PEOPLE

from ..definition import AuthorityItem, FlowItem, SeparationItem
from ..models import AuthorityVersion, FlowVersion, SeparationVersion, Version

FLOWS = "approvals"
V = TypeVar("V", bound=Version)
ITEMS: dict[type[Version], Any] = {FlowVersion: FlowItem, AuthorityVersion: AuthorityItem, SeparationVersion: SeparationItem}


def definitions_changed() -> None:
    """To be called when a version was added."""
    bump(FLOWS)


def in_force(model: type[V], on: date | None = None) -> list[V]:
    """The versions in force on a day, one of each code."""
    day = on or clock.today()
    newest: dict[str, V] = {}
    for row in _versions.get(model):
        if row.valid_from <= day and ((best := newest.get(row.code)) is None or _rank(row) > _rank(best)):
            newest[row.code] = row
    return [row for row in newest.values() if row.active]


def _rank(row: Version) -> tuple[date, int]:
    return row.valid_from, row.version


def version_of(model: type[V], code: str, on: date | None = None) -> V | None:
    """The version of a code in force on a day."""
    return next((row for row in in_force(model, on) if row.code == code), None)


def flows_for(kind: str, unit_path: Iterable[int], on: date | None = None) -> list[FlowVersion]:
    """Flows in force for a kind of document, those of the nearest unit first."""
    path = list(unit_path)
    fitting = [row for row in in_force(FlowVersion, on) if row.subject == kind and (row.unit_id is None or row.unit_id in path)]
    return sorted(fitting, key=lambda row: (-1 if row.unit_id is None else path.index(row.unit_id), row.code), reverse=True)


def item_of(row: Version) -> Any:
    """The content of a version as its model."""
    return _items.get((type(row), row.pk))


def governed() -> frozenset[str]:
    """Kinds of documents with at least one flow in force today: the cheap question before anything is read."""
    return frozenset(row.subject for row in in_force(FlowVersion))


def ever_governed() -> frozenset[str]:
    """Kinds that have or had a flow: of any other kind there can be no approval, so nobody need look."""
    return frozenset(row.subject for row in _versions.get(FlowVersion))


def unit_line(unit_id: int | None) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Ids and codes from the top of the structure down to a unit."""
    return _lines.get(unit_id) if unit_id else ((), ())


def _load_versions(model: type[Version]) -> list[Any]:
    return list(model.objects.order_by("code", "version"))


def _load_item(key: tuple[type[Version], int]) -> Any:
    model, pk = key
    row = next((r for r in _versions.get(model) if r.pk == pk), None) or model.objects.get(pk=pk)
    return ITEMS[model].model_validate(row.content)


def _load_line(unit_id: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
    path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first() or ""
    ids = [int(part) for part in path.split("/") if part]
    codes = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "code"))
    return tuple(ids), tuple(codes[pk] for pk in ids if pk in codes)


_versions: Cached[list[Any]] = Cached(FLOWS, _load_versions)
_items: Cached[Any] = Cached(FLOWS, _load_item)
_lines: Cached[tuple[tuple[int, ...], tuple[str, ...]]] = Cached(PEOPLE, _load_line)
