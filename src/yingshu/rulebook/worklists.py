"""What the rulebook puts on people's lists: changes of parameters that somebody else prepared."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare

from .models import ParameterChange


def _waiting(actor: Actor) -> QuerySet[ParameterChange]:
    return ParameterChange.objects.filter(state=ParameterChange.State.PREPARED).exclude(prepared_by_id=actor.id)


def _items(actor: Actor, limit: int) -> Iterable[Todo]:
    for change in _waiting(actor).order_by("prepared_at", "id")[:limit]:
        control = CONTROLS[change.control]
        yield Todo(_("Change of parameters"), change.number, _(control.title), record_url("parameter_changes", change.pk),
                   control.clauses[0], since=change.prepared_at, sender=change.prepared_by)


declare(Worklist("rulebook.changes", lazy("Changes of parameters to release"), "rulebook.release_parameters", _items, _waiting))
