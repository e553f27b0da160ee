"""文章: the list, and one article with its way to the public page (BRD-08)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import Article

S = Article.State
STEPS = {S.DRAFT: ("submit_article", "change_article"), S.SUBMITTED: ("review_article", "change_article"),
         S.REVIEWED: ("publish_article", "change_article"), S.PUBLISHED: ("withdraw_article",), S.WITHDRAWN: ()}


def article_tag(row: Article) -> Tag:
    """Where the article stands."""
    weight = {S.DRAFT: "draft", S.SUBMITTED: "wait", S.REVIEWED: "run", S.PUBLISHED: "done", S.WITHDRAWN: "void"}[S(row.state)]
    return Tag(row.get_state_display(), weight)


def text(row: Article, actor: Actor) -> dict[str, Any]:
    """The article as readers see it, and who did what."""
    return {"article": row, "public": f"/news/{row.pk}/" if row.state == S.PUBLISHED else ""}


@register
class ArticleScreen(Screen):
    """文章 (BRD-08)."""

    code: ClassVar[str] = "articles"
    model: ClassVar[Any] = Article
    title: ClassVar[Any] = _("Articles")
    group: ClassVar[str] = "customers"
    order_in_menu: ClassVar[int] = 80
    icon: ClassVar[str] = "article"
    hint: ClassVar[Any] = _("At least one article a month. Only reviewed ones become public, at /news/.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("title", width="wide"), Column("subject"), Column("author__name", _("author")),
        Column("state", kind="tag", tags=article_tag), Column("reviewed_by", phone=False), Column("published_at", kind="moment"),
        Column("written_at", kind="moment", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number, title or author"), kind="search"), Filter("state", _("State"), kind="choice", choices=S.choices),
        Filter("published_at", _("published at"), kind="daterange"),
        Filter("subject", _("Subject"), kind="choice", choices=Article.Subject.choices))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("review", _("To be reviewed"), lambda actor: Q(state=S.SUBMITTED), count=True),
        View("public", _("Published"), lambda actor: Q(state=S.PUBLISHED)), View("mine", _("Mine"), lambda actor: Q(author_id=actor.id)))
    panels: ClassVar[Sequence[Panel]] = (Panel("text", _("Article"), "marketing/article.html", text),)
    order_by: ClassVar[Sequence[str]] = ("-written_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    select_related: ClassVar[Sequence[str]] = ("author",)
    actions: ClassVar[Sequence[str]] = ("marketing.write_article",)
    history_kind: ClassVar[str] = "article"
    empty_text: ClassVar[Any] = _("No article yet. Write the first one.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Articles are the same for everybody who may see them."""
        return Article.objects.all()

    def row_actions(self, row: Article, actor: Actor) -> Sequence[str]:
        return [f"marketing.{step}" for step in STEPS[S(row.state)]]

    def state_tag(self, row: Article) -> Tag:
        return article_tag(row)
