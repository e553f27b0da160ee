"""Which tests run: marks, ``--database-only`` for the second database, and what a missing system program means."""

from __future__ import annotations

import os
import shutil

import pytest

MARKERS = (
    "browser: drives a real browser",
    "slow: takes more than a few seconds; left out by `make quick`",
    "one_database: says nothing about the database in use, or brings its own; runs once",
    "no_invariants: leaves the data broken on purpose",
)
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that use the configured database")


def pytest_configure(config: pytest.Config) -> None:
    for line in MARKERS:
        config.addinivalue_line("markers", line)


def uses_database(item: pytest.Item) -> bool:
    """True when the test works on the database of the settings."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


def runs_again(item: pytest.Item) -> bool:
    """True when the test is worth running on a second kind of database."""
    once = item.get_closest_marker("browser") or item.get_closest_marker("one_database")
    return uses_database(item) and once is None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    kept = [item for item in items if runs_again(item)]
    config.hook.pytest_deselected(items=[item for item in items if not runs_again(item)])
    items[:] = kept


def missing(what: str, package: str) -> None:
    """Skip the test because ``what`` is not installed. With CI=true nothing may be skipped for that: it fails."""
    reason = f"{what} is not installed (Debian package: {package}; tools/system-packages.sh installs it)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def program(names: tuple[str, ...], package: str) -> str:
    """Path of the first of these system programs that is present; else the test is skipped, or fails in CI."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        missing(names[0], package)
    return str(found)
