"""Names of the parameters of approvals in dialog forms, and what they mean."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import HELP, LABELS

LABELS.update({
    "approval_id": N_("Approval"), "opinion": N_("Opinion"), "to": N_("Send back to"), "direct": N_("After mending"),
    "before": N_("Before me"), "says": N_("Comment"), "person_ids": N_("People"), "from_id": N_("Instead of"), "content": N_("Content"),
    "approvals.transfer.person_id": N_("Hand over to"), "approvals.add_signer.person_id": N_("Ask also"), "sort": N_("Sort"),
    "approvals.reassign.person_id": N_("Give to"),
})
HELP.update({
    "approvals.refuse.reason": N_("The initiator reads this; say what speaks against it."),
    "approvals.send_back.reason": N_("Say what is to be mended."),
    "approvals.send_back.direct": N_("Yes: it comes straight back to you. No: every step is asked again. Empty: as the flow says. Changed"
                                     " content always begins anew."),
    "approvals.add_signer.before": N_("Ticked: they answer first, then it comes back to you. Not ticked: they are asked after you agreed."),
    "approvals.comment.person_ids": N_("They are told and may read along."),
})
