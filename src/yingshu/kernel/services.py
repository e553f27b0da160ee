"""One public function per business action.

``@service("orders.register")`` makes a function a business action: one transaction; the same code is the right that allows it,
the audit action and the API operation. Web, API, import and command call the same function. What it leaves behind (audit row,
decision rows, idempotency answer, messages) is written in one statement at the end, so rows that many people share are locked
late and briefly. Deadlocks and a busy SQLite are repeated here, not shown to people.
"""

from __future__ import annotations

import functools
import inspect
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, transaction

from . import caches, clock
from .actor import Actor
from .batch import Batch
from .errors import AlreadyExists, BusinessError, Busy, KeyReused, NotFound

MAX_TRIES = 12
MOST_WAITING = 200
Evidence = list[tuple[type, list[dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Done:
    """What a business action answers: the document it touched, its state now, and the figures a caller needs next.

    ``before``/``after`` are the changed fields for the audit trail; they are not part of the answer. ``secret`` names the keys
    of ``data`` that are told once and never kept (a new token, a first password).
    """

    kind: str
    id: int
    number: str = ""
    state: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    secret: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": self.id, "number": self.number, "state": self.state, **self.data}


@dataclass(slots=True)
class Work:
    """One business action under way: collects its evidence, the ledger rows that may wait for it, and what shall happen once it is
    committed."""

    actor: Actor
    action: str
    rows: dict[type, list[dict[str, Any]]] = field(default_factory=dict)
    waiting: Batch = field(default_factory=Batch)
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def leave(self, model: type, **row: Any) -> None:
        """Add a row to the evidence that is written at the end of the action."""
        self.rows.setdefault(model, []).append(row)

    def write(self) -> None:
        """Write what waits, and the evidence, together."""
        self.waiting.send(Batch(dict[Any, Any](self.rows)))


@dataclass(frozen=True, slots=True)
class Action:
    """A declared business action."""

    code: str
    run: Callable[..., Done]
    title: str
    clause: str
    signature: inspect.Signature
    doc: str


ACTIONS: dict[str, Action] = {}
_current: ContextVar[Work | None] = ContextVar("work", default=None)
_guards: list[Callable[[Actor, str, Mapping[str, Any]], None]] = []
_recorders: list[Callable[[Work, Done], None]] = []
_refusal_recorders: list[Callable[[Work, BusinessError], None]] = []

S = TypeVar("S", bound=Callable[..., Done])


def on_done(recorder: Callable[[Work, Done], None]) -> None:
    """Let a room (the audit trail) add to the evidence of every action."""
    _recorders.append(recorder)


def before(guard: Callable[[Actor, str, Mapping[str, Any]], None]) -> None:
    """Let a room look at every action before it runs, inside its transaction: the guard raises when something must be there first."""
    _guards.append(guard)


def on_refused(recorder: Callable[[Work, BusinessError], None]) -> None:
    """Let a room leave evidence of refused actions; called after the roll-back, in a transaction of its own."""
    _refusal_recorders.append(recorder)


def current() -> Work:
    """The action under way. Services that are called outside one are a programming error."""
    work = _current.get()
    if work is None:
        raise RuntimeError("no business action is under way")
    return work


def under_way() -> Work | None:
    """The action under way, or None."""
    return _current.get()


def add_later(model: type, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that nobody reads within the action: they go with its evidence, in one statement. See ``settle``."""
    _later(lambda batch: batch.add(model, rows))


def add_up_later(model: type, key: str, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Raise balances (``write.add_up_each``) that nobody reads within the action: last of all, when rows that many share are locked."""
    _later(lambda batch: batch.add_up(model, key, rows))


def change_later(model: Any, *, where: Mapping[str, Any], set: Mapping[str, Any]) -> None:
    """Change rows (``write.change``) that nobody reads within the action; whether there are any must be known before."""
    _later(lambda batch: batch.change(model, where, set))


def _later(put: Callable[[Batch], None]) -> None:
    work = _current.get()
    batch = work.waiting if work else Batch()
    put(batch)
    if work is None or len(batch) > MOST_WAITING:
        batch.send()


def settle() -> None:
    """Write what waits now, because something is about to read it."""
    work = _current.get()
    if work is not None:
        work.waiting.send()


def rehearse(function: Callable[..., Done], *, actor: Actor, **arguments: Any) -> None:
    """Carry an action out inside the one under way and undo it: it raises what it would refuse, and leaves nothing."""
    settle()
    token = _current.set(work := Work(actor, current().action))
    try:
        with caches.watched(), transaction.atomic():
            function(actor=actor, **arguments)
            work.waiting.send()
            transaction.set_rollback(True)
    finally:
        _current.reset(token)


def service(code: str, *, title: str = "", clause: str = "") -> Callable[[S], S]:
    """Declare a business action. The function takes ``actor`` and keyword arguments and answers ``Done``.

    Called from outside it checks the right, opens the transaction and honours ``idempotency_key``; called by another action it
    becomes part of that one.
    """
    def declare(function: S) -> S:
        @functools.wraps(function)
        def run(*, actor: Actor, idempotency_key: str | None = None, **kwargs: Any) -> Done:
            work = _current.get()
            if work is not None:
                return _within(work, code, function, actor, kwargs)
            actor.require(code)
            return _outermost(code, function, actor, idempotency_key, kwargs)

        if code in ACTIONS:
            raise ValueError(f"action {code} is declared twice")
        ACTIONS[code] = Action(code, run, title or code, clause, inspect.signature(function), function.__doc__ or "")
        run.action = code  # type: ignore[attr-defined]
        return run  # type: ignore[return-value]
    return declare


def _within(work: Work, code: str, function: Callable[..., Done], actor: Actor, kwargs: dict[str, Any]) -> Done:
    outer, work.action = work.action, code
    for guard in _guards:
        guard(actor, code, kwargs)
    done = function(actor=actor, **kwargs)
    settle()
    for recorder in _recorders:
        recorder(work, done)
    work.action = outer
    return done


def _outermost(code: str, function: Callable[..., Done], actor: Actor, key: str | None, kwargs: dict[str, Any]) -> Done:
    for attempt in range(MAX_TRIES):
        work = Work(actor, code)
        try:
            return _attempt(work, function, key, kwargs)
        except IntegrityError as broken:
            if (stored := _stored(actor, code, key)) is not None:
                return stored
            raise _told(broken) from broken
        except BusinessError as refusal:
            if (stored := _stored(actor, code, key)) is not None:
                return stored
            _leave_refusal(work, refusal)
            raise
        except OperationalError as trouble:
            _wait_for_others(trouble, attempt)
    raise Busy()


def _wait_for_others(trouble: OperationalError, attempt: int) -> None:
    """A moment before the next try; trouble that no waiting mends is raised."""
    if not _worth_repeating(trouble):
        raise trouble
    time.sleep(random.uniform(0, 0.02) * (attempt + 1))


def _told(broken: IntegrityError) -> Exception:
    """What a broken constraint means to the caller: a taken name, or the number of a record that does not exist."""
    text = f"{getattr(broken.__cause__, 'sqlstate', '')} {broken}".upper()
    if text.startswith("23505") or "UNIQUE CONSTRAINT FAILED" in text:
        return AlreadyExists()
    return NotFound() if text.startswith("23503") or "FOREIGN KEY CONSTRAINT FAILED" in text else broken


def _attempt(work: Work, function: Callable[..., Done], key: str | None, kwargs: dict[str, Any]) -> Done:
    with caches.watched(), transaction.atomic():
        token = _current.set(work)
        try:
            for guard in _guards:
                guard(work.actor, work.action, kwargs)
            done = function(actor=work.actor, **kwargs)
            for recorder in _recorders:
                recorder(work, done)
        finally:
            _current.reset(token)
        if key:
            _remember(work, key, done)
        work.write()
    for call in work.afterwards:
        call()
    return done


def _remember(work: Work, key: str, done: Done) -> None:
    from .models import IdempotencyKey

    answer = {name: value for name, value in done.as_json().items() if name not in done.secret}
    work.leave(IdempotencyKey, actor_id=work.actor.id, key=key, action=work.action, answer=answer, at=clock.now())


def _stored(actor: Actor, code: str, key: str | None) -> Done | None:
    from .models import IdempotencyKey

    found = IdempotencyKey.objects.filter(actor_id=actor.id, key=key).first() if key else None
    if found is None:
        return None
    if found.action != code:
        raise KeyReused(key=key)
    answer = dict(found.answer)
    kind, pk, number, state = (answer.pop(name) for name in ("kind", "id", "number", "state"))
    return Done(kind, pk, number, state, data=answer)


def _leave_refusal(work: Work, refusal: BusinessError) -> None:
    evidence = Work(work.actor, work.action)
    for recorder in _refusal_recorders:
        recorder(evidence, refusal)
    if not evidence.rows:
        return
    for attempt in range(MAX_TRIES):
        try:
            with transaction.atomic():
                evidence.write()
            return
        except OperationalError as trouble:
            _wait_for_others(trouble, attempt)
    raise Busy()


def leave_done(work: Work, done: Done) -> None:
    """Leave the evidence of something done inside ``together`` that is no declared action: an export, a look at a masked number."""
    for recorder in _recorders:
        recorder(work, done)


def leave_refusal(actor: Actor, action: str, refusal: BusinessError) -> None:
    """Leave the evidence of a refusal that happened before any action began."""
    _leave_refusal(Work(actor, action), refusal)


def _worth_repeating(trouble: OperationalError) -> bool:
    """Deadlock, serialization failure (PostgreSQL) or a locked file (SQLite): a short wait helps."""
    state = getattr(trouble.__cause__, "sqlstate", "")
    return state in ("40P01", "40001", "55P03") or "locked" in str(trouble)


@contextmanager
def together(actor: Actor, action: str) -> Iterator[Work]:
    """Run many actions as one transaction (imports, the demo company). Their evidence is written at the end."""
    actor.require(action)
    work = Work(actor, action)
    with caches.watched(), transaction.atomic():
        token = _current.set(work)
        try:
            yield work
        finally:
            _current.reset(token)
        work.write()
    for call in work.afterwards:
        call()
