"""Writing what people keep about lists. These are no business actions: they concern nobody else and leave no audit row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from . import write
from .caches import bump
from .screen_models import ListSetting, SavedView

LISTS = "lists"


def keep_setting(person_id: int, screen: str, view: str, **changes: Any) -> None:
    """Set columns, order, page size or density of one view."""
    key = {"person_id": person_id, "screen": screen, "view": view}
    with transaction.atomic():
        if not write.change(ListSetting, where=key, set=changes):
            write.add_one(ListSetting, **key, **changes)
        bump(LISTS)


def keep_view(person_id: int, screen: str, name: str, *, query: Mapping[str, Sequence[str]], columns: Sequence[str], sort: str,
              share: str, posts: Sequence[str], units: Sequence[int], is_default: bool) -> int:
    """Keep a list under a name (a view of that name is replaced); answers its id."""
    key = {"person_id": person_id, "screen": screen, "name": name}
    values = {"query": {k: list(v) for k, v in query.items()}, "columns": list(columns), "sort": sort, "share": share,
              "posts": list(posts), "units": list(units), "is_default": is_default}
    with transaction.atomic():
        if is_default:
            write.change(SavedView, where={"person_id": person_id, "screen": screen}, set={"is_default": False})
        found = write.change(SavedView, where=key, set=values, returning="*")
        pk = int(found[0].pk) if found else write.add_one(SavedView, **key, **values)
        bump(LISTS)
    return pk


def drop_view(person_id: int, pk: int) -> None:
    """Take one of the person's own views away."""
    with transaction.atomic():
        SavedView.objects.filter(person_id=person_id, pk=pk).delete()
        bump(LISTS)
