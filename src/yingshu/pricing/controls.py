"""The controls on prices."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control

from . import rules

PRICE = Control("pricing.authority", N_("Price authority"), ("PRC-06", "PRC-07", "PRC-08", "ORD-09"), rules.PriceParams,
                rules.PriceFacts, rules.may_price,
                assumed=frozenset({"matrix_enabled", "authority_max_discount", "inclusive", "tolerance", "valid_days",
                                 "require_basis"}), variants={
                    "营销经理批准": {"matrix_enabled": False, "approver": "manager"},
                    "经理许可": {"matrix_enabled": False, "approver": "head"},
                    "分级浮动权限": {"matrix_enabled": False, "approver": "by_level"},
                    "四级权限": {"matrix_enabled": True, "approver": "by_level"}},
                acts=("orders.submit", "orders.register", "pricing.ask_special_price"), amount=rules.asked_fen)

STRATEGY = Control("pricing.strategy", N_("Price strategy"), ("PRC-02", "PRC-03", "PRC-01", "PRC-04"), rules.StrategyParams,
                   rules.StrategyFacts, rules.may_submit_strategy, assumed=frozenset({"min_gross_margin"}),
                   acts=("pricing.submit_strategy", "price_strategies"))

GRANT = Control("pricing.special_price", N_("Granting a special price"), ("PRC-08", "PRC-06"), rules.GrantParams,
                rules.GrantFacts, rules.may_grant, assumed=frozenset({"own_request"}),
                acts=("pricing.decide_special_price",))

STABILITY = Control("pricing.stability", N_("Prices stay; changed costs ask for a review"), ("PRC-10",), rules.StabilityParams,
                    rules.StabilityFacts, rules.keeps_prices, assumed=frozenset({"cost_change_trigger"}), kind="record", variants={
                        "随行情成本调整": {"mode": "review"}, "原则不变": {"mode": "fixed"}}, acts=("products.change",))
