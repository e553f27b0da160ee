"""Legal moves of a report."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import Report

REPORT = Transitions({"remake": ([Report.State.DRAFT], Report.State.DRAFT), "submit": ([Report.State.DRAFT], Report.State.SUBMITTED)},
                     Report.State, {"submit": "MTG-06"})
