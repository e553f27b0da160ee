"""Who may see the files of a record: each room says so for its kinds of records."""

from __future__ import annotations

from collections.abc import Callable

from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound

Check = Callable[[int, Actor], bool]
_checks: dict[str, Check] = {}
_families: dict[str, Callable[[str, int, Actor], bool]] = {}


def declare(kind: str, check: Check) -> None:
    """``check(id, actor)`` says whether the person may see that record."""
    _checks[kind] = check


def declare_prefix(prefix: str, check: Callable[[str, int, Actor], bool]) -> None:
    """The same for all kinds that begin alike, for kinds that are made at run time (registers); ``check(kind, id, actor)``."""
    _families[prefix] = check


def kinds() -> frozenset[str]:
    """Kinds of records that may have files."""
    return frozenset(_checks)


def require(kind: str, pk: int, actor: Actor) -> None:
    """Raise NotFound for an unknown kind, a missing record, or one outside the person's scope."""
    check = _checks.get(kind)
    family = next((found for prefix, found in _families.items() if kind.startswith(prefix)), None)
    if not (check(pk, actor) if check else family is not None and family(kind, pk, actor)):
        raise NotFound()
