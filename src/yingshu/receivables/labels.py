"""Names of parameters of the room's actions."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import explain_parameters, name_parameters

name_parameters("receivables", {
    "received_on": N_("Received on"), "oldest_first": N_("Pay the oldest items at once"), "account": N_("Bank account"),
    "bill_number": N_("Bill number"), "drawer": N_("Drawer or bank"), "matures_on": N_("Matures on"), "promised_on": N_("Promised for"),
    "promised": N_("Promised amount"), "disputed": N_("Disputed"), "receivables.hand_over_cod.item_id": N_("Collected money"),
    "bill_id": N_("Acceptance bill"), "item_id": N_("Receivable"), "receivables.record_receipt.method": N_("Way of payment"),
    "reconciliation_id": N_("Reconciliation"), "explanation": N_("Explanation"), "as_of": N_("As of"),
    "receivables.enter_other_side.amount": N_("The other side says"),
})
explain_parameters("receivables", {
    "bill_number": N_("For acceptance bills only, with drawer and day of maturity."),
    "oldest_first": N_("Otherwise the money stays the customer's credit until it is allocated."),
    "receivables.complete_reconciliation.explanation": N_("Needed when the two sides differ."),
})
