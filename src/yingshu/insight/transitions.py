"""Legal moves of a report."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import Report

S = Report.State
REPORT = Transitions({"remake": ([S.DRAFT], S.DRAFT), "submit": ([S.DRAFT, S.REVIEWING], S.SUBMITTED),
                      "send_back": ([S.REVIEWING], S.DRAFT)}, S, {"submit": "MTG-06"})
