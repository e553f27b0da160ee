"""How often one address may come, counted in the process by the minute. A restart or a second process only makes it milder."""

from __future__ import annotations

from collections import Counter
from threading import Lock

from .. import clock

MOST_ADDRESSES = 50_000
_limits: list[Limit] = []


class Limit:
    """So many requests a minute from one address."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._minute, self._seen, self._lock = 0, Counter[str](), Lock()
        _limits.append(self)

    def exceeded(self, address: str) -> bool:
        """Count one request; True when the address has had its share of this minute."""
        minute = int(clock.now().timestamp()) // 60
        with self._lock:
            if minute != self._minute or len(self._seen) > MOST_ADDRESSES:
                self._minute, self._seen = minute, Counter()
            self._seen[address] += 1
            return self._seen[address] > self.per_minute

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._seen = Counter()


def forget() -> None:
    """Begin all counts anew (tests)."""
    for limit in _limits:
        limit.forget()
