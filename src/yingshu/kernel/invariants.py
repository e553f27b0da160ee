"""What must always be true of the records, as queries. Run after every test, and by ``yingshu invariants``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One record that breaks an invariant."""

    invariant: str
    record: str
    says: str


Check = Callable[[], Iterable[tuple[str, str]]]
INVARIANTS: dict[str, Check] = {}
MOST_SHOWN = 20


def invariant(code: str) -> Callable[[Check], Check]:
    """Declare an invariant: a function that yields (record, what is wrong) for everything that breaks it."""
    def declare(check: Check) -> Check:
        INVARIANTS[code] = check
        return check
    return declare


def violations() -> list[Violation]:
    """Everything that is wrong, at most a handful per invariant."""
    found = []
    for code, check in INVARIANTS.items():
        for n, (record, says) in enumerate(check()):
            if n >= MOST_SHOWN:
                break
            found.append(Violation(code, record, says))
    return found
