"""What approvals put on people's lists: what waits for their decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare

from .models import ApprovalTask
from .queries.force import ever_governed
from .queries.mine import tasks_of


def _todo(task: ApprovalTask) -> Todo:
    row = task.approval
    kind = _(str(APPROVABLES[row.kind].title)) if row.kind in APPROVABLES else row.kind
    return Todo(kind, row.number, row.title, record_url("approvals", row.pk), row.clause, since=task.arrived_at, due=task.due_at,
                sender=row.owner.name, amount_fen=row.amount_fen)


def _items(actor: Actor, limit: int) -> Iterable[Todo]:
    return [_todo(task) for task in tasks_of(actor)[:limit]] if ever_governed() else []


def _rows(actor: Actor) -> QuerySet[Any] | int:
    """Without a flow ever there is nothing to count, and nothing is asked."""
    return tasks_of(actor) if ever_governed() else 0


declare(Worklist("approvals.todo", lazy("Approvals to decide"), "approvals.agree", _items, _rows))
