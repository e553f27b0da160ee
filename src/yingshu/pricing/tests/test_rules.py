"""The rules about prices: authority, increases, permits, and what they say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yingshu.kernel.controls import Outcome
from yingshu.pricing.controls import GRANT, PRICE
from yingshu.pricing.rules import (
    LEVELS,
    GrantFacts,
    GrantParams,
    PermitFacts,
    PriceFacts,
    PriceLineFacts,
    PriceParams,
    granting_level,
    highest,
    may_grant,
    may_price,
    needed_level,
    rank,
)

D = Decimal
OFF, MATRIX = PriceParams(), PriceParams(matrix_enabled=True)
ALLOW, ROUTE, REFUSE = Outcome.ALLOW, Outcome.ROUTE, Outcome.REFUSE


def line(price: object, quantity: object = 1, list_price: object = 100, floor: object = None, permit: PermitFacts | None = None,
         position: int = 1) -> PriceLineFacts:
    return PriceLineFacts(position=position, name="收割机", quantity=D(str(quantity)),
                          list_price=None if list_price is None else D(str(list_price)),
                          effective_price=D(str(price)), floor=None if floor is None else D(str(floor)), permit=permit)


def judge(params: PriceParams, *lines: PriceLineFacts, level: str = "staff"):
    return may_price(params, PriceFacts(level=level, lines=lines))


def permit(price: object = 88, **more: object) -> PermitFacts:
    return PermitFacts(number="TJ1", price=D(str(price)), valid_until=date(2026, 7, 10), **more)


# ---- PRC-07 -----------------------------------------------------------------------------------------------------------

@pytest.mark.clause("PRC-07")
@pytest.mark.parametrize("params", [OFF, MATRIX])
def test_an_unapproved_increase_is_refused(params: PriceParams) -> None:
    verdict = judge(params, line(105), level="general_manager")
    assert (verdict.outcome, verdict.failing_clause, verdict.exits) == (REFUSE, "PRC-07", ("pricing.ask_special_price",))
    assert str(verdict.says) == ("“收割机”报价 105，比价目价 100 高 5.00%（共 5.00 元）。"
                                 "擅自加价与降价同样不准。请按价目价下单，或事前申请特价。")


@pytest.mark.clause("PRC-07")
def test_an_unapproved_cut_is_refused_without_the_matrix() -> None:
    verdict = judge(OFF, line(98, quantity=3))
    assert (verdict.outcome, verdict.failing_clause) == (REFUSE, "PRC-07")
    assert str(verdict.says) == "“收割机”报价 98，比价目价 100 低 2.00%（共 6.00 元），没有特价批件。请按价目价下单，或事前申请特价。"
    assert [(s.label, s.sign, s.fen, s.result) for s in verdict.sums] == [
        ("At list price", "", 30000, False), ("Discount", "−", 600, False), ("At the price asked", "=", 29400, True)]
    assert verdict.figures == {"line": 1, "product": "收割机", "quantity": "3", "price": "98", "list_price": "100", "discount": "2.00%",
                               "difference": "6.00", "level": "staff", "route_to": ""}


@pytest.mark.clause("PRC-07")
def test_the_list_price_is_always_allowed() -> None:
    assert judge(OFF, line(100), level="").outcome == ALLOW
    assert str(judge(OFF, line(100)).says) == "价格均为生效价格表的价格。"


@pytest.mark.clause("PRC-07")
def test_tolerance_is_yuan_per_unit() -> None:
    near = PriceParams(tolerance=D("0.01"))
    assert [judge(near, line(p)).outcome for p in ("99.99", "100.01", "99.989", "100.011")] == [ALLOW, ALLOW, REFUSE, REFUSE]


def test_without_a_price_in_force_nothing_is_sold() -> None:
    verdict = judge(MATRIX, line(100, list_price=None), level="general_manager")
    assert (verdict.outcome, verdict.failing_clause, verdict.figures["list_price"]) == (REFUSE, "PRC-05", "")


# ---- PRC-06, ORD-09 -----------------------------------------------------------------------------------------------------

@pytest.mark.clause("PRC-06")
@pytest.mark.parametrize(("discount", "level"), [("5", "centre"), ("8", "centre"), ("8.01", "director"), ("15", "director"),
                                                 ("20", "general_manager"), ("100", "general_manager")])
def test_the_discount_finds_its_level(discount: str, level: str) -> None:
    verdict = judge(MATRIX, line(100 - D(discount)))
    assert (verdict.outcome, verdict.route_to) == (ROUTE, level)


@pytest.mark.clause("PRC-06")
def test_the_limit_itself_belongs_to_the_level_when_inclusive() -> None:
    exclusive = PriceParams(matrix_enabled=True, inclusive=False)
    assert judge(MATRIX, line(970, 10, 1000)).outcome == ALLOW
    assert judge(MATRIX, line("969.999999", 10, 1000)).route_to == "centre"
    assert judge(exclusive, line(970, 10, 1000)).route_to == "centre"
    assert needed_level(exclusive, D(100), D(0)) == ""
    assert judge(exclusive, line(0), level="general_manager").outcome == REFUSE


@pytest.mark.clause("PRC-06", "ORD-09")
def test_scenario_s2_twelve_percent_goes_to_the_director() -> None:
    verdict = judge(MATRIX, line(880, 50, 1000))
    assert (verdict.outcome, verdict.route_to, verdict.exits) == (ROUTE, "director", ())
    assert [(s.label, s.fen) for s in verdict.sums] == [
        ("At list price", 50_000_00), ("Discount", 6_000_00), ("At the price asked", 44_000_00)]
    assert verdict.figures == {
        "line": 1, "product": "收割机", "quantity": "50", "price": "880", "list_price": "1000", "discount": "12.00%",
        "difference": "6000.00", "level": "staff", "route_to": "director", "limit_staff": "3.00%", "limit_centre": "8.00%",
        "limit_director": "15.00%", "limit_general_manager": "100.00%"}
    assert str(verdict.says) == "“收割机”比价目价 1000 低 12.00%（报价 880，共 6,000.00 元），超出你的权限，转营销总监决定（权限 15.00%）。"


@pytest.mark.clause("PRC-06", "PRC-07", "ORD-09")
def test_scenario_s2_three_percent_is_carried_out_and_an_increase_refused() -> None:
    within = judge(MATRIX, line(970, 10, 1000))
    assert (within.outcome, within.conditions[0].clause, within.sums[-1].fen) == (ALLOW, "PRC-06", 9_700_00)
    increase = judge(MATRIX, line(1050, 10, 1000))
    assert (increase.outcome, increase.failing_clause) == (REFUSE, "PRC-07")
    assert [(s.label, s.sign, s.fen) for s in increase.sums] == [
        ("At list price", "", 10_000_00), ("Increase", "+", 500_00), ("At the price asked", "=", 10_500_00)]


@pytest.mark.clause("ORD-09")
def test_the_line_furthest_out_decides() -> None:
    verdict = judge(MATRIX, line(100), line(96, position=2), line(85, position=3), line(92, position=4))
    assert (verdict.outcome, verdict.route_to, verdict.figures["line"]) == (ROUTE, "director", 3)
    assert [c.ok for c in verdict.conditions] == [True, False, False, False]
    refused = judge(MATRIX, line(50), line(101, position=2))
    assert (refused.outcome, refused.figures["line"], refused.route_to) == (REFUSE, 2, "")


@pytest.mark.clause("PRC-06")
def test_a_higher_level_may_do_what_a_lower_may() -> None:
    assert [[judge(MATRIX, line(100 - d), level=level).outcome == ALLOW for d in (3, 8, 15, 40)] for level in ("", *LEVELS)] == [
        [False, False, False, False], [True, False, False, False], [True, True, False, False], [True, True, True, False], [True] * 4]


@pytest.mark.clause("PRC-07")
def test_below_the_floor_only_a_permit_helps() -> None:
    verdict = judge(MATRIX, line(89, floor=90), level="general_manager")
    assert (verdict.outcome, verdict.failing_clause) == (REFUSE, "PRC-07")
    assert str(verdict.says) == "“收割机”报价 89 低于最低价 90（价目价 100）。请事前申请特价。"
    assert judge(MATRIX, line(90, floor=90), level="general_manager").outcome == ALLOW
    assert judge(OFF, line(88, floor=90, permit=permit())).outcome == ALLOW


# ---- PRC-08 -------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("PRC-08")
@pytest.mark.parametrize("params", [OFF, MATRIX])
def test_a_permit_in_force_allows_its_price_or_better(params: PriceParams) -> None:
    used = judge(params, line(88, permit=permit()))
    assert (used.outcome, used.conditions[0].clause, str(used.says)) == (ALLOW, "PRC-08", "按特价批件 TJ1：88，价目价 100。")
    assert judge(params, line(95, permit=permit()), level="").outcome == ALLOW
    assert judge(params, line(105, permit=permit(105))).outcome == ALLOW
    assert judge(params, line(106, permit=permit(105))).outcome == REFUSE
    assert judge(params, line(101, permit=permit(88))).outcome == REFUSE


@pytest.mark.clause("PRC-08")
def test_a_lower_price_than_the_permit_is_not_covered() -> None:
    assert judge(OFF, line(87, permit=permit())).failing_clause == "PRC-07"
    assert judge(MATRIX, line(87, permit=permit())).route_to == "director"


@pytest.mark.clause("PRC-08")
@pytest.mark.parametrize("params", [OFF, MATRIX])
@pytest.mark.parametrize(("facts", "says"), [
    ({"expired": True}, "特价批件 TJ1 已于 2026-07-10 到期。请事前重新申请，或按价目价 100 下单。"),
    ({"quantity": D(50)}, "特价批件 TJ1 限定数量 50，本单为 1。请按批件数量下单，或重新申请。"),
    ({"after_order": True}, "特价批件 TJ1 是先下单后补申请的，属违规，不能使用。"),
])
def test_a_permit_that_does_not_fit_is_refused_with_its_reason(params: PriceParams, facts: dict[str, object], says: str) -> None:
    verdict = judge(params, line(88, permit=permit(**facts)))
    assert (verdict.outcome, verdict.failing_clause, str(verdict.says)) == (REFUSE, "PRC-08", says)


def test_ones_own_authority_needs_no_permit() -> None:
    assert judge(MATRIX, line(97, permit=permit(expired=True))).outcome == ALLOW


@pytest.mark.clause("PRC-08")
def test_who_grants_follows_the_variant() -> None:
    at = {name: PriceParams(**values) for name, values in PRICE.variants.items()}
    levels = {name: [granting_level(p, D(100), D(price), D(60)) for price in (98, 92, 90, 70, 50, 105)] for name, p in at.items()}
    top = "general_manager"
    by_level = ["staff", "centre", "director", top, top, top]
    assert levels == {"营销经理批准": [*["manager"] * 4, top, "manager"], "经理许可": [*["head"] * 4, top, "head"],
                      "分级浮动权限": by_level, "四级权限": by_level}


@pytest.mark.clause("PRC-08")
@pytest.mark.parametrize(("facts", "clause"), [
    ({}, ""), ({"held": "centre"}, "PRC-06"), ({"after_order": True}, "PRC-08"), ({"own": True}, "PRC-08"),
    ({"own": True, "held": "general_manager"}, ""), ({"after_order": True, "held": "general_manager"}, "PRC-08"),
])
def test_who_may_grant(facts: dict[str, object], clause: str) -> None:
    given_facts = GrantFacts(**{"number": "TJ1", "needed": "director", "held": "director", "list_price": D(1000), "price": D(880), **facts})
    verdict = may_grant(GrantParams(), given_facts)
    assert (verdict.allowed, verdict.failing_clause) == (not clause, clause)


def test_levels_have_a_height() -> None:
    assert [rank(x) for x in ("", "staff", "manager", "head", "centre", "director", "general_manager", "?")] == [-1, 0, 1, 1, 1, 2, 3, -1]
    assert (highest(["staff", "director", ""]), highest([""]), highest([])) == ("director", "", "")


# ---- parameters -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("limits", [
    {"staff": D("0.1"), "centre": D("0.08"), "director": D("0.15"), "general_manager": 1},
    {"staff": D("0.03"), "centre": D("0.08"), "director": D("0.15"), "general_manager": D("1.01")},
    {"staff": D("0.03"), "centre": D("0.08"), "director": D("0.15")},
    {"staff": D("0.03"), "centre": D("0.08"), "director": D("0.15"), "general_manager": 1, "boss": 1},
])
def test_bad_limits_are_refused(limits: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PriceParams(authority_max_discount=limits)


def test_all_variants_and_defaults_are_valid() -> None:
    assert PriceParams().authority_max_discount == {"staff": D("0.03"), "centre": D("0.08"), "director": D("0.15"), "general_manager": D(1)}
    assert all(PRICE.params(**values) for values in PRICE.variants.values())
    assert PRICE.clauses == ("PRC-06", "PRC-07", "PRC-08", "ORD-09")
    assert GRANT.clauses == ("PRC-08", "PRC-06")


# ---- properties -----------------------------------------------------------------------------------------------------------

prices = st.decimals(min_value=D("0.01"), max_value=D(10_000), places=2)
shares = st.decimals(min_value=0, max_value=1, places=4)
params_of_all_kinds = st.builds(lambda on, inclusive: PriceParams(matrix_enabled=on, inclusive=inclusive), st.booleans(), st.booleans())
SEVERITY = [ALLOW, ROUTE, REFUSE]


def severity(params: PriceParams, level: str, list_price: Decimal, share: Decimal, held: PermitFacts | None) -> tuple[int, int]:
    verdict = judge(params, line(list_price * (1 - share), list_price=list_price, permit=held), level=level)
    return SEVERITY.index(verdict.outcome), rank(verdict.route_to)


@pytest.mark.clause("PRC-06")
@given(params_of_all_kinds, st.sampled_from(["", *LEVELS]), prices, shares, shares, st.one_of(st.none(), shares))
def test_a_larger_discount_is_never_easier(params: PriceParams, level: str, list_price: Decimal, one: Decimal, other: Decimal,
                                           granted: Decimal | None) -> None:
    held = None if granted is None else permit(list_price * (1 - granted))
    less, more = sorted((one, other))
    assert severity(params, level, list_price, less, held) <= severity(params, level, list_price, more, held)


@pytest.mark.clause("PRC-07")
@given(params_of_all_kinds, st.sampled_from(["", *LEVELS]), prices, st.decimals(min_value=D("0.000001"), max_value=1000, places=6))
def test_no_level_may_raise_a_price(params: PriceParams, level: str, list_price: Decimal, more: Decimal) -> None:
    assert judge(params, line(list_price + more, list_price=list_price), level=level).outcome == REFUSE


@given(params_of_all_kinds, st.lists(st.tuples(prices, prices, st.integers(1, 500)), min_size=1, max_size=5))
def test_the_sum_written_out_adds_up(params: PriceParams, lines: list[tuple[Decimal, Decimal, int]]) -> None:
    sums = judge(params, *(line(asked, quantity, list_price) for list_price, asked, quantity in lines)).sums
    if sums:
        at_list, difference, asked = sums
        assert at_list.fen + difference.fen * (-1 if difference.sign == "−" else 1) == asked.fen


@given(params_of_all_kinds, st.sampled_from(LEVELS), prices, shares)
def test_whoever_it_is_routed_to_may_do_it(params: PriceParams, level: str, list_price: Decimal, share: Decimal) -> None:
    verdict = judge(params, line(list_price * (1 - share), list_price=list_price), level=level)
    if verdict.outcome == ROUTE:
        assert rank(verdict.route_to) > rank(level)
        assert judge(params, line(list_price * (1 - share), list_price=list_price), level=verdict.route_to).outcome == ALLOW
