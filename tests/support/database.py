"""Around every test: language and caches as at start. After every database test: the company's books agree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connection
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


def forget() -> None:
    """Empty what this process keeps in memory."""
    from yingshu.kernel import caches as facts

    facts.forget()
    for cache in caches.all(initialized_only=True):
        cache.clear()
