"""Business actions of the customer files."""

from .delivery import acknowledge_files, deliver_files, import_customers
from .details import (
    add_address,
    add_contact,
    change_address,
    change_contact,
    record_credit_investigation,
    remove_address,
    remove_contact,
    reveal_address,
    reveal_contact,
)
from .files import change_customer, create_customer, resume_customer, set_credit_terms, stop_customer, transfer_owner
from .handover import add_handover_item, finish_handover, remind_of_handovers, sign_handover, start_handover
from .privacy import ask_about_data, forget_expired, handle_privacy_request, publish_notice, register_privacy_request

__all__ = [
    "acknowledge_files",
    "add_address",
    "add_contact",
    "add_handover_item",
    "ask_about_data",
    "change_address",
    "change_contact",
    "change_customer",
    "create_customer",
    "deliver_files",
    "finish_handover",
    "forget_expired",
    "handle_privacy_request",
    "import_customers",
    "publish_notice",
    "record_credit_investigation",
    "register_privacy_request",
    "remind_of_handovers",
    "remove_address",
    "remove_contact",
    "resume_customer",
    "reveal_address",
    "reveal_contact",
    "set_credit_terms",
    "sign_handover",
    "start_handover",
    "stop_customer",
    "transfer_owner",
]
