"""A registry of what rooms declare at start, which rooms may also supply at run time: screens, imports and approvals of registers.

Iterating gives what was declared; looking for one code asks the sources too. A source answers from a cache that knows when it is
stale (``kernel.caches``), so every process sees what another one declared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Growing(dict[str, T]):
    """A dict whose missing keys are looked for in the source for codes that begin like them."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: dict[str, Callable[[], Mapping[str, T]]] = {}

    def grow(self, prefix: str, source: Callable[[], Mapping[str, T]]) -> None:
        """Let a source answer for the codes that begin so."""
        self.sources[prefix] = source

    def __missing__(self, key: str) -> T:
        for prefix, source in self.sources.items():
            if key.startswith(prefix):
                return source()[key]
        raise KeyError(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The declared or supplied one; ``default`` when there is none."""
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def everything(self) -> dict[str, T]:
        """What was declared and what the sources supply now."""
        return {**self, **{code: found for source in self.sources.values() for code, found in source().items()}}
