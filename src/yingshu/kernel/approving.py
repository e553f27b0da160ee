"""Asking for approval from rooms that may not know the room of approvals, and telling it what can be approved.

A room declares each kind of document that may need approval: how its card reads, which facts the conditions of a flow may ask,
and what happens when the flow ends. The room of approvals hangs itself in here when it starts. Rooms above it call it the same
way, so there is one way to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .actor import Actor


@dataclass(frozen=True, slots=True)
class Card:
    """A document as an approver sees it before opening it.

    ``facts`` are what conditions of a flow may ask, by the names that ``Approvable.fact_names`` lists: ``amount_fen``,
    ``discount`` (a Decimal share), ``unit`` and what else the kind knows. ``lines`` are label and text pairs for the card on a
    phone. ``digest`` changes when the content changes that was approved (amount, price, customer, lines).
    """

    number: str
    title: str
    url: str
    owner_id: int
    unit_id: int | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[tuple[str, str]] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Approvable:
    """A kind of document that a flow can decide on.

    ``agreed(actor, pk)`` runs inside the transaction of the last agreement; ``refused(actor, pk, reason)`` when the flow ends with a
    refusal or is withdrawn. Both call services of the room, which check nothing of the flow again.
    """

    kind: str
    title: Any
    clause: str
    card: Callable[[int], Card]
    agreed: Callable[[Actor, int], None]
    refused: Callable[[Actor, int, str], None]
    fact_names: Mapping[str, str] = field(default_factory=dict)


APPROVABLES: dict[str, Approvable] = {}


def declare(approvable: Approvable) -> Approvable:
    """Make a kind of document known to the room of approvals; a second one with the same kind is an error."""
    if approvable.kind in APPROVABLES:
        raise ValueError(f"approvable {approvable.kind} is declared twice")
    APPROVABLES[approvable.kind] = approvable
    return approvable


class Desk(Protocol):
    """What the room of approvals does for others."""

    def submit(self, actor: Actor, kind: str, pk: int) -> bool: ...

    def changed(self, actor: Actor, kind: str, pk: int) -> None: ...

    def withdraw(self, actor: Actor, kind: str, pk: int, reason: str) -> None: ...

    def running(self, kind: str, pk: int) -> bool: ...

    def panel(self, actor: Actor, kind: str, pk: int) -> Mapping[str, Any] | None: ...


_desks: list[Desk] = []


def use(desk: Desk) -> None:
    """Let this room of approvals answer."""
    _desks[:] = [desk]


def submit(actor: Actor, kind: str, pk: int) -> bool:
    """Put a document into its flow. True: it waits for approvers now. False: no flow is in force for it, the caller goes on.

    Called by the service that submits the document, inside its transaction, after the document's own state says so. When every step
    passes by itself, ``agreed`` has already run when this answers True.
    """
    return bool(_desks) and _desks[0].submit(actor, kind, pk)


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


def panel(actor: Actor, kind: str, pk: int) -> Mapping[str, Any] | None:
    """Context of the approval panel of a document's page (template ``approvals/panel.html``); None when it never had a flow."""
    return _desks[0].panel(actor, kind, pk) if _desks else None
