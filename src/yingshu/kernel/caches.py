"""Facts that every request needs and that seldom change are kept in the process, keyed by a version in the database.

One small query every few seconds tells a process which of its facts are stale; a change made by the process itself is seen at
once, a change made elsewhere after at most ``settings.CACHE_SECONDS``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

from django.conf import settings

from . import write

T = TypeVar("T")
_caches: list[Cached[Any]] = []
_versions: dict[str, int] = {}
_checked = 0.0
_changed: ContextVar[set[str] | None] = ContextVar("changed_facts", default=None)


class Cached(Generic[T]):
    """Values by key, thrown away when the named version moves on."""

    def __init__(self, version: str, load: Callable[[Any], T]) -> None:
        self.version, self.load = version, load
        self.seen, self.values = -1, dict[Any, T]()
        _caches.append(self)

    def get(self, key: Any = None) -> T:
        """The value for a key, loaded when not known or stale."""
        number = _current_versions().get(self.version, 0)
        if number != self.seen:
            self.values, self.seen = {}, number
        values = self.values  # what is read now must not get among what is read after the next change
        if key not in values:
            values[key] = self.load(key)
        return values[key]

    def drop(self) -> None:
        """Keep nothing."""
        self.seen, self.values = -1, {}


def bump(version: str) -> None:
    """Say that the facts behind a version changed; called inside the changing transaction."""
    from .models import CacheVersion

    write.add_up(CacheVersion, {"name": version}, {"number": 1})
    if (changed := _changed.get()) is not None:
        changed.add(version)
    _drop({version})


@contextmanager
def watched() -> Iterator[None]:
    """Around a transaction: facts changed inside it are read anew afterwards, whether it was kept or undone."""
    mine: set[str] = set()
    token = _changed.set(mine)
    try:
        yield
    finally:
        _changed.reset(token)
        _drop(mine)


def ever_changed(version: str) -> bool:
    """Were there ever facts behind a version? Where there were not, nothing needs to be read."""
    return version in _current_versions()


def forget() -> None:
    """Drop everything kept in this process."""
    _drop({cache.version for cache in _caches})


def _drop(versions: set[str]) -> None:
    global _checked
    if versions:
        _checked = 0.0
    for cache in _caches:
        if cache.version in versions:
            cache.drop()


def _current_versions() -> dict[str, int]:
    global _checked, _versions
    if time.monotonic() - _checked > settings.CACHE_SECONDS or not _checked:
        from .models import CacheVersion

        _versions = dict(CacheVersion.objects.values_list("name", "number"))
        _checked = time.monotonic()
    return _versions
