"""``@pytest.mark.clause("ORD-06")`` names the clause that a test proves; ``--clauses FILE`` writes them all as JSON.

The file maps each clause id to the sorted tests that prove it; `tools/clause_docs.py` makes `docs/clauses.md` of it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

CLAUSE_ID = re.compile(r"[A-Z]{3}-\d{2}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--clauses", metavar="FILE", help="write the clauses and the tests that prove them to FILE")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "clause(id, ...): the clauses that this test proves")


def marked(items: Iterable[pytest.Item]) -> dict[str, list[str]]:
    """Clause id → node ids without parameters; raises UsageError on a malformed id."""
    proofs: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for mark in item.iter_markers("clause"):
            for clause in mark.args:
                if not CLAUSE_ID.fullmatch(str(clause)):
                    raise pytest.UsageError(f"{item.nodeid}: not a clause id: {clause!r}")
                proofs[clause].add(item.nodeid.split("[")[0])
    return {clause: sorted(tests) for clause, tests in sorted(proofs.items())}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    proofs = marked(items)
    target = config.getoption("--clauses")
    worker = getattr(config, "workerinput", {"workerid": "gw0"})["workerid"]  # each worker sees all; the first writes
    if target and worker == "gw0":
        text = json.dumps(proofs, indent=1, ensure_ascii=False)
        Path(target).write_text(text + "\n", encoding="utf-8")
