"""What must always be true of articles and texts."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q

from yingshu.kernel.invariants import invariant

from .models import Article, SmsBatch

S = Article.State


@invariant("marketing.articles")
def articles() -> Iterator[tuple[str, str]]:
    """Published articles were reviewed and say since when they are public."""
    was_public = Q(state__in=[S.PUBLISHED, S.WITHDRAWN])
    for row in Article.objects.filter(was_public & (Q(reviewed_at=None) | Q(published_at=None)) | ~was_public & ~Q(published_at=None)):
        yield row.number, f"{row.state}, reviewed {row.reviewed_at}, published {row.published_at}"


@invariant("marketing.texts")
def texts() -> Iterator[tuple[str, str]]:
    """A batch counts its rows."""
    for row in SmsBatch.objects.annotate(n=Count("rows")).exclude(n=F("recipients")):
        yield row.number, f"says {row.recipients}, has {row.n}"
