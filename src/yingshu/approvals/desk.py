"""The room of approvals as the rooms above and below know it (``kernel.approving``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from yingshu.kernel import write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES, Card, MakeCard
from yingshu.kernel.services import Done

from . import engine
from .errors import StillWaits
from .models import Approval
from .queries import panel as panels
from .services import held, running


class Desk:
    """Answers what other rooms ask."""

    def submit(self, actor: Actor, kind: str, pk: int) -> bool:
        return running.begin(actor, kind, pk)

    def changed(self, actor: Actor, kind: str, pk: int) -> None:
        for approval in write.lock_all(Approval, {"kind": kind, "subject_id": pk, "state": Approval.State.RUNNING}):
            card = APPROVABLES[kind].card(pk)
            if card.digest != approval.digest:
                running.begin_anew(actor, approval, APPROVABLES[kind], card, "restart", anew=True)

    def withdraw(self, actor: Actor, kind: str, pk: int, reason: str) -> None:
        for approval in write.lock_all(Approval, {"kind": kind, "subject_id": pk, "state__in": running.Live}):
            running.advance(actor, approval, engine.Stop(actor.id, engine.Status.WITHDRAWN), "withdraw", says=reason, silent=True)

    def running(self, kind: str, pk: int) -> bool:
        return Approval.objects.filter(kind=kind, subject_id=pk, state=Approval.State.RUNNING).exists()

    def require_not_running(self, kind: str, pk: int) -> None:
        found = Approval.objects.filter(kind=kind, subject_id=pk, state=Approval.State.RUNNING).first()
        if found is not None:
            raise StillWaits(number=found.number, step=found.step_title, clause=found.clause)

    def panel(self, actor: Actor, kind: str, pk: int) -> Mapping[str, Any] | None:
        return panels.panel(actor, kind, pk)

    def request(self, actor: Actor, action: str, card: MakeCard, arguments: Mapping[str, Any], run: Callable[..., Done]) -> Done | None:
        return held.ask(actor, action, card, arguments, run)

    def request_card(self, pk: int) -> Card:
        return held.card_of(pk)

    def carry_out(self, actor: Actor, pk: int) -> None:
        held.carry_out(actor, pk)

    def turn_down(self, actor: Actor, pk: int, reason: str) -> None:
        held.turn_down(actor, pk, reason)
