"""Legal moves of a change of parameters (``agree`` and ``fall`` are made by its flow) and of a version of a rulebook."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import ParameterChange, RulebookVersion

S, V = ParameterChange.State, RulebookVersion.State

CHANGE = Transitions({
    "release": ((S.PREPARED,), S.RELEASED), "agree": ((S.REVIEWING,), S.RELEASED), "hand_over": ((S.REVIEWING,), S.PREPARED),
    "refuse": ((S.PREPARED,), S.REFUSED), "fall": ((S.REVIEWING,), S.REFUSED),
    "withdraw": ((S.PREPARED, S.REVIEWING), S.WITHDRAWN)}, S)

VERSION = Transitions({"submit": ([V.DRAFT], V.REVIEW), "withdraw": ([V.REVIEW, V.APPROVED], V.DRAFT), "refuse": ([V.REVIEW], V.DRAFT),
                       "approve": ([V.REVIEW], V.APPROVED), "publish": ([V.APPROVED], V.PUBLISHED)}, V,
                      {"publish": "ORG-31", "approve": "ORG-31"})
