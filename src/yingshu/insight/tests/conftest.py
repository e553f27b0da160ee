"""Fixtures of the room of reports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.company import Company
from tests.support.trade import START, Trade

from yingshu.kernel import clock

from .books import Books


@pytest.fixture
def books(company: Company) -> Iterator[Books]:
    """An empty sales ledger, on 1 June 2026 at nine."""
    with clock.at(START):
        yield Books(Trade(company))
