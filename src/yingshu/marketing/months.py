"""The month's check of this room: enough articles? (BRD-08)"""

from __future__ import annotations

from datetime import date

from yingshu.kernel import clock
from yingshu.kernel.compliance import MonthCheck, declare

from .controls import ARTICLES
from .models import Article
from .rules import ArticlesFacts


def published_in(first: date, last: date) -> int:
    """Articles that became public in the days, withdrawn ones too: they were there."""
    start, end = clock.day_bounds(first, last)
    return Article.objects.filter(published_at__gte=start, published_at__lt=end).count()


declare(MonthCheck(ARTICLES, lambda first, last: ArticlesFacts(month=f"{first:%Y-%m}", published=published_in(first, last))))
