"""Names of the parameters of approvals in dialog forms, and what they mean."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import explain_parameters, name_parameters

name_parameters("approvals", {
    "approval_id": N_("Approval"), "opinion": N_("Opinion"), "to": N_("Send back to"), "direct": N_("After mending"),
    "before": N_("Before me"), "says": N_("Comment on it"), "person_ids": N_("People"),
    "from_id": N_("Instead of"), "content": N_("Content"),
    "fingerprint": N_("Fingerprint of the content"),
    "approvals.transfer.person_id": N_("Hand over to"), "approvals.add_signer.person_id": N_("Ask also"), "sort": N_("Sort"),
    "approvals.reassign.person_id": N_("Give to"), "matter": N_("Kind of document"), "approvals.define_flow.kind": N_("Kind of document"),
    "copy_to": N_("Copies to"), "repeat_passes": N_("Repeated approver passes by"),
    "after_return": N_("After mending"), "administrators": N_("Flow administrators"), "escalate_after": N_("Escalate after (hours)"),
    "clauses": N_("Clauses"), "steps": N_("Steps"), "who": N_("Who decides"), "mode": N_("How"), "percent": N_("Enough (%)"),
    "hours": N_("Hours"), "conditions": N_("Conditions"),
    "approvals.define_flow.place": N_("Of which step"), "approvals.define_table.place": N_("Of which row"),
    "fact": N_("What"), "op": N_("Compared"), "value": N_("Number value"), "bands": N_("Bands of"), "rows": N_("Rows"),
    "upto": N_("Up to (included)"), "deciders": N_("Who decides"), "approvals.define_table.unit_id": N_("Only for unit"),
    "first": N_("One side"), "second": N_("Other side"), "severity": N_("When united"), "why": N_("Why"),
    "approvals.end_definition.code": N_("Code of the definition"),
})
explain_parameters("approvals", {
    "approvals.refuse.reason": N_("The initiator reads this; say what speaks against it."),
    "approvals.send_back.reason": N_("Say what is to be mended."),
    "approvals.send_back.direct": N_("Empty: as the flow says. Changed content always begins anew."),
    "approvals.add_signer.before": N_("Ticked: they answer first, then it comes back to you. Not ticked: they are asked after you agreed."),
    "approvals.define_flow.steps": N_(
        "Who decides: search for a post, a person, the head of a unit, a superior or an authority table. Several together: all agree,"
        " the first decides, or one after the other."),
    "approvals.define_flow.conditions": N_(
        "Without a step the flow applies only then, with it only that step. Numbers like 5000 or 12%. All conditions must hold;"
        " several values of one matter are alternatives."),
    "approvals.define_table.rows": N_(
        "Each row begins where the one before ends. An empty upper limit: without limit. Who decides: one after the other; nobody:"
        " whoever asks decides alone."),
    "approvals.define_table.conditions": N_("Rows with the same unit and conditions make one series of bands from zero."),
    "approvals.define_table.bands": N_("The number that the bands are about."),
    "approvals.comment.person_ids": N_("They are told and may read along."),
})
