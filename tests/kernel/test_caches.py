"""Facts kept in the process: read anew when what is behind them changed, and only then; nothing undone is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.company import Company
from yingshu.kernel import caches
from yingshu.kernel.actor import system
from yingshu.kernel.caches import Cached
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.services import ACTIONS, Done, rehearse, service
from yingshu.organisation.models import Unit

loaded: Counter[str] = Counter()


def _cached(version: str) -> Cached[str]:
    def load(_key: object) -> str:
        loaded[version] += 1
        return Unit.objects.get(code="east").name
    return Cached(version, load)


@pytest.fixture
def names(company: Company) -> Iterator[dict[str, Cached[str]]]:
    loaded.clear()
    found = {version: _cached(version) for version in ("near", "far")}
    yield found
    for one in found.values():
        caches._caches.remove(one)
    ACTIONS.pop("test.rename", None)


def rename(names: dict[str, Cached[str]], refused: bool = False) -> Any:
    @service("test.rename")
    def run(*, actor: object, name: str) -> Done:
        Unit.objects.filter(code="east").update(name=name)
        caches.bump("near")
        assert names["near"].get() == name
        if refused:
            raise InvalidInput({"name": ["no"]})
        return Done("unit", 1)
    return run


def test_only_what_changed_is_read_anew(names: dict[str, Cached[str]]) -> None:
    before = {version: one.get() for version, one in names.items()}
    rename(names)(actor=system(), name="新东区")
    assert (names["near"].get(), names["far"].get()) == ("新东区", before["far"])
    assert loaded == {"near": 3, "far": 1}  # at first, inside the action, after it


def test_what_an_undone_action_read_is_forgotten(names: dict[str, Cached[str]]) -> None:
    before = names["near"].get()
    with pytest.raises(InvalidInput):
        rename(names, refused=True)(actor=system(), name="新东区")
    assert names["near"].get() == before


def test_what_a_rehearsal_read_is_forgotten(names: dict[str, Cached[str]]) -> None:
    before, inner = names["near"].get(), rename(names)

    @service("test.outer")
    def outer(*, actor: object) -> Done:
        rehearse(inner, actor=actor, name="新东区")
        assert names["near"].get() == before
        return Done("unit", 1)
    try:
        outer(actor=system())
    finally:
        del ACTIONS["test.outer"]
    assert names["near"].get() == before


def test_what_was_read_before_a_change_does_not_get_among_what_is_read_after(names: dict[str, Cached[str]]) -> None:
    """Another thread changes the facts while they are being read."""
    def slow(_key: object) -> str:
        names["near"].load = quick
        caches.bump("near")
        return "old"

    def quick(_key: object) -> str:
        return "new"
    names["near"].load = slow
    assert names["near"].get() == "old"
    assert names["near"].get() == "new"
