"""Articles: written, submitted, reviewed, published, withdrawn (BRD-08)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.directory import people_in_posts
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import LongText, Needed
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.notifications.services import tell, tell_posts
from yingshu.organisation.queries import names_of_posts
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import ARTICLES, PUBLISH
from ..inputs import ArticleRef, Body, Title
from ..models import Article
from ..rules import PublishFacts
from ..transitions import ARTICLE

KIND = "article"


@service("marketing.write_article", title=N_("Write an article"), clause="BRD-08")
def write_article(*, actor: Actor, title: Title, body: Body, subject: Article.Subject = Article.Subject.COMPANY,
                  summary: LongText = "") -> Done:
    """Write an article about the company or the industry; it is a draft until somebody reviews it."""
    number = next_number(KIND, clock.today())
    pk = write.add_one(Article, number=number, title=title, body=body, subject=subject, summary=summary[:300], author_id=actor.id,
                       written_at=clock.now(), search_text=search_text(number, title, actor.name))
    return Done(KIND, pk, number, Article.State.DRAFT.value, after={"title": title})


@service("marketing.change_article", title=N_("Change the article"), clause="BRD-08")
def change_article(*, actor: Actor, article_id: ArticleRef, title: Title, body: Body, subject: Article.Subject = Article.Subject.COMPANY,
                   summary: LongText = "") -> Done:
    """Change an article that is not published. What was reviewed must be reviewed again."""
    before = _moved(article_id, "change", title=title, body=body, subject=subject, summary=summary[:300], reviewed_by="", reviewed_at=None,
                    opinion="", search_text=search_text(title))
    return Done(KIND, article_id, before.number, Article.State.DRAFT.value, before={"title": before.title, "state": before.state},
                after={"title": title, "state": "draft"})


@service("marketing.submit_article", title=N_("Submit for review"), clause="BRD-08")
def submit_article(*, actor: Actor, article_id: ArticleRef) -> Done:
    """Ask for the review; the reviewer is told."""
    before = _moved(article_id, "submit")
    tell_posts((params_of(PUBLISH).reviewer,), N_("“%(title)s” waits for your review."), args={"title": before.title},
               url=record_url("articles", article_id), clause="BRD-08")
    return Done(KIND, article_id, before.number, Article.State.SUBMITTED.value, before={"state": before.state},
                after={"state": "submitted"})


@service("marketing.review_article", title=N_("Review"), clause="BRD-08")
def review_article(*, actor: Actor, article_id: ArticleRef, approve: bool, opinion: LongText = "") -> Done:
    """Approve, or give back with an opinion. Only the post that the rulebook names reviews; whoever updates the site is told."""
    reviewer = params_of(PUBLISH).reviewer
    if actor.id not in people_in_posts([reviewer]) and not actor.everything:
        raise InvalidInput({"approve": [_("Articles are reviewed by: %(post)s.") % {"post": _reviewer()}]})
    if not approve and not opinion:
        raise InvalidInput({"opinion": [_("Say why it is rejected.")]})
    before = _moved(article_id, "approve" if approve else "return", reviewed_by=actor.name, reviewed_at=clock.now(), opinion=opinion[:300])
    state = Article.State.REVIEWED if approve else Article.State.DRAFT
    tell([before.author_id], N_("“%(title)s” was reviewed by %(name)s."), args={"title": before.title, "name": actor.name},
         url=record_url("articles", article_id), clause="BRD-08")
    if approve:
        tell_posts((params_of(ARTICLES).updater,), N_("“%(title)s” is ready to be published."), args={"title": before.title},
                   url=record_url("articles", article_id), clause="BRD-08")
    return Done(KIND, article_id, before.number, state.value, before={"state": before.state}, after={"state": state.value}, reason=opinion)


@service("marketing.publish_article", title=N_("Publish"), clause="BRD-08")
def publish_article(*, actor: Actor, article_id: ArticleRef) -> Done:
    """Put a reviewed article on the public page. Refused without a review (BRD-08)."""
    before = _moved(article_id, "publish", published_at=clock.now(), published_by=actor.name)
    decide(PUBLISH, PublishFacts(title=before.title, reviewed=before.state == Article.State.REVIEWED, reviewed_by=before.reviewed_by,
                                 reviewer=_reviewer(),
                                 same_person=before.author.name == before.reviewed_by), Subject(KIND, article_id, before.number))
    return Done(KIND, article_id, before.number, Article.State.PUBLISHED.value, data={"period": f"{clock.today():%Y-%m}"},
                before={"state": before.state}, after={"state": "published"})


@service("marketing.withdraw_article", title=N_("Withdraw"), clause="BRD-08")
def withdraw_article(*, actor: Actor, article_id: ArticleRef, reason: Needed) -> Done:
    """Take an article off the public page; that it was there stays on record."""
    before = _moved(article_id, "withdraw")
    return Done(KIND, article_id, before.number, Article.State.WITHDRAWN.value, before={"state": before.state},
                after={"state": "withdrawn"},
                reason=reason)


def _reviewer() -> str:
    """The name of the post that reviews."""
    post = params_of(PUBLISH).reviewer
    return names_of_posts([post])[post]


def _moved(pk: int, step: str, **values: Any) -> Article:
    """Move an article, locked; answers it as it was."""
    found: Article | None = write.lock(Article, pk)
    if found is None:
        raise NotFound(field="article_id")
    state = ARTICLE.check(step, found.state, found.number)
    write.change(Article, where={"id": pk}, set={"state": state, **values})
    return found
