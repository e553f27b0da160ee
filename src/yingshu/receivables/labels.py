"""Names of parameters of the room's actions that are not said elsewhere."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import explain_parameters, name_parameters

name_parameters("receivables", {"receivables.record_receipt.method": N_("Way of payment"),
               "reconciliation_id": N_("Reconciliation"), "explanation": N_("Explanation"), "as_of": N_("As of"),
               "receivables.enter_other_side.amount": N_("The other side says")})
explain_parameters("receivables", {"receivables.complete_reconciliation.explanation": N_("Needed when the two sides differ.")})
