"""Who is who: finding records by the codes and names a ledger uses."""

from __future__ import annotations

from collections.abc import Callable

from yingshu.kernel.text import name_key

from ..rules import code_key


class Register:
    """Ids by code and by name. A code is looked up exactly, then without leading zeros when that is not ambiguous."""

    def __init__(self, normal: Callable[[str], str] = name_key) -> None:
        self._normal = normal
        self._codes: dict[str, int] = {}
        self._loose: dict[str, int | None] = {}
        self._names: dict[str, int] = {}
        self._found: dict[tuple[str | None, str | None], int] = {}

    def learn(self, pk: int, code: str | None, name: str | None, *, key: str = "") -> None:
        """Add a record; the first one of a name keeps it. ``key`` is the name in its normal form when known."""
        if code:
            self._codes.setdefault(code, pk)
            loose = code_key(code)
            self._loose[loose] = pk if self._loose.get(loose, pk) == pk else None
        normal = key or (self._normal(name) if name else "")
        if normal:
            self._names.setdefault(normal, pk)

    def find(self, code: str | None, name: str | None) -> int | None:
        """The record of a code, else of a name; None when nobody is known under either."""
        found = self._found.get((code, name)) or self._search(code, name)
        if found:
            self._found[code, name] = found
            if code:
                self._codes[code] = found
        return found

    def _search(self, code: str | None, name: str | None) -> int | None:
        by_code = (self._codes.get(code) or self._loose.get(code_key(code))) if code else None
        return by_code or (self._names.get(self._normal(name)) if name else None)
