"""The rules about goods on hand: billed at once or produced, and the lower limit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yingshu.kernel.controls import Outcome
from yingshu.stock.rules import (
    SafetyFacts,
    SafetyParams,
    SupplyFacts,
    SupplyLineFacts,
    SupplyParams,
    is_safe,
    may_bill,
    supply_line,
)

D = Decimal
ALLOW, WARN, ROUTE = Outcome.ALLOW, Outcome.WARN, Outcome.ROUTE


def judge(*lines: tuple[int, int], params: SupplyParams = SupplyParams()):
    return may_bill(params, SupplyFacts(lines=tuple(
        SupplyLineFacts(name=f"产品{n}", ordered=D(ordered), available=D(available)) for n, (ordered, available) in enumerate(lines, 1))))


@pytest.mark.clause("ORD-14")
@pytest.mark.parametrize(("ordered", "available", "outcome", "gap", "route"), [
    (200, 500, ALLOW, "0", ""), (2000, 500, ROUTE, "1500", "production"), (1500, 2000, ALLOW, "0", ""),
    (1000, 0, ROUTE, "1000", "production"), (1000, 1000, ALLOW, "0", ""), (999, 500, WARN, "499", ""), (999, -20, WARN, "999", ""),
])
def test_bulk_without_stock_goes_to_production(ordered: int, available: int, outcome: Outcome, gap: str, route: str) -> None:
    verdict = judge((ordered, available))
    assert (verdict.outcome, verdict.route_to) == (outcome, route)
    assert verdict.figures == {"product": "产品1", "ordered": str(ordered), "available": str(available), "gap": gap,
                               "to_produce": gap if outcome == ROUTE else "0"}


@pytest.mark.clause("ORD-14")
def test_scenario_s9_says_the_gap() -> None:
    assert str(judge((2000, 500)).says) == "“产品1”要货 2000，可发 500，缺口 1500 转生产部排产。"
    assert str(judge((200, 500)).says) == "要货 200，可发 500，直接开单。"
    assert str(judge((300, 100)).says) == "“产品1”要货 300，可发 100，缺 200。请在发货前补货。"


@pytest.mark.clause("ORD-14")
def test_the_worst_product_decides_and_all_gaps_are_told() -> None:
    verdict = judge((10, 500), (1200, 200), (2000, 500), (300, 100))
    assert (verdict.outcome, verdict.figures["product"], verdict.figures["gap"], verdict.figures["to_produce"]) == (
        ROUTE, "产品3", "1500", "2500")
    assert [c.ok for c in verdict.conditions] == [True, False, False, False]
    assert judge().outcome == ALLOW


@pytest.mark.clause("ORD-14")
def test_a_company_may_produce_small_shortages_too() -> None:
    assert judge((300, 100), params=SupplyParams(small_shortage="produce")).route_to == "production"
    assert judge((300, 100), params=SupplyParams(bulk_quantity=300)).route_to == "production"
    with pytest.raises(ValidationError):
        SupplyParams(bulk_quantity=0)


@given(st.integers(1, 5000), st.integers(-100, 5000))
def test_the_gap_is_what_is_missing(ordered: int, available: int) -> None:
    found = supply_line(SupplyParams(), SupplyLineFacts(name="x", ordered=D(ordered), available=D(available)))
    assert found.gap + min(max(available, 0), ordered) == ordered
    assert (found.outcome == ALLOW) == (not found.gap)


@pytest.mark.clause("LOG-08")
def test_below_the_lower_limit_is_a_warning_with_what_is_missing() -> None:
    verdict = is_safe(SafetyParams(), SafetyFacts(name="复合肥", on_hand=D(80), safety=D(100)))
    assert (verdict.outcome, verdict.figures) == (WARN, {"on_hand": "80", "safety": "100", "short": "20"})
    assert str(verdict.says) == "“复合肥”库存 80，安全库存 100，缺 20。请补货或排产。"
    assert is_safe(SafetyParams(), SafetyFacts(name="复合肥", on_hand=D(100), safety=D(100))).outcome == ALLOW
