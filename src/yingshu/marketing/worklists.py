"""What articles put on people's lists: those that wait for a review, and those to be published (BRD-08)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare
from yingshu.organisation.queries import stands_for
from yingshu.rulebook.decisions import params_of

from .controls import ARTICLES, PUBLISH
from .models import Article


def _waiting(actor: Actor) -> QuerySet[Article]:
    found = Article.objects.filter(state=Article.State.SUBMITTED).order_by("written_at", "id")
    return found if params_of(PUBLISH).reviewer in actor.posts else found.none()


def _reviewed(actor: Actor) -> QuerySet[Article]:
    """Reviewed articles, for who updates the site."""
    found = Article.objects.filter(state=Article.State.REVIEWED).order_by("reviewed_at", "id")
    return found if stands_for(actor, params_of(ARTICLES).updater) else found.none()


def _items(rows: QuerySet[Article], limit: int) -> Iterable[Todo]:
    for row in rows.select_related("author")[:limit]:
        yield Todo(_("Article"), row.number, row.title, record_url("articles", row.pk), "BRD-08", since=row.reviewed_at or row.written_at,
                   sender=row.reviewed_by or row.author.name)


declare(Worklist("marketing.reviews", lazy("Articles to review"), "marketing.review_article",
                 lambda actor, limit: _items(_waiting(actor), limit), _waiting))
declare(Worklist("marketing.publishing", lazy("Articles to publish"), "marketing.publish_article",
                 lambda actor, limit: _items(_reviewed(actor), limit), _reviewed))
