"""Asking for approval from rooms that may not know the room of approvals, and telling it what can be approved.

Two ways lead into a flow. A document with states of its own is declared as ``Approvable`` and handed in by ``submit``. An action that
has no document (a write-off, a credit limit) is marked ``@held``: with a flow in force for its code it becomes a request that is carried
out, as it was asked for, when the flow ends. Without a flow in force both behave as if there were no room of approvals.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext_noop as N_

from .actor import Actor, Reach
from .growing import Growing
from .services import Done


@dataclass(frozen=True, slots=True)
class Card:
    """A document as an approver sees it before opening it.

    ``facts`` are what conditions of a flow may ask, by the names that ``fact_names`` lists: ``amount_fen``, ``discount`` (a Decimal
    share) and what else the kind knows; the unit and the initiator's posts are added by themselves. ``lines`` are label and text pairs
    for the card on a phone. ``digest`` changes when the content changes that was approved (amount, price, customer, lines).
    ``about`` is kind and id of the record a held action is about.
    """

    number: str
    title: str
    url: str
    owner_id: int
    unit_id: int | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[tuple[str, str]] = ()
    digest: str = ""
    about: tuple[str, int] | None = None


FactChoices = Callable[[], Iterable[tuple[str, Any]]]


def yes_no() -> Iterable[tuple[str, Any]]:
    """The values of a fact that is true or false."""
    return (("true", N_("Yes")), ("false", N_("No")))


@dataclass(frozen=True, slots=True)
class Approvable:
    """A kind of document that a flow can decide on.

    ``agreed(actor, pk)`` runs inside the transaction of the last agreement; ``refused(actor, pk, reason)`` when the flow ends with a
    refusal, is withdrawn or stopped; ``returned(actor, pk, reason)`` when it goes back to the initiator to be mended and handed in
    again (without it, this kind cannot be sent back); ``withdrawn`` when the initiator takes it back (without it like sent back, else like
    refused). They check nothing of the flow again; ``deciding(actor)`` gives them the reach.
    ``right`` is the matter whose delegation also lets somebody decide in another's place (ORG-29). ``fact_choices`` are values and words
    of the facts that are no numbers, for the form of a flow; the unit and the posts of the initiator are offered by themselves.
    """

    kind: str
    title: Any
    clause: str
    card: Callable[[int], Card]
    agreed: Callable[[Actor, int], None]
    refused: Callable[[Actor, int, str], None]
    fact_names: Mapping[str, Any] = field(default_factory=dict)
    returned: Callable[[Actor, int, str], None] | None = None
    withdrawn: Callable[[Actor, int, str], None] | None = None
    right: str = ""
    fact_choices: Mapping[str, FactChoices] = field(default_factory=dict)


APPROVABLES: Growing[Approvable] = Growing()
MakeCard = Callable[[Actor, Mapping[str, Any]], Card]


def declare(approvable: Approvable) -> Approvable:
    """Make a kind of document known to the room of approvals; a second one with the same kind is an error."""
    if approvable.kind in APPROVABLES:
        raise ValueError(f"approvable {approvable.kind} is declared twice")
    APPROVABLES[approvable.kind] = approvable
    return approvable


class Desk(Protocol):
    """What the room of approvals does for others."""

    def governs(self, kind: str) -> bool: ...

    def submit(self, actor: Actor, kind: str, pk: int) -> bool: ...

    def changed(self, actor: Actor, kind: str, pk: int) -> None: ...

    def withdraw(self, actor: Actor, kind: str, pk: int, reason: str) -> None: ...

    def running(self, kind: str, pk: int) -> bool: ...

    def taking_part(self, actor: Actor, kind: str) -> Iterable[int]: ...

    def panel(self, actor: Actor, kind: str, pk: int) -> Mapping[str, Any] | None: ...

    def waiting(self, actor: Actor, action: str, about: tuple[str, int]) -> Mapping[str, Any] | None: ...

    def require_not_running(self, kind: str, pk: int) -> None: ...

    def request(self, actor: Actor, action: str, card: MakeCard, arguments: Mapping[str, Any],
                run: Callable[..., Done]) -> Done | None: ...

    def request_card(self, pk: int) -> Card: ...

    def carry_out(self, actor: Actor, pk: int) -> None: ...

    def turn_down(self, actor: Actor, pk: int, reason: str) -> None: ...


_desks: list[Desk] = []
_carrying_out: ContextVar[bool] = ContextVar("carrying_out", default=False)
F = TypeVar("F", bound=Callable[..., Done])


def use(desk: Desk) -> None:
    """Let this room of approvals answer."""
    _desks[:] = [desk]


def submit(actor: Actor, kind: str, pk: int) -> bool:
    """Put a document into its flow. True: it waits for approvers now. False: no flow is in force for it, the caller goes on.

    Called by the service that submits the document, inside its transaction, after the document's own state says so. When every step
    passes by itself, ``agreed`` has already run when this answers True. A document that was sent back goes on in its old flow.
    """
    return bool(_desks) and _desks[0].submit(actor, kind, pk)


def governs(kind: str) -> bool:
    """True when a flow is in force today that may apply to this kind of document; costs no query."""
    return bool(_desks) and _desks[0].governs(kind)


def changed(actor: Actor, kind: str, pk: int) -> None:
    """The content of a document changed: a running flow starts anew when the digest of its card is another."""
    if _desks:
        _desks[0].changed(actor, kind, pk)


def withdraw(actor: Actor, kind: str, pk: int, reason: str = "") -> None:
    """End the running flow of a document, if there is one, because the document itself is withdrawn or void."""
    if _desks:
        _desks[0].withdraw(actor, kind, pk, reason)


def running(kind: str, pk: int) -> bool:
    """True while a document waits for approvers."""
    return bool(_desks) and _desks[0].running(kind, pk)


def taking_part(actor: Actor, kind: str) -> Iterable[int]:
    """Ids of the documents of a kind in whose approval this person was asked, decided or got a copy; fit for ``pk__in``."""
    return _desks[0].taking_part(actor, kind) if _desks else ()


def require_not_running(kind: str, pk: int) -> None:
    """For one-step decisions that exist beside flows: refused while the document is in a flow, since that decides."""
    if _desks and not _carrying_out.get():
        _desks[0].require_not_running(kind, pk)


def panel(actor: Actor, kind: str, pk: int) -> Mapping[str, Any] | None:
    """Context of the approval panel of a document's page (template ``approvals/panel.html``); None when it never had a flow."""
    return _desks[0].panel(actor, kind, pk) if _desks else None


def waiting(actor: Actor, action: str, about: tuple[str, int]) -> Mapping[str, Any] | None:
    """The approval panel of a held action that waits, for the page of the record it is about (kind and id); None when none waits."""
    return _desks[0].waiting(actor, action, about) if _desks else None


def held(action: str, *, title: Any, clause: str, card: MakeCard, fact_names: Mapping[str, Any] | None = None,
         fact_choices: Mapping[str, FactChoices] | None = None) -> Callable[[F], F]:
    """Under ``@service``: with a flow in force for this action and these facts, asking for it makes a request instead.

    The rules of the action are tried when it is asked for, so what would be refused is refused at once, and again when it is carried out.
    The system itself (installation, imports) needs no approval.
    """
    declare(Approvable(action, title, clause, card=lambda pk: _desks[0].request_card(pk),
                       agreed=lambda actor, pk: _desks[0].carry_out(actor, pk),
                       refused=lambda actor, pk, reason: _desks[0].turn_down(actor, pk, reason),
                       fact_names=fact_names or {}, right=action, fact_choices=fact_choices or {}))

    def wrap(function: F) -> F:
        @functools.wraps(function)
        def run(*, actor: Actor, **arguments: Any) -> Done:
            done = None
            if _desks and not actor.everything and not _carrying_out.get():
                done = _desks[0].request(actor, action, card, arguments, function)
            return function(actor=actor, **arguments) if done is None else done
        return run  # type: ignore[return-value]
    return wrap


@contextmanager
def carrying_out() -> Iterator[None]:
    """What happens inside was agreed to."""
    token = _carrying_out.set(True)
    try:
        yield
    finally:
        _carrying_out.reset(token)


def deciding(actor: Actor) -> Actor:
    """The person with the reach to move the document they decide on: a flow may ask people who do not see it otherwise."""
    return replace(actor, reach=Reach.ALL)
