"""The controls of owed money."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control

from . import rules

AGEING = Control("receivables.ageing", N_("Ageing of receivables"), ("REC-03",), rules.AgeingParams, rules.AgeingFacts, rules.ageing_bucket,
                 assumed=frozenset({"aging_buckets_days", "basis", "frequency", "dun_again_after_days"}), kind="calculation")

COD = Control("receivables.cod_return", N_("Hand-over of collected money"), ("REC-06",), rules.CodParams, rules.CodFacts, rules.hand_over,
              assumed=frozenset({"return_within_days_after_arrival"}), kind="duty")

CREDIT = Control("receivables.credit", N_("Credit limit"), ("CUS-16",), rules.CreditParams, rules.CreditFacts, rules.credit_limit,
                 assumed=frozenset({"refuse_at_dispatch"}))

RECEIPT = Control("receivables.receipt", N_("Receipt against what is due"), ("REC-08",), rules.ReceiptParams, rules.ReceiptFacts,
                  rules.receipt_closes, assumed=frozenset({"tolerance_fen"}), kind="calculation")
