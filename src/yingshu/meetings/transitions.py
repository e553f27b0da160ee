"""Legal moves of meetings, action items and reports."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import ActionItem, Meeting, WorkReport

M, A, R = Meeting.State, ActionItem.State, WorkReport.State

MEETING = Transitions({"move": ([M.PLANNED], M.PLANNED), "check in": ([M.PLANNED], M.PLANNED), "record": ([M.PLANNED], M.PLANNED),
                       "close": ([M.PLANNED], M.CLOSED), "cancel": ([M.PLANNED], M.CANCELLED)}, M)
ITEM = Transitions({"finish": ([A.OPEN], A.DONE), "drop": ([A.OPEN], A.DROPPED), "move": ([A.OPEN], A.OPEN)}, A)
REPORT = Transitions({"submit": ([R.DRAFT], R.SUBMITTED), "answer": ([R.SUBMITTED], R.HANDLED)}, R)
