"""公司动态: published articles, readable by everybody without logging in. Light pages: no script, nothing from elsewhere (BRD-08)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yingshu.kernel.public import public_page
from yingshu.organisation.queries import company_name

from .models import Article

PER_PAGE = 20
KEPT = "public, max-age=60"


@public_page(listed=True)
def news(request: HttpRequest) -> HttpResponse:
    """All published articles, newest first."""
    rows = Article.objects.filter(state=Article.State.PUBLISHED).order_by("-published_at", "-id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return _public(render(request, "marketing/news.html", {"page": page, "company": company_name()}))


@public_page(listed=True)
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """One article; what is not published does not exist here."""
    found = Article.objects.filter(pk=article_id, state=Article.State.PUBLISHED).first()
    if found is None:
        raise Http404
    return _public(render(request, "marketing/news_article.html", {"article": found, "company": company_name()}))


def _public(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = KEPT
    return answer
