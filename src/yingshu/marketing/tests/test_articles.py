"""Articles on the company's public page (BRD-08)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from yingshu.duties.sources import RHYTHMS
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import IllegalTransition, InvalidInput
from yingshu.kernel.worklist import WORKLISTS
from yingshu.marketing import services
from yingshu.marketing.models import Article
from yingshu.marketing.months import published_in
from yingshu.notifications.models import Message
from yingshu.organisation.models import Unit
from yingshu.rulebook.decisions import Refused, judge
from yingshu.rulebook.services import set_parameters

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def written(company: Any, title: str = "早稻追肥三问", by: str = "assistant") -> int:
    return services.write_article(actor=company.actor(by), title=title, body="何时追？\n\n<b>追多少</b>？").id


def reviewed(company: Any, pk: int) -> None:
    services.submit_article(actor=company.actor("assistant"), article_id=pk)
    services.review_article(actor=company.actor("director"), article_id=pk, approve=True)


def state(pk: int) -> str:
    return Article.objects.get(pk=pk).state


@pytest.mark.clause("BRD-08")
def test_a_reviewed_article_is_public_without_logging_in(company: Any) -> None:
    pk, visitor = written(company), Client()
    assert visitor.get(f"/news/{pk}/").status_code == 404
    reviewed(company, pk)
    assert visitor.get(f"/news/{pk}/").status_code == 404
    services.publish_article(actor=company.actor("assistant"), article_id=pk)
    answer = visitor.get(f"/news/{pk}/")
    page = answer.content.decode()
    assert (answer.status_code, "早稻追肥三问" in page, "&lt;b&gt;追多少&lt;/b&gt;" in page, "<script" in page) == (200, True, True, False)
    assert "早稻追肥三问" in visitor.get("/news/").content.decode()
    services.withdraw_article(actor=company.actor("director"), article_id=pk, reason="过期")
    assert (visitor.get(f"/news/{pk}/").status_code, "早稻追肥三问" in visitor.get("/news/").content.decode()) == (404, False)


@pytest.mark.clause("BRD-08")
def test_without_a_review_publishing_is_refused(company: Any) -> None:
    pk = written(company)
    for submitted in (False, True):
        if submitted:
            services.submit_article(actor=company.actor("assistant"), article_id=pk)
        with pytest.raises(Refused) as refused:
            services.publish_article(actor=company.actor("assistant"), article_id=pk)
        assert refused.value.clause == "BRD-08"
    assert state(pk) == "submitted"


def test_a_change_takes_the_review_away(company: Any) -> None:
    pk = written(company)
    reviewed(company, pk)
    services.change_article(actor=company.actor("assistant"), article_id=pk, title="早稻追肥四问", body="改")
    with pytest.raises(Refused):
        services.publish_article(actor=company.actor("assistant"), article_id=pk)
    row = Article.objects.get(pk=pk)
    assert (row.state, row.reviewed_by, row.title) == ("draft", "", "早稻追肥四问")


@pytest.mark.clause("BRD-08")
@pytest.mark.parametrize(("variant", "updater"), [("主任负责助理更新", "assistant"), ("市场推广部维护", "promotion")])
def test_whoever_updates_the_site_has_the_reviewed_article_on_the_list(company: Any, variant: str, updater: str) -> None:
    company.units["promotion"] = Unit.objects.get(
        pk=company.act("organisation.create_unit", "admin", name="市场推广部", code="TG").id)
    company.hire("promotion", "logistics_clerk", "promotion")
    set_parameters(actor=system(), control="marketing.articles", variant=variant)
    reviewed(company, written(company))
    lists = WORKLISTS["marketing.publishing"]
    waiting = [who for who in ("assistant", "promotion", "director", "salesperson") if lists.count(company.actor(who))]
    assert (waiting, [t.title for t in lists.items(company.actor(updater), 5)]) == ([updater], ["早稻追肥三问"])
    told = Message.objects.filter(msgid="“%(title)s” is ready to be published.").values_list("person_id", flat=True)
    assert list(told) == [company.person(updater).pk]


@pytest.mark.clause("BRD-08")
def test_the_months_article_is_the_duty_of_whom_the_variant_names(company: Any) -> None:
    rhythm = RHYTHMS["marketing.articles"]
    (slot,) = rhythm.slots(*JUNE)
    assert (slot.period, slot.due_on, rhythm.posts()) == ("2026-06", JUNE[1], ("director",))
    set_parameters(actor=system(), control="marketing.articles", values={"owner": "市场推广部"})
    assert rhythm.posts() == ("市场推广部",)
    set_parameters(actor=system(), control="marketing.articles", variant="市场推广部维护")
    assert list(rhythm.slots(*JUNE)) == []


def test_given_back_with_an_opinion_by_the_reviewer_only(company: Any) -> None:
    pk = written(company)
    services.submit_article(actor=company.actor("assistant"), article_id=pk)
    with pytest.raises(InvalidInput):
        services.review_article(actor=company.actor("assistant"), article_id=pk, approve=True)
    with pytest.raises(InvalidInput):
        services.review_article(actor=company.actor("director"), article_id=pk, approve=False)
    services.review_article(actor=company.actor("director"), article_id=pk, approve=False, opinion="数据要有来源")
    assert (state(pk), Article.objects.get(pk=pk).opinion) == ("draft", "数据要有来源")
    with pytest.raises(IllegalTransition):
        services.withdraw_article(actor=company.actor("director"), article_id=pk, reason="?")


def test_four_eyes_can_be_asked_for(company: Any) -> None:
    set_parameters(actor=system(), control="marketing.publish", values={"own_review": False}, valid_from=date(2026, 1, 1))
    pk = written(company, by="director")
    reviewed(company, pk)
    with pytest.raises(Refused):
        services.publish_article(actor=company.actor("director"), article_id=pk)


@pytest.mark.clause("BRD-08")
def test_a_month_without_an_article_does_not_pass(company: Any) -> None:
    from yingshu.kernel.compliance import MONTH_CHECKS
    from yingshu.rulebook.decisions import Subject

    check = MONTH_CHECKS["marketing.articles"]

    def june() -> tuple[str, str]:
        verdict = judge(check.control, check.facts(*JUNE), Subject("month", None), date(2026, 6, 30)).verdict
        return verdict.outcome.value, verdict.failing_clause
    assert (june(), published_in(*JUNE)) == (("warn", "BRD-08"), 0)
    with clock.at(datetime(2026, 6, 30, 23, 59)):
        pk = written(company)
        reviewed(company, pk)
        services.publish_article(actor=company.actor("assistant"), article_id=pk)
    assert (june(), published_in(*JUNE)) == (("allow", ""), 1)
    set_parameters(actor=system(), control="marketing.articles", variant="市场推广部维护", values={}, valid_from=date(2026, 1, 1))
    Article.objects.all().delete()
    assert june() == ("allow", "")
