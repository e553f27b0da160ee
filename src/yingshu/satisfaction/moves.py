"""Legal moves of reports, improvements and findings."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import AnalysisReport, Finding, Improvement

R, I, F = AnalysisReport.State, Improvement.State, Finding.State  # noqa: E741

REPORT = Transitions({"remake": ([R.DRAFT], R.DRAFT), "write": ([R.DRAFT], R.DRAFT), "submit": ([R.DRAFT], R.SUBMITTED),
                      "agree": ([R.SUBMITTED], R.SUBMITTED), "approve": ([R.SUBMITTED], R.APPROVED), "return": ([R.SUBMITTED], R.DRAFT),
                      "brief": ([R.APPROVED], R.APPROVED), "file": ([R.APPROVED], R.FILED)}, R, {"file": "SAT-28"})
IMPROVEMENT = Transitions({"finish": ([I.OPEN, I.INEFFECTIVE], I.DONE), "verify": ([I.DONE], I.EFFECTIVE),
                           "drop": ([I.OPEN], I.DROPPED)}, I)
FINDING = Transitions({"receive": ([F.WAITING], F.RECEIVED), "use": ([F.RECEIVED], F.USED)}, F)
