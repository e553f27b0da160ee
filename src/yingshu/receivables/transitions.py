"""Legal moves of acceptance bills."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import AcceptanceBill

S = AcceptanceBill.State

BILL = Transitions({"honour": ([S.HELD], S.HONOURED), "dishonour": ([S.HELD], S.DISHONOURED)}, S)
