"""Business actions: right, transaction, idempotency, evidence, refusal."""

from __future__ import annotations

from typing import Any

import pytest

from yingshu.audit.models import AuditEntry
from yingshu.documents.models import Counter
from yingshu.kernel import services, write
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.errors import BusinessError, Conflict, KeyReused, NotAllowed
from yingshu.kernel.models import IdempotencyKey
from yingshu.kernel.services import Done, service

ANNA = Actor(id=7, name="Anna", rights=frozenset({"test.make", "test.outer", "test.other"}), reach=Reach.ALL)


@pytest.fixture(autouse=True)
def actions() -> Any:
    known = dict(services.ACTIONS)
    yield
    services.ACTIONS.clear()
    services.ACTIONS.update(known)


def maker(refuse: type[BusinessError] | None = None) -> Any:
    @service("test.make")
    def make(*, actor: Actor, code: str) -> Done:
        pk = write.add_one(Counter, kind=code, period="1")
        if refuse:
            raise refuse()
        return Done("counter", pk, code, "made", data={"name": code}, after={"code": code})
    return make


def entries() -> list[tuple]:
    return list(AuditEntry.objects.order_by("id").values_list("action", "subject_number", "refused", "actor_name"))


@pytest.mark.django_db
def test_an_action_needs_its_right() -> None:
    make = maker()
    with pytest.raises(NotAllowed):
        make(actor=Actor(id=8, name="Bob"), code="x")
    assert (Counter.objects.count(), entries()) == (0, [])


@pytest.mark.django_db
def test_the_same_key_gives_the_same_answer_and_no_second_document() -> None:
    make = maker()
    first = make(actor=ANNA, code="x", idempotency_key="k")
    second = make(actor=ANNA, code="x", idempotency_key="k")
    assert second.as_json() == first.as_json() == {"kind": "counter", "id": first.id, "number": "x", "state": "made", "name": "x"}
    assert list(Counter.objects.values_list("kind", flat=True)) == ["x"]
    assert entries() == [("test.make", "x", False, "Anna")]


@pytest.mark.django_db
def test_a_key_belongs_to_one_action_and_one_person() -> None:
    make = maker()

    @service("test.other")
    def other(*, actor: Actor) -> Done:
        raise Conflict()

    make(actor=ANNA, code="x", idempotency_key="k")
    with pytest.raises(KeyReused):
        other(actor=ANNA, idempotency_key="k")
    make(actor=Actor(id=9, name="Cid", rights=ANNA.rights), code="y", idempotency_key="k")
    assert Counter.objects.count() == 2


@pytest.mark.django_db
def test_a_refusal_undoes_everything_and_leaves_a_trace() -> None:
    make = maker(Conflict)
    with pytest.raises(Conflict):
        make(actor=ANNA, code="x", idempotency_key="k")
    assert (Counter.objects.count(), IdempotencyKey.objects.count()) == (0, 0)
    assert entries() == [("test.make", "", True, "Anna")]


@pytest.mark.django_db
def test_an_action_within_an_action_is_part_of_it() -> None:
    make = maker()

    @service("test.outer")
    def outer(*, actor: Actor, fail: bool) -> Done:
        make(actor=actor, code="inner")
        if fail:
            raise Conflict()
        return Done("counter", 0, "outer")

    with pytest.raises(Conflict):
        outer(actor=ANNA, fail=True)
    assert Counter.objects.count() == 0
    outer(actor=ANNA, fail=False)
    assert [e[:3] for e in entries()] == [("test.outer", "", True), ("test.make", "inner", False), ("test.outer", "outer", False)]


@pytest.mark.django_db
def test_an_action_declared_twice_is_an_error() -> None:
    maker()
    with pytest.raises(ValueError, match=r"test\.make"):
        maker()
