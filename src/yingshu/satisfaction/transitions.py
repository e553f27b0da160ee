"""Legal moves of questionnaire versions and of waves."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import QuestionnaireVersion, Wave

V, W = QuestionnaireVersion.State, Wave.State

VERSION = Transitions({"change": ([V.DRAFT], V.DRAFT), "submit": ([V.DRAFT], V.PENDING), "approve": ([V.PENDING], V.APPROVED),
                       "return": ([V.PENDING], V.DRAFT), "retire": ([V.APPROVED], V.RETIRED)}, V, {"approve": "SAT-26"})

WAVE = Transitions({"change": ([W.PLANNED], W.PLANNED), "submit": ([W.PLANNED], W.PENDING), "approve": ([W.PENDING], W.READY),
                    "return": ([W.PENDING, W.READY], W.PLANNED), "start": ([W.READY], W.RUNNING), "close": ([W.RUNNING], W.CLOSED),
                    "reopen": ([W.CLOSED], W.RUNNING)}, W, {"approve": "SAT-09", "start": "SAT-07"})
