"""The controls of owed money."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control, NoFacts, no_rule

from . import rules

AGEING = Control("receivables.ageing", N_("Ageing of receivables"), ("REC-03",), rules.AgeingParams, rules.AgeingFacts, rules.ageing_bucket,
                 assumed=frozenset({"aging_buckets_days", "basis", "frequency", "dun_again_after_days"}), kind="calculation",
                 acts=("receivables", "receivables.overdue", "receivables.record_dunning"))

COD = Control("receivables.cod_return", N_("Hand-over of collected money"), ("REC-06",), rules.CodParams, rules.CodFacts, rules.hand_over,
              assumed=frozenset({"return_within_days_after_arrival"}), kind="duty",
              acts=("receivables.hand_over_cod", "receivables.hand_over_batch", "receivables.check_cod_overdue", "cod_items"),
              amount=lambda facts: facts.due_fen)

CREDIT = Control("receivables.credit", N_("Credit limit"), ("CUS-16",), rules.CreditParams, rules.CreditFacts, rules.credit_limit,
                 assumed=frozenset({"refuse_at_dispatch"}),
                 acts=("orders.submit", "orders.register", "orders.issue_slip", "logistics.depart"),
                 amount=lambda facts: facts.this_fen or facts.used_fen)

RECEIPT = Control("receivables.receipt", N_("Receipt against what is due"), ("REC-08",), rules.ReceiptParams, rules.ReceiptFacts,
                  rules.receipt_closes, assumed=frozenset({"tolerance_fen"}), kind="calculation",
                  acts=("orders.report_receipt", "receivables.record_receipt"), amount=lambda facts: facts.due_fen)

COLLECT = Control("receivables.collect", N_("Following payments"), ("REC-02",), rules.CollectParams, NoFacts, no_rule,
                  assumed=frozenset({"remind_before_days"}), kind="duty", acts=("receivables.remind_due", "receivables.record_dunning"),
                  variants={"销售人员与销售部": {"responsible": "salesperson"}, "客户服务经理直接负责": {"responsible": "service_manager"},
                            "主任组织催收": {"responsible": "director"}, "销售副总负责资金回笼": {"responsible": "vice_president"}})

RECONCILE = Control("receivables.reconcile", N_("Reconciliation"), ("REC-04",), rules.ReconcileParams, rules.ReconcileFacts,
                    rules.may_complete, assumed=frozenset({"frequency"}),
                    acts=("receivables.complete_reconciliation", "receivables.start_reconciliations", "reconciliations"),
                    amount=lambda facts: facts.ledger_fen, variants={
                        "每月25日与财务": {"finance_reconcile_day": 25, "owner": "billing_clerk"},
                        "经常性与客户": {"frequency": "month", "owner": "service_manager"}})
