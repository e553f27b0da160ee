"""The room of approvals as the rooms above and below know it (``kernel.approving``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from yingshu.kernel import write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES, Card, MakeCard
from yingshu.kernel.services import Done, settle

from . import engine
from .errors import StillWaits
from .models import Approval
from .queries import mine
from .queries import panel as panels
from .queries.force import ever_governed, governed
from .services import held, running


def _live(kind: str, pk: int, *states: Approval.State) -> list[Approval]:
    """Approvals of a document in these states, locked; without a question where there never was a flow."""
    found: list[Approval] = []
    if kind in ever_governed():
        found = write.lock_all(Approval, {"kind": kind, "subject_id": pk, "state__in": states})
    return found


class Desk:
    """Answers what other rooms ask."""

    def governs(self, kind: str) -> bool:
        return kind in governed()

    def submit(self, actor: Actor, kind: str, pk: int) -> bool:
        return False if actor.everything else running.begin(actor, kind, pk)

    def changed(self, actor: Actor, kind: str, pk: int) -> None:
        for approval in _live(kind, pk, Approval.State.RUNNING):
            settle()
            card = APPROVABLES[kind].card(pk)
            if running.digest_of(card) != approval.digest:
                running.begin_anew(actor, approval, APPROVABLES[kind], card, "restart", anew=True)

    def withdraw(self, actor: Actor, kind: str, pk: int, reason: str) -> None:
        for approval in _live(kind, pk, *running.Live):
            running.advance(actor, approval, engine.Stop(actor.id, engine.Status.WITHDRAWN), "withdraw", says=reason, silent=True)

    def running(self, kind: str, pk: int) -> bool:
        return kind in ever_governed() and Approval.objects.filter(kind=kind, subject_id=pk, state=Approval.State.RUNNING).exists()

    def taking_part(self, actor: Actor, kind: str) -> Iterable[int]:
        found: Iterable[int] = mine.visible(actor).filter(kind=kind).values_list("subject_id", flat=True)
        return found if kind in ever_governed() else ()

    def require_not_running(self, kind: str, pk: int) -> None:
        for found in _live(kind, pk, Approval.State.RUNNING):
            raise StillWaits(number=found.number, step=found.step_title, clause=found.clause)

    def panel(self, actor: Actor, kind: str, pk: int) -> Mapping[str, Any] | None:
        return panels.panel(actor, kind, pk)

    def waiting(self, actor: Actor, action: str, about: tuple[str, int]) -> Mapping[str, Any] | None:
        found = held.waiting(action, about) if action in ever_governed() else None
        return None if found is None else panels.panel(actor, action, found.pk)

    def request(self, actor: Actor, action: str, card: MakeCard, arguments: Mapping[str, Any], run: Callable[..., Done]) -> Done | None:
        return held.ask(actor, action, card, arguments, run)

    def request_card(self, pk: int) -> Card:
        return held.card_of(pk)

    def carry_out(self, actor: Actor, pk: int) -> None:
        held.carry_out(actor, pk)

    def turn_down(self, actor: Actor, pk: int, reason: str) -> None:
        held.turn_down(actor, pk, reason)
