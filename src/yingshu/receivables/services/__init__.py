"""Business actions of owed money, one public function each, and the functions that rooms above call inside theirs."""

from .allocation import allocate, allocate_oldest
from .bills import dishonour_bill, honour_bill
from .bulk import BulkCharge, BulkReceipt, bulk_charges, bulk_receipts, undo_batch
from .cod import hand_over_batch, hand_over_cod
from .corrections import mark_disputed, write_off
from .dunning import record_dunning
from .receipts import record_receipt, refund, reverse_receipt
from .reconciling import complete_reconciliation, enter_other_side, start_customer_reconciliation, start_reconciliations

__all__ = ["BulkCharge", "BulkReceipt", "allocate", "allocate_oldest", "bulk_charges", "bulk_receipts", "complete_reconciliation",
           "dishonour_bill", "enter_other_side", "hand_over_batch",
           "hand_over_cod", "honour_bill", "mark_disputed", "record_dunning", "record_receipt", "refund", "reverse_receipt",
           "start_customer_reconciliation", "start_reconciliations", "undo_batch",
           "write_off"]
