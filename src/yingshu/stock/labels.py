"""Names of the parameters of the warehouse's actions in dialog forms, and what they mean."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import explain_parameters, name_parameters

name_parameters("stock", {"place_id": N_("Shop"), "moved": N_("Quantity"),
                          "net": N_("value of the differences"), "signed": N_("signatures"),
                          "stocktake_id": N_("Stocktake"),
               "counted": N_("Counted"),
               "back": N_("Back into the main warehouse"),
               "difference": N_("Difference"), "document": N_("Document number")})
explain_parameters("stock", {"difference": N_("Negative takes out, positive puts in.")})
