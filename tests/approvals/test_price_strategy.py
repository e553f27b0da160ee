"""S2 step 1: the price strategy, its joint meeting, director before general manager, and the price list made from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yingshu.approvals import errors, services
from yingshu.approvals.models import Approval
from yingshu.pricing.errors import NoFlowForStrategies, StrategyNotApproved
from yingshu.pricing.inputs import StrategyInput
from yingshu.pricing.models import PriceLine, PriceStrategy
from yingshu.pricing.services import draft_strategy, list_from_strategy, record_opinion, set_strategy_lines, submit_strategy
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord

from ..support.flows import flow, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(trade: Any) -> Any:
    """A flow of two steps: the director reviews, the general manager approves; a loss asks the vice president too."""
    flow("price_strategy", [post("review", "sales_director", clause="PRC-04"),
                            post("loss", "vice_president", when=[{"fact": "loss", "value": "true"}], clause="PRC-01"),
                            post("approve", "general_manager", clause="PRC-04")])
    trade.machine = trade.product("收割机", "1000", cost="600")
    return trade


def drafted(trade: Any, keep: str | None = "950", heard: tuple[str, ...] = ("财务部", "生产部", "质量部", "供应部")) -> int:
    """A strategy with one product; ``heard`` are the departments that attended."""
    trade.parameters("pricing.strategy", required_departments=["财务部", "生产部", "质量部", "供应部"])
    pk = draft_strategy(actor=trade.actor("assistant"), title="下半年价格策略", basis="钢材上涨", valid_from=date(2026, 7, 1)).id
    line = StrategyInput(product_id=trade.machine.pk, normal=Decimal(1000), capture=Decimal(900), keep=keep and Decimal(keep),
                         condition="50 台以上", discount=Decimal("0.05"))
    set_strategy_lines(actor=trade.actor("assistant"), strategy_id=pk, lines=[line])
    for department in heard:
        record_opinion(actor=trade.actor("assistant"), strategy_id=pk, department=department, attended=True)
    return pk


def submit(trade: Any, pk: int) -> Any:
    return submit_strategy(actor=trade.actor("assistant"), strategy_id=pk)


def agree(trade: Any, who: str) -> Any:
    return services.agree(actor=trade.actor(who), approval_id=Approval.objects.latest("id").pk)


@pytest.mark.clause("PRC-02")
def test_a_missing_tier_is_refused(centre: Any) -> None:
    pk = drafted(centre, keep=None)
    with pytest.raises(Refused) as refused:
        submit(centre, pk)
    assert (refused.value.clause, refused.value.text()) == ("PRC-02", "“收割机”缺少：维持市场价格。")


@pytest.mark.clause("PRC-03", "PRC-04")
def test_s2_step_1_quality_unheard_then_general_manager_too_early(centre: Any) -> None:
    pk = drafted(centre, heard=("财务部", "生产部", "供应部"))
    with pytest.raises(Refused) as refused:
        submit(centre, pk)
    assert (refused.value.clause, refused.value.text()) == ("PRC-03", "既未到会也无书面意见：质量部。请先征求意见再送审。")
    record_opinion(actor=centre.actor("assistant"), strategy_id=pk, department="质量部", attended=False, says="同意，注意返修成本")
    assert submit(centre, pk).state == "pending"
    with pytest.raises(errors.NotYourTurn) as early:
        agree(centre, "general_manager")
    assert (early.value.clause, early.value.data["who"], early.value.data["step"]) == ("PRC-04", "营销总监唐宁", "review")
    assert agree(centre, "sales_director").data["step"] == "approve"
    assert agree(centre, "general_manager").state == "agreed"
    row = PriceStrategy.objects.get(pk=pk)
    assert (row.state, row.version, row.decided_by) == ("approved", 1, "总经理老顾")


@pytest.mark.clause("PRC-04")
def test_sent_back_with_an_opinion_and_handed_in_again_is_the_next_version(centre: Any) -> None:
    pk = drafted(centre)
    submit(centre, pk)
    services.send_back(actor=centre.actor("sales_director"), approval_id=Approval.objects.get().pk, reason="维持价偏高")
    row = PriceStrategy.objects.get(pk=pk)
    assert (row.state, row.opinion, row.version) == ("returned", "维持价偏高", 1)
    again = submit(centre, pk)
    assert (again.state, again.data) == ("pending", {"version": 2})


@pytest.mark.clause("PRC-01")
def test_a_loss_is_warned_of_and_asks_for_special_approval(centre: Any) -> None:
    centre.machine.cost = Decimal(1000)
    centre.machine.save()
    pk = drafted(centre, keep="950")
    submit(centre, pk)
    gate = DecisionRecord.objects.get(control="pricing.strategy")
    assert gate.outcome == "warn"
    agree(centre, "sales_director")
    assert Approval.objects.get().step_title == "loss"


@pytest.mark.clause("PRC-05")
def test_the_price_list_is_made_from_the_approved_strategy(centre: Any) -> None:
    pk = drafted(centre)
    with pytest.raises(StrategyNotApproved):
        list_from_strategy(actor=centre.actor("assistant"), strategy_id=pk)
    submit(centre, pk)
    agree(centre, "sales_director")
    agree(centre, "general_manager")
    made = list_from_strategy(actor=centre.actor("assistant"), strategy_id=pk)
    line = PriceLine.objects.get(price_list_id=made.id)
    assert (made.state, line.price, line.floor) == ("draft", Decimal(1000), Decimal(900))


@pytest.mark.clause("PRC-04")
def test_without_a_flow_a_strategy_cannot_be_approved_at_all(trade: Any) -> None:
    trade.machine = trade.product("收割机", "1000", cost="600")
    pk = drafted(trade)
    with pytest.raises(NoFlowForStrategies):
        submit(trade, pk)
    assert PriceStrategy.objects.get().state == "draft"
