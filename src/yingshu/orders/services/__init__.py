"""Business actions of the order desk, one public function each."""

from .closing import cancel_order, close_order, record_receipt_note
from .followup import comment, notify_customer, record_progress, release_credit
from .instructions import (
    acknowledge_finance,
    acknowledge_logistics,
    acknowledge_workshop,
    chase,
    refuse_instruction,
    report_readiness,
    report_receipt,
    resend_instruction,
    send_instructions,
)
from .register import change_order, change_payment_method, register_order, submit_order
from .review import approve_order, reject_order
from .slips import issue_slip, void_slip

__all__ = [
    "acknowledge_finance", "acknowledge_logistics", "acknowledge_workshop", "approve_order", "cancel_order", "change_order",
    "change_payment_method", "chase", "close_order", "comment", "issue_slip", "notify_customer", "record_progress",
    "record_receipt_note", "refuse_instruction", "register_order", "reject_order", "release_credit", "report_readiness",
    "report_receipt", "resend_instruction", "send_instructions", "submit_order", "void_slip",
]
