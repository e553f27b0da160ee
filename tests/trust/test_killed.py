"""The short form of ``bench.crash``: three kills on each database."""

from __future__ import annotations

from typing import Any

import pytest
from bench import crash

from .test_many_at_once import fresh_database


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_a_killed_server_loses_nothing(name: str, tmp_path: Any, request: Any) -> None:
    database = fresh_database(request.getfixturevalue("postgres")) if name == "postgresql" else ""
    found = crash.storm(str(tmp_path), database, kills=3, clients=3)
    assert found["acknowledged"] > 20
    assert (found["trouble"], found["lost"], found["violations"]) == ([], [], [])
    assert found["orders_seen"] == found["orders_there"]
