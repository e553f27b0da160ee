"""The controls on goods on hand."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control

from . import rules

SUPPLY = Control("stock.supply", N_("Bill at once or schedule production"), ("ORD-14",), rules.SupplyParams, rules.SupplyFacts,
                 rules.may_bill, assumed=frozenset({"bulk_quantity", "small_shortage"}),
                 acts=("orders.send_instructions",))

SAFETY = Control("stock.safety", N_("Safety stock"), ("LOG-08",), rules.SafetyParams, rules.SafetyFacts, rules.is_safe,
                 assumed=frozenset({"safety_stock_default"}), kind="calculation",
                 acts=("stock.scan_safety_stock", "stock"))

STOCKTAKE = Control("stock.stocktake", N_("Stocktake of shops"), ("LOG-09",), rules.StocktakeParams, rules.StocktakeFacts, rules.may_submit,
                    assumed=frozenset({"adjust_needs_approval", "approvers"}),
                    acts=("stock.submit_stocktake", "stock.start_stocktakes", "stocktakes"))
