"""How often one address may come to a page in a minute, counted over all processes and nodes.

A process counts for itself and tells the others only every so many visits (a twentieth of the limit), by one statement. So people who
answer a survey cost nothing, and an address that comes too often is found out wherever it comes: each process may be wrong by less
than one such share.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from django.db import connection
from django.utils.crypto import salted_hmac

from .. import clock
from ..models import VisitCount

MOST_ADDRESSES = 50_000
SHARES = 20
SALT = "yingshu.visits"
_limits: list[Limit] = []
_table = VisitCount._meta.db_table
COUNT = (f'INSERT INTO "{_table}" ("page", "address", "minute", "visits") VALUES (%s, %s, %s, %s) '
         f'ON CONFLICT ("page", "address") DO UPDATE SET "minute" = EXCLUDED."minute", "visits" = EXCLUDED."visits" + '
         f'CASE WHEN "{_table}"."minute" = EXCLUDED."minute" THEN "{_table}"."visits" ELSE 0 END RETURNING "visits"')  # nosec B608 # only our own words


@dataclass(slots=True)
class Seen:
    """Visits of an address in this minute: those of everywhere when last asked, and our own since."""

    everywhere: int = 0
    untold: int = 0


class Limit:
    """So many requests a minute to a page from one address."""

    def __init__(self, page: str, per_minute: int) -> None:
        self.page, self.per_minute, self.share = page, per_minute, max(1, per_minute // SHARES)
        self._minute, self._seen, self._lock = 0, dict[str, Seen](), Lock()
        _limits.append(self)

    def exceeded(self, address: str) -> bool:
        """Count one request; True when the address has had its share of this minute. Who has is not counted any further."""
        minute = int(clock.now().timestamp()) // 60
        with self._counting(minute, address) as seen:
            if seen.everywhere > self.per_minute:
                return True
            seen.untold += 1
            untold = seen.untold if seen.untold >= self.share else 0
            seen.untold -= untold
        if untold:
            seen.everywhere = self._told(address, minute, untold)
        return seen.everywhere + seen.untold > self.per_minute

    @contextmanager
    def _counting(self, minute: int, address: str) -> Iterator[Seen]:
        with self._lock:
            if minute != self._minute or len(self._seen) > MOST_ADDRESSES:
                self._minute, self._seen = minute, {}
            yield self._seen.setdefault(address, Seen())

    def _told(self, address: str, minute: int, visits: int) -> int:
        """Add ours to those of everybody; answers all of this minute. The address itself is not stored."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [self.page, salted_hmac(SALT, address).hexdigest()[:32], minute, visits])
            return int(cursor.fetchone()[0])

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._seen = {}


def forget() -> None:
    """Begin all counts of this process anew (tests)."""
    for limit in _limits:
        limit.forget()


def forget_old() -> int:
    """Every night: addresses that did not come in this minute; answers how many."""
    return int(VisitCount.objects.filter(minute__lt=int(clock.now().timestamp()) // 60).delete()[0])
