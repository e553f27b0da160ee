"""Fixtures of the room: a company on the first Monday of June 2026, eight in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from tests.support.company import Company

from yingshu.kernel import clock


@pytest.fixture
def june(company: Company) -> Iterator[Company]:
    """Nobody has met or reported yet."""
    with clock.at(datetime(2026, 6, 1, 8, 0)):
        yield company
