"""Facts that every request needs and that seldom change are kept in the process, keyed by a version in the database.

One small query every few seconds tells a process which of its facts are stale; a change made by the process itself is seen at
once, a change made elsewhere after at most ``settings.CACHE_SECONDS``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.conf import settings

from . import write

T = TypeVar("T")
_caches: list[Cached[Any]] = []
_versions: dict[str, int] = {}
_checked = 0.0


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
        if key not in self.values:
            self.values[key] = self.load(key)
        return self.values[key]


def bump(version: str) -> None:
    """Say that the facts behind a version changed; called inside the changing transaction."""
    from .models import CacheVersion

    write.add_up(CacheVersion, {"name": version}, {"number": 1})
    forget()


def ever_changed(version: str) -> bool:
    """Were there ever facts behind a version? Where there were not, nothing needs to be read."""
    return version in _current_versions()


def forget() -> None:
    """Drop everything kept in this process."""
    global _checked
    _checked = 0.0
    for cache in _caches:
        cache.seen, cache.values = -1, {}


def _current_versions() -> dict[str, int]:
    global _checked, _versions
    if time.monotonic() - _checked > settings.CACHE_SECONDS or not _checked:
        from .models import CacheVersion

        _versions = dict(CacheVersion.objects.values_list("name", "number"))
        _checked = time.monotonic()
    return _versions
