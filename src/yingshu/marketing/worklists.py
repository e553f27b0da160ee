"""What articles put on people's lists: those that wait for a review (BRD-08)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare
from yingshu.rulebook.decisions import params_of

from .controls import PUBLISH
from .models import Article


def _waiting(actor: Actor) -> QuerySet[Article]:
    found = Article.objects.filter(state=Article.State.SUBMITTED).order_by("written_at", "id")
    return found if params_of(PUBLISH).reviewer in actor.posts else found.none()


def _items(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _waiting(actor).select_related("author")[:limit]:
        yield Todo(_("Article"), row.number, row.title, record_url("articles", row.pk), "BRD-08", since=row.written_at,
                   sender=row.author.name)


declare(Worklist("marketing.reviews", lazy("Articles to review"), "marketing.review_article", _items, _waiting))
