"""Who may see the files of a record: each room says so for its kinds of records."""

from __future__ import annotations

from collections.abc import Callable

from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound

Check = Callable[[int, Actor], bool]
_checks: dict[str, Check] = {}


def declare(kind: str, check: Check) -> None:
    """``check(id, actor)`` says whether the person may see that record."""
    _checks[kind] = check


def kinds() -> frozenset[str]:
    """Kinds of records that may have files."""
    return frozenset(_checks)


def require(kind: str, pk: int, actor: Actor) -> None:
    """Raise NotFound for an unknown kind, a missing record, or one outside the person's scope."""
    check = _checks.get(kind)
    if check is None or not check(pk, actor):
        raise NotFound()
