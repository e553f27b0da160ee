"""Names of the parameters of the actions on ledgers, as the interface and the action log show them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import name_parameters

name_parameters("onboarding", {
    "batch_id": N_("Import batch"), "digest": N_("Fingerprint of the file"), "file_name": N_("File name"),
    "mapping": N_("Assignment of columns"), "only": N_("Only sheets of this kind"), "corrections": N_("Cells mended"),
    "synonym_id": N_("Synonym"),
    "onboarding.check_ledger.receivables": N_("Make receivables"),
})
