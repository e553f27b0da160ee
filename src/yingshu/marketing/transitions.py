"""Legal moves of articles."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import Article

S = Article.State

ARTICLE = Transitions({"change": ([S.DRAFT, S.SUBMITTED, S.REVIEWED], S.DRAFT), "submit": ([S.DRAFT], S.SUBMITTED),
                       "approve": ([S.SUBMITTED], S.REVIEWED), "return": ([S.SUBMITTED], S.DRAFT),
                       "publish": ([S.DRAFT, S.SUBMITTED, S.REVIEWED], S.PUBLISHED), "withdraw": ([S.PUBLISHED], S.WITHDRAWN)}, S)
