"""S14 steps 4 and 5 (the texts): an article a month on the public page; unsubscribed customers get no texts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.marketing import services
from yingshu.marketing.models import SmsBatch
from yingshu.meetings.models import ComplianceCheck
from yingshu.meetings.services import check_month


def june_passes() -> bool:
    with clock.at(datetime(2026, 6, 30, 20)):
        check_month(actor=system(), month="2026-06")
    return ComplianceCheck.objects.get(month="2026-06", code="marketing.articles").passed


@pytest.mark.clause("BRD-08")
def test_step_4_one_article_makes_the_month_pass(company: Any) -> None:
    assert june_passes() is False
    with clock.at(datetime(2026, 6, 30, 10)):
        pk = services.write_article(actor=company.actor("director"), title="早稻追肥三问", body="何时追？").id
        services.submit_article(actor=company.actor("director"), article_id=pk)
        services.review_article(actor=company.actor("director"), article_id=pk, approve=True)
        services.publish_article(actor=company.actor("assistant"), article_id=pk)
    assert june_passes() is True
    assert "早稻追肥三问" in Client().get(f"/news/{pk}/").content.decode()


@pytest.mark.clause("CUS-18")
def test_step_5_unsubscribed_customers_are_not_in_the_list(trade: Any) -> None:
    kept, gone = trade.customer("甘泉农资"), trade.customer("金穗农资")
    services.unsubscribe(actor=trade.actor("service_manager"), customer_id=gone.pk)
    batch = services.make_sms_batch(actor=trade.actor("director"), text="端午备货提醒").id
    assert list(SmsBatch.objects.get(pk=batch).rows.values_list("customer_id", flat=True)) == [kept.pk]
