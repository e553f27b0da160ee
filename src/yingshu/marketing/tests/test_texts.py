"""Texts to customers: unsubscribed ones are never in the list (CUS-18)."""

from __future__ import annotations

from typing import Any

import pytest

from yingshu.kernel.errors import NotFound
from yingshu.marketing import services
from yingshu.marketing.errors import AlreadySent, NotUnsubscribed
from yingshu.marketing.models import OptOut, SmsBatch
from yingshu.marketing.rules import SmsParams, unsubscribes
from yingshu.rulebook.decisions import Refused

TEXT = "端午将至，6 月 18 日前下单可优先发车。退订回T"


def listed(batch: int) -> list[str]:
    return list(SmsBatch.objects.get(pk=batch).rows.order_by("customer_id").values_list("customer__name", flat=True))


@pytest.mark.clause("CUS-18")
def test_who_unsubscribed_is_not_in_the_list(trade: Any) -> None:
    director = trade.actor("director")
    first, second, third = trade.customer("甘泉农资"), trade.customer("金穗农资"), trade.customer("无号农资", phone="0758-8220000")
    services.unsubscribe(actor=director, customer_id=second.pk, reason="电话告知")
    services.unsubscribe(actor=director, customer_id=second.pk)
    done = services.make_sms_batch(actor=director, text=TEXT)
    assert (done.data, listed(done.id)) == ({"recipients": 1, "left_out": 1, "unreachable": 1}, ["甘泉农资"])
    services.subscribe_again(actor=director, customer_id=second.pk, reason="客户要求")
    assert listed(services.make_sms_batch(actor=director, text=TEXT).id) == ["甘泉农资", "金穗农资"]
    with pytest.raises(NotUnsubscribed):
        services.subscribe_again(actor=director, customer_id=first.pk, reason="?")
    assert third


@pytest.mark.clause("CUS-18")
def test_an_answer_that_unsubscribes_counts_at_once(trade: Any) -> None:
    director = trade.actor("director")
    first, second = trade.customer("甘泉农资"), trade.customer("金穗农资")
    early, later = (services.make_sms_batch(actor=director, text=TEXT).id for _n in range(2))
    services.send_sms_batch(actor=director, sms_batch_id=early)
    assert services.record_sms_reply(actor=director, sms_batch_id=early, customer_id=first.pk,
                                     reply="要 200 袋").data == {"unsubscribed": False}
    assert services.record_sms_reply(actor=director, sms_batch_id=early, customer_id=second.pk, reply=" td ").data == {"unsubscribed": True}
    assert services.send_sms_batch(actor=director, sms_batch_id=later).data == {"recipients": 1}
    assert (listed(later), OptOut.objects.get().reason) == (["甘泉农资"], " td ")
    with pytest.raises(AlreadySent):
        services.send_sms_batch(actor=director, sms_batch_id=later)


@pytest.mark.clause("CUS-18")
def test_a_list_without_anybody_is_refused(trade: Any) -> None:
    customer = trade.customer()
    services.unsubscribe(actor=trade.actor("director"), customer_id=customer.pk)
    with pytest.raises(Refused) as refused:
        services.make_sms_batch(actor=trade.actor("director"), text=TEXT, customer_ids=[customer.pk])
    assert (refused.value.clause, SmsBatch.objects.count()) == ("CUS-18", 0)


def test_only_customers_in_reach(trade: Any) -> None:
    east, west = trade.customer("甘泉农资"), trade.customer("西区农资", unit="west", owner="salesperson_west")
    done = services.make_sms_batch(actor=trade.actor("service_manager"), text=TEXT)
    assert listed(done.id) == ["甘泉农资"]
    with pytest.raises(NotFound):
        services.unsubscribe(actor=trade.actor("service_manager"), customer_id=west.pk)
    assert east


@pytest.mark.parametrize(("reply", "expected"), [("T", True), ("td", True), ("TD 谢谢", True), ("Ｔ", True), ("Thanks", False), ("", False),
                                                 ("不退订", False)])
def test_words_that_unsubscribe(reply: str, expected: bool) -> None:
    assert unsubscribes(SmsParams(), reply) is expected
