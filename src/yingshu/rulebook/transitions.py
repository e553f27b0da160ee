"""Legal moves of a change of parameters. ``agree`` and ``fall`` are made by its approval flow."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import ParameterChange

S = ParameterChange.State

CHANGE = Transitions({
    "release": ((S.PREPARED,), S.RELEASED), "agree": ((S.REVIEWING,), S.RELEASED), "hand_over": ((S.REVIEWING,), S.PREPARED),
    "refuse": ((S.PREPARED,), S.REFUSED), "fall": ((S.REVIEWING,), S.REFUSED),
    "withdraw": ((S.PREPARED, S.REVIEWING), S.WITHDRAWN)}, S)
