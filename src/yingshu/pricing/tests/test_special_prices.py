"""Special prices: asked for beforehand, decided by who holds the authority, bound and limited in time (PRC-08)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.kernel.controls import Outcome
from yingshu.kernel.errors import IllegalTransition, InvalidInput, NotAllowed, NotFound
from yingshu.kernel.worklist import lists_of
from yingshu.organisation.errors import LimitExceeded
from yingshu.pricing import hooks, services
from yingshu.pricing.controls import PRICE
from yingshu.pricing.errors import NoPriceInForce, NotASpecialPrice
from yingshu.pricing.models import SpecialPrice
from yingshu.pricing.queries import Granted, level_of, special_prices, waiting_for
from yingshu.pricing.rules import PermitFacts, PriceFacts, PriceLineFacts
from yingshu.products.errors import Discontinued
from yingshu.products.services import discontinue_product
from yingshu.rulebook.decisions import Refused, Subject, judge
from yingshu.rulebook.models import DecisionRecord

from .support import ME, make_product

pytestmark = pytest.mark.django_db
JUNE10, JULY10, JULY11 = date(2026, 6, 10), date(2026, 7, 10), date(2026, 7, 11)


@pytest.fixture
def deal(trade: Any) -> Any:
    """A customer, a machine at 1,000, the matrix of four levels in force (scenario S2)."""
    trade.parameters("pricing.authority", "四级权限")
    trade.buyer, trade.machine = trade.customer(), trade.product("收割机", "1000", floor="500", measure="台")
    with clock.at(datetime(2026, 6, 10, 9, 0)):
        yield trade


def ask(deal: Any, price: str = "880", by: str = "salesperson", **more: Any) -> Any:
    return services.ask_special_price(actor=deal.actor(by), customer_id=deal.buyer.pk, product_id=deal.machine.pk, price=Decimal(price),
                                      reason="批量采购", **more)


def decide(deal: Any, pk: int, by: str, grant: bool = True, **more: Any) -> Any:
    return services.decide_special_price(actor=deal.actor(by), special_price_id=pk, grant=grant, **more)


def judged(deal: Any, day: date, price: str = "880") -> Any:
    """The order's price rule with the customer's permit of that day, for a salesperson."""
    held = special_prices(deal.buyer.pk, [deal.machine.pk], day).get(deal.machine.pk)
    permit = held and PermitFacts(number=held.number, price=held.price, quantity=held.quantity, valid_until=held.valid_until,
                                  expired=held.expired, after_order=held.after_order)
    facts = PriceLineFacts(position=1, name="收割机", quantity=Decimal(50), list_price=Decimal(1000), effective_price=Decimal(price),
                           permit=permit)
    return judge(PRICE, PriceFacts(level="staff", lines=(facts,)), Subject("order", None)).verdict


@pytest.mark.clause("PRC-08", "PRC-06")
def test_scenario_s2_the_director_grants_until_the_tenth_of_july(deal: Any) -> None:
    asked = ask(deal, quantity=Decimal(50))
    assert (asked.state, asked.data) == ("pending", {"level": "director", "after_order": False, "order": ""})
    with pytest.raises(Refused) as refused:
        decide(deal, asked.id, "director")
    assert (refused.value.clause, refused.value.text()) == ("PRC-06", "价目价 1000 的 12.00% 折扣须由营销总监决定，你的层级是营销中心。")
    granted = decide(deal, asked.id, "sales_director", opinion="同意")
    assert (granted.state, granted.data) == ("granted", {"valid_until": "2026-07-10"})
    permits = special_prices(deal.buyer.pk, [deal.machine.pk], JULY10)
    assert permits == {deal.machine.pk: Granted(asked.id, asked.number, Decimal(880), Decimal(50), JUNE10, JULY10, False, False)}
    assert judged(deal, JULY10).outcome == Outcome.ALLOW
    assert [r.outcome for r in DecisionRecord.objects.filter(control="pricing.special_price").order_by("id")] == ["refuse", "allow"]


@pytest.mark.clause("PRC-08")
def test_scenario_s2_an_expired_permit_is_refused_and_named(deal: Any) -> None:
    asked = ask(deal)
    decide(deal, asked.id, "sales_director")
    assert special_prices(deal.buyer.pk, [deal.machine.pk], JULY11)[deal.machine.pk].expired
    verdict = judged(deal, JULY11)
    assert (verdict.outcome, verdict.failing_clause) == (Outcome.REFUSE, "PRC-08")
    assert str(verdict.says) == f"特价批件 {asked.number} 已于 2026-07-10 到期。请事前重新申请，或按价目价 1000 下单。"


@pytest.mark.clause("PRC-08")
def test_asked_for_after_ordering_is_marked_and_can_only_be_rejected(deal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_about = []
    monkeypatch.setattr(hooks, "_open_orders", [lambda *about: asked_about.append(about) or "DD20260610-0001"])
    asked = ask(deal)
    assert asked.data == {"level": "director", "after_order": True, "order": "DD20260610-0001"}
    assert asked_about == [(deal.buyer.pk, deal.machine.pk, Decimal(880))]
    with pytest.raises(Refused) as refused:
        decide(deal, asked.id, "general_manager")
    assert (refused.value.clause, refused.value.text()) == (
        "PRC-08", f"先下单后补申请（{asked.number}），属违规，只能驳回。")
    assert SpecialPrice._plain.get(pk=asked.id).state == "pending"
    assert decide(deal, asked.id, "sales_director", grant=False, opinion="违规").state == "rejected"
    assert special_prices(deal.buyer.pk, [deal.machine.pk], JUNE10) == {}


@pytest.mark.clause("PRC-08")
def test_without_the_matrix_the_marketing_manager_grants_for_thirty_days(deal: Any) -> None:
    deal.parameters("pricing.authority", "营销经理批准")
    asked = ask(deal, "700")
    assert asked.data["level"] == "manager"
    with pytest.raises(NotAllowed):
        decide(deal, asked.id, "salesperson")
    assert decide(deal, asked.id, "director").data == {"valid_until": "2026-07-10"}
    assert ask(deal, "499").data["level"] == "general_manager"


@pytest.mark.clause("PRC-08")
def test_the_period_may_be_shorter_but_not_longer(deal: Any) -> None:
    pk = ask(deal).id
    with pytest.raises(InvalidInput):
        decide(deal, pk, "sales_director", valid_until=JULY11)
    with pytest.raises(InvalidInput):
        decide(deal, pk, "sales_director", valid_until=date(2026, 6, 9))
    assert decide(deal, pk, "sales_director", valid_until=date(2026, 6, 15)).data == {"valid_until": "2026-06-15"}


def test_nobody_grants_what_they_asked_for_except_at_the_top(deal: Any) -> None:
    own = ask(deal, by="sales_director").id
    with pytest.raises(Refused) as refused:
        decide(deal, own, "sales_director")
    assert refused.value.clause == "PRC-08"
    assert decide(deal, own, "general_manager").state == "granted"
    top = ask(deal, by="general_manager").id
    assert decide(deal, top, "general_manager").state == "granted"


def test_a_decision_is_made_once_and_a_rejection_says_why(deal: Any) -> None:
    pk = ask(deal).id
    with pytest.raises(InvalidInput):
        decide(deal, pk, "sales_director", grant=False)
    decide(deal, pk, "sales_director", grant=False, opinion="毛利不足")
    row = SpecialPrice._plain.get(pk=pk)
    assert (row.state, row.decided_by, row.opinion, row.valid_until) == ("rejected", "营销总监唐宁", "毛利不足", None)
    with pytest.raises(IllegalTransition):
        decide(deal, pk, "sales_director")


def test_what_cannot_be_asked_for(deal: Any) -> None:
    with pytest.raises(NotASpecialPrice):
        ask(deal, "1000")
    with pytest.raises(NotFound):
        ask(deal, by="salesperson_west")
    unpriced = make_product("X", "无价")
    with pytest.raises(NoPriceInForce):
        services.ask_special_price(actor=ME, customer_id=deal.buyer.pk, product_id=unpriced, price=Decimal(1), reason="?")
    discontinue_product(actor=ME, product_id=deal.machine.pk)
    with pytest.raises(Discontinued):
        ask(deal)


@pytest.mark.clause("CUS-15")
def test_no_special_price_before_the_customers_file_is_complete(deal: Any) -> None:
    type(deal.buyer)._plain.filter(pk=deal.buyer.pk).update(legal_person="")
    with pytest.raises(Refused) as refused:
        ask(deal)
    assert (refused.value.clause, refused.value.decision.verdict.figures, SpecialPrice._plain.exists()) == (
        "CUS-15", {"missing": "legal_person"}, False)
    deal.parameters("customers.filing", block_until_filed=False)
    assert ask(deal).state == "pending"


def test_the_newest_permit_in_force_goes_before_older_and_expired_ones(deal: Any) -> None:
    first, second = ask(deal, "900").id, ask(deal, "880").id
    decide(deal, first, "sales_director")
    decide(deal, second, "sales_director", valid_until=date(2026, 6, 12))
    found = [special_prices(deal.buyer.pk, [deal.machine.pk], d)[deal.machine.pk] for d in (JUNE10, date(2026, 6, 13), JULY11)]
    assert [(g.id, g.expired) for g in found] == [(second, False), (first, False), (second, True)]
    assert special_prices(deal.buyer.pk, [deal.machine.pk], date(2026, 6, 9)) == {}
    assert special_prices(deal.buyer.pk + 1, [deal.machine.pk], JUNE10) == {}


@pytest.mark.clause("PRC-06")
def test_the_list_of_things_to_do_has_what_my_level_may_decide(deal: Any) -> None:
    for price in ("950", "880", "700"):
        ask(deal, price)
    seen = {key: [x.price for x in waiting_for(deal.actor(key)).order_by("id")]
            for key in ("region_manager", "director", "sales_director", "general_manager")}
    assert seen == {"region_manager": [950], "director": [950], "sales_director": [950, 880], "general_manager": [950, 880, 700]}


def test_the_workbench_shows_them(deal: Any) -> None:
    numbers = [ask(deal, price, quantity=Decimal(10)).number for price in ("950", "880")]
    actor = deal.actor("sales_director")
    mine = next(w for w in lists_of(actor) if w.code == "pricing.special_prices")
    todos = list(mine.items(actor, 10))
    assert (mine.count(actor), [t.number for t in todos]) == (2, numbers)
    assert (todos[0].title, todos[0].clause, todos[0].sender, todos[0].amount_fen) == (
        "甘泉农资：收割机 申请 950，价目价 1000", "PRC-08", "业务员张东", 950000)


def test_levels_come_from_posts(company: Any) -> None:
    levels = {key: level_of(company.actor(key)) for key in company.people}
    assert {k: v for k, v in levels.items() if v} == {
        "general_manager": "general_manager", "vice_president": "director", "sales_director": "director", "director": "centre",
        "service_manager": "staff", "region_manager": "centre", "salesperson": "staff", "salesperson_west": "staff"}
    assert level_of(ME) == "general_manager"


@pytest.mark.clause("ORG-25")
def test_a_deputy_holds_the_level_of_the_absent_head_until_the_return(deal: Any) -> None:
    from yingshu.organisation.services import register_absence, register_return

    first, second = ask(deal).id, ask(deal).id
    absence = register_absence(actor=deal.actor("sales_director"), deputy_id=deal.company.person("service_manager").pk)
    assert level_of(deal.actor("service_manager")) == "director"
    assert decide(deal, first, "service_manager").state == "granted"
    register_return(actor=deal.actor("sales_director"), absence_id=absence.id)
    assert level_of(deal.actor("service_manager")) == "staff"
    with pytest.raises(NotAllowed):
        decide(deal, second, "service_manager")


@pytest.mark.clause("ORG-29")
def test_a_delegate_grants_up_to_the_limit_and_the_giver_the_rest(deal: Any) -> None:
    """50 × 880.00 = 44,000.00 lies beyond 40,000.00; 45 × 880.00 = 39,600.00 does not."""
    from yingshu.organisation.services import delegate

    large, small = ask(deal, quantity=Decimal(50)).id, ask(deal, quantity=Decimal(45)).id
    delegate(actor=deal.actor("sales_director"), right="pricing.decide_special_price", receiver_id=deal.company.person("region_manager").pk,
             first_day=JUNE10, last_day=date(2026, 6, 12), limit_fen=40_000_00, note="出差")
    with pytest.raises(LimitExceeded) as refused:
        decide(deal, large, "region_manager")
    assert (refused.value.clause, refused.value.text()) == (
        "ORG-29", "你的授权额度为 40,000.00 元，本单为 44,000.00，仍由营销总监唐宁审批。")
    assert SpecialPrice._plain.get(pk=large).state == "pending"
    assert decide(deal, small, "region_manager").state == "granted"
    assert decide(deal, large, "sales_director").state == "granted"


@pytest.mark.clause("ORG-29")
def test_a_written_delegation_lends_the_level_for_its_period(deal: Any) -> None:
    from yingshu.organisation.services import delegate

    delegate(actor=deal.actor("sales_director"), right="pricing.decide_special_price", receiver_id=deal.company.person("region_manager").pk,
             first_day=JUNE10, last_day=date(2026, 6, 12), note="出差")
    assert level_of(deal.actor("region_manager")) == "director"
    with clock.at(datetime(2026, 6, 13, 9, 0)):
        assert level_of(deal.actor("region_manager")) == "centre"
