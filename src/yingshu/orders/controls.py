"""The order desk's controls."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control, NoFacts, no_rule

from . import rules

INSTRUCT = Control("orders.instruct", N_("Instruction to three departments"), ("ORD-03", "ORD-01"), rules.InstructionParams,
                   rules.InstructionFacts, rules.may_instruct, assumed=frozenset({"payment_methods", "finance_hours", "logistics_hours"}),
                   acts=("orders.send_instructions", "orders.register", "orders.change_payment_method"))

REVIEW = Control("orders.review", N_("Order entry and review"), ("ORD-02", "ORD-09"), rules.ReviewParams, rules.ReviewFacts,
                 rules.review_route, assumed=frozenset({"entry_within_hours", "beyond_level"}), variants={
                     "经理审核": {"mode": "manager"}, "客服录入审核": {"mode": "service"}, "接单即发指令": {"mode": "at_once"},
                     "价格策略分流": {"mode": "by_price"}, "直接开单": {"mode": "billing"}},
                 acts=("orders.submit", "orders.register"))

SLIP = Control("orders.slip_gate", N_("Sales slip gate"), ("ORD-06",), rules.SlipParams, rules.SlipFacts, rules.slip_gate,
               assumed=frozenset({"cod_exempts_paid", "bill_counts_as_paid", "deposit_balance", "tolerance_fen"}), variants={
                   "款到发货": {"require_paid": True}, "代收货款": {"require_paid": False, "collect_on_delivery": True},
                   "先货后款": {"require_paid": False, "collect_after": True}, "直接开单发货": {"require_paid": False}},
               acts=("orders.issue_slip",), amount=lambda facts: facts.slip_fen)

CLOSE = Control("orders.close", N_("Closing an order"), ("ORD-20", "ORD-08"), rules.CloseParams, rules.CloseFacts, rules.may_close,
                acts=("orders.close",), amount=lambda facts: facts.owed_fen)

NOTICE = Control("orders.notice", N_("Telling the customer"), ("ORD-07",), rules.NoticeParams, NoFacts, no_rule,
                 assumed=frozenset({"customer_notify_hours"}), kind="duty",
                 acts=("orders.notify_customer",))

FOLLOW_UP = Control("orders.follow_up", N_("Following production"), ("ORD-12",), rules.FollowUpParams, NoFacts, no_rule,
                    assumed=frozenset({"feedback_every_days"}), kind="duty", variants={
                        "业务员跟进": {"follower": "salesperson"}, "客服跟踪": {"follower": "service_manager"},
                        "助理协助跟单": {"follower": "assistant"}},
                    acts=("orders.record_progress",))
