"""Names of the parameters of approvals in dialog forms, and what they mean."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import explain_parameters, name_parameters

name_parameters("approvals", {
    "approval_id": N_("Approval"), "opinion": N_("Opinion"), "to": N_("Send back to"), "direct": N_("After mending"),
    "before": N_("Before me"), "says": N_("Comment"), "person_ids": N_("People"), "from_id": N_("Instead of"), "content": N_("Content"),
    "approvals.transfer.person_id": N_("Hand over to"), "approvals.add_signer.person_id": N_("Ask also"), "sort": N_("Sort"),
    "approvals.reassign.person_id": N_("Give to"), "matter": N_("Kind of document"), "approvals.define_flow.kind": N_("Kind of document"),
    "applies_when": N_("Applies when"), "copy_to": N_("Copies to"), "repeat_passes": N_("Repeated approver passes by"),
    "after_return": N_("After mending"), "administrators": N_("Flow administrators"), "escalate_after": N_("Escalate after (hours)"),
    "clauses": N_("Clauses"), "steps": N_("Steps"), "by": N_("By"),
    "who": N_("Who"), "in_unit": N_("In unit"), "approvals.define_flow.code": N_("Flow code"),
    "approvals.define_table.code": N_("Table code"), "approvals.define_separation.code": N_("Pair code"),
    "mode": N_("How"), "percent": N_("Enough (%)"), "when": N_("Only when"),
    "hours": N_("Hours"), "fact": N_("Bands of"), "rows": N_("Rows"), "upto": N_("Up to (included)"), "deciders": N_("Who decides"),
    "first": N_("One side"), "second": N_("Other side"), "severity": N_("When united"), "why": N_("Why"),
    "approvals.end_definition.code": N_("Code of the definition"),
})
explain_parameters("approvals", {
    "approvals.refuse.reason": N_("The initiator reads this; say what speaks against it."),
    "approvals.send_back.reason": N_("Say what is to be mended."),
    "approvals.send_back.direct": N_("Yes: it comes straight back to you. No: every step is asked again. Empty: as the flow says. Changed"
                                     " content always begins anew."),
    "approvals.add_signer.before": N_("Ticked: they answer first, then it comes back to you. Not ticked: they are asked after you agreed."),
    "approvals.define_flow.applies_when": N_("For example: amount >= 50000; discount > 3%; unit = east. Empty: always."),
    "approvals.define_flow.steps": N_("Who: names of posts, levels above the initiator (1 to 5), login names, codes of units, or the"
                                      " code of an authority table. In unit: “document” looks in the document's unit and above."),
    "approvals.define_table.rows": N_("Each row begins where the one before ends. An empty upper limit: without limit. Who decides: posts,"
                                      " one after the other with →; nobody: whoever asks decides alone."),
    "approvals.define_table.fact": N_("The number that the bands are about, for example discount or amount."),
    "approvals.comment.person_ids": N_("They are told and may read along."),
})
