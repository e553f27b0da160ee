"""First values of the dialogs: the steps a document can be sent back to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel import forms
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES

from .engine import State
from .queries.mine import visible


def send_back(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The earlier steps by code and title, and the initiator where the kind allows it."""
    number = query.get("approval_id", "")
    row = visible(actor).filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 18 else None
    if row is None:
        return {}
    state = State.model_validate(row.engine)
    targets = [(n.step.code, n.step.title) for n in state.nodes[:state.at]]
    if row.kind in APPROVABLES and APPROVABLES[row.kind].returned is not None:
        targets.insert(0, ("", _("Initiator %(name)s") % {"name": row.owner.name}))
    return {"context": {"targets": targets}}


forms.initial("approvals.send_back", send_back)
