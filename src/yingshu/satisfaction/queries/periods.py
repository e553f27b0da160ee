"""The periods that have a survey, planned ones too: what lists are narrowed by. Read once, until a survey is added."""

from __future__ import annotations

from typing import Any

from yingshu.kernel.caches import Cached

from ..models import Wave

CACHE = "survey_periods"


def _load(_key: Any) -> list[str]:
    return sorted(Wave.objects.order_by().values_list("period", flat=True).distinct(), reverse=True)


_known: Cached[list[str]] = Cached(CACHE, _load)


def known_periods() -> list[str]:
    """Their names, the newest first."""
    return _known.get()
