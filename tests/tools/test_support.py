"""The test suite's own helpers do notice what they are there for."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from tests.support import budgets, selection
from yingshu.audit.models import AuditEntry
from yingshu.kernel import clock


def test_every_process_keeps_its_files_in_a_folder_of_its_own() -> None:
    """Also those that run beside each other: two with one folder delete each other's files."""
    assert Path(settings.MEDIA_ROOT).parent == Path(os.environ["YINGSHU_HOME"])


def item(*marks: str, fixtures: tuple[str, ...] = ()) -> Any:
    return SimpleNamespace(fixturenames=fixtures, get_closest_marker=lambda name: True if name in marks else None)


@pytest.mark.parametrize(
    ("test", "again"),
    [
        (item("django_db"), True),
        (item(fixtures=("tmp_path", "db")), True),
        (item(fixtures=("live_server",)), True),
        (item("django_db", "browser"), False),
        (item("django_db", "one_database"), False),
        (item(fixtures=("tmp_path",)), False),
    ],
)
def test_what_runs_on_the_second_database(test: Any, again: bool) -> None:
    assert selection.runs_again(test) is again


def test_missing_program_skips_here_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="no-such-program is not installed"):
        selection.program(("no-such-program",), "nothing")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Debian package: nothing"):
        selection.program(("no-such-program",), "nothing")


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Budgets of our own."""
    file = tmp_path / "budgets.json"
    file.write_text(json.dumps({"two": 2, "other@sqlite": 1, "other@postgresql": 1, "other": 9}))
    monkeypatch.setattr(budgets, "FILE", file)
    monkeypatch.delenv("UPDATE_BUDGETS", raising=False)
    return file


def ask(times: int) -> None:
    for _ in range(times):
        connection.cursor().execute("SELECT 1")


@pytest.mark.django_db
def test_budget_counts_statements_but_no_brackets(stored: Path, query_budget: budgets.Budget) -> None:
    with query_budget("two") as used, transaction.atomic():
        ask(2)
    assert used == ["SELECT 1", "SELECT 1"]
    with query_budget("other"):
        ask(1)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "times"), [("two", 1), ("two", 3), ("unknown", 1)])
def test_budget_is_exact(stored: Path, query_budget: budgets.Budget, name: str, times: int) -> None:
    with pytest.raises(pytest.fail.Exception, match=f"{name}: {times} statements"), query_budget(name):
        ask(times)


@pytest.mark.django_db
def test_budget_is_rewritten_on_request(
    stored: Path, query_budget: budgets.Budget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPDATE_BUDGETS", "1")
    with query_budget("two"):
        ask(3)
    assert json.loads(stored.read_text())["two"] == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_real_transactions_leave_nothing_behind_and_triggers_stand(turn: int) -> None:
    AuditEntry.objects.create(at=clock.now(), actor_id=1, actor_name="A", origin="web", action="test.done")
    assert AuditEntry.objects.count() == 1
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditentry")


def test_tests_speak_chinese() -> None:
    assert translation.get_language() == "zh-hans"


@pytest.mark.slow
@pytest.mark.one_database
def test_broken_books_fail_the_test(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of its own, with an invariant that is always broken: the plain test fails, the marked one passes."""
    pytester.makepyfile(
        """
        import pytest
        from yingshu.kernel import invariants

        invariants.INVARIANTS["broken"] = lambda: [("order 1", "sums differ")]

        @pytest.mark.django_db
        def test_plain():
            pass

        @pytest.mark.django_db
        @pytest.mark.no_invariants
        def test_marked():
            pass

        def test_without_database():
            pass
        """
    )
    root = Path(__file__).parents[2]
    pytester.makeconftest((root / "conftest.py").read_text())
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.delenv("YINGSHU_DATABASE_URL", raising=False)
    outcome = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    outcome.assert_outcomes(passed=3, errors=1)
    outcome.stdout.fnmatch_lines(["*contradict each other*sums differ*"])
