"""Names of the parameters of duties' actions in dialog forms."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import explain_parameters, name_parameters

name_parameters("duties", {"occurrence_id": N_("Duty"), "duties.decide_excuse.grant": N_("Accept the excuse"), "opinion": N_("Opinion"),
               "version_id": N_("Version"), "codes": N_("Duties"), "item": N_("Terms of the duty"), "due_at": N_("Due")})
explain_parameters("duties", {"duties.confirm.note": N_("What was done, with whom, with which result."),
             "duties.ask_excuse.reason": N_("Why it could not be done. Your superior decides; excused ones are counted apart.")})
