"""REST endpoints of owed and received money. Lists and single records come from the screens."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services as s

endpoint("receipts", s.record_receipt, example={"customer_id": 1, "amount": "9400.00", "received_on": "2026-06-17",
                                                "payer": "Jinsui Agricultural",
                                                "method": "bank", "oldest_first": True})
endpoint("receipts/allocate-oldest", s.allocate_oldest, example={"customer_id": 1})
endpoint("receipts/{receipt_id}/allocate", s.allocate, example={"lines": [{"item_id": 1, "amount": "9400.00"}]})
endpoint("receipts/{receipt_id}/allocate-oldest", s.allocate_oldest)
endpoint("receipts/{receipt_id}/reverse", s.reverse_receipt, example={"reason": "entered twice"})
endpoint("receipts/{receipt_id}/refund", s.refund, example={"amount": "100.00", "reason": "paid too much"})
endpoint("cod_items/hand-over", s.hand_over_batch, example={"lines": [{"item_id": 1, "amount": "12000.00"}], "received_on": "2026-06-17"})
endpoint("cod_items/{item_id}/hand-over", s.hand_over_cod, example={"amount": "12000.00", "received_on": "2026-06-17"})
endpoint("receivables/{item_id}/write-off", s.write_off, example={"amount": "0.50", "reason": "rounding"})
endpoint("receivables/{item_id}/dispute", s.mark_disputed, example={"disputed": True, "reason": "quantity disputed"})
endpoint("bills/{bill_id}/honour", s.honour_bill)
endpoint("bills/{bill_id}/dishonour", s.dishonour_bill, example={"reason": "refused by the bank"})
endpoint("dunning_notes", s.record_dunning, example={"customer_id": 1, "channel": "phone", "says": "will pay this week",
                                                     "promised_on": "2026-06-25",
                                                     "promised": "20000.00"})
endpoint("reconciliations/start", s.start_reconciliations, example={"on": "2026-06-25"})
endpoint("reconciliations", s.start_customer_reconciliation, example={"customer_id": 1, "as_of": "2026-06-17"})
endpoint("reconciliations/{reconciliation_id}/other-side", s.enter_other_side, example={"amount": "355400.00"})
endpoint("reconciliations/{reconciliation_id}/complete", s.complete_reconciliation, example={"explanation": "退货 600 元，财务已入账"})
