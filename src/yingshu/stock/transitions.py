"""Legal moves of stocktakes."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import Stocktake

S = Stocktake.State

STOCKTAKE_MOVES = Transitions({"count": ([S.COUNTING], S.COUNTING), "submit": ([S.COUNTING], S.SUBMITTED),
                               "approve": ([S.SUBMITTED], S.POSTED)}, S)
