"""Around every test: language and caches as at start. After every database test: the company's books agree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations
from django.utils import translation

from tests.support.selection import uses_database


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """Chinese, and nothing remembered from the test before."""
    forget()
    with translation.override("zh-hans"):
        yield
    forget()


@pytest.fixture(autouse=True)
def _books_agree(request: pytest.FixtureRequest, _fresh_process: None) -> Iterator[None]:
    """After a database test every invariant of the kernel's registry holds, unless marked ``no_invariants``."""
    watched = uses_database(request.node) and not request.node.get_closest_marker("no_invariants")
    if watched:
        request.getfixturevalue("db")  # set up before this fixture, so the data is still there after the test
    yield
    if watched and not connection.needs_rollback:  # a test that ends in a refused statement leaves nothing
        from yingshu.kernel import invariants

        found = invariants.violations()
        assert not found, f"the test left records that contradict each other: {found}"


@pytest.fixture(scope="session", autouse=True)
def _flush_despite_triggers() -> Iterator[None]:
    """Tests with real transactions empty the tables afterwards. SQLite does that by DELETE, which the triggers of
    insert-only tables refuse, so they are lifted for that moment. PostgreSQL truncates and needs nothing."""
    plain = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        plain(self, [f'DROP TRIGGER "{name}"' for name, _ in triggers] + statements + [sql for _, sql in triggers])

    DatabaseOperations.execute_sql_flush = flush
    yield
    DatabaseOperations.execute_sql_flush = plain


def forget() -> None:
    """Empty what this process keeps in memory."""
    from yingshu.kernel import caches as facts
    from yingshu.kernel.public import limits

    facts.forget()
    limits.forget()
    for cache in caches.all(initialized_only=True):
        cache.clear()
