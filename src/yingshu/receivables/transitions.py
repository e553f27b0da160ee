"""Legal moves of acceptance bills and reconciliations."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import AcceptanceBill, Reconciliation

S, R = AcceptanceBill.State, Reconciliation.State

BILL = Transitions({"honour": ([S.HELD], S.HONOURED), "dishonour": ([S.HELD], S.DISHONOURED)}, S)
RECONCILIATION = Transitions({"enter": ([R.OPEN], R.OPEN), "complete": ([R.OPEN], R.COMPLETED)}, R)
