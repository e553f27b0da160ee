"""Names of the parameters of the rulebook's actions in dialog forms."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import LABELS

LABELS.update({"control": N_("Control"), "values": N_("Values"), "variant": N_("Variant of the clause")})

LABELS.update({"change_id": N_("Change of parameters"), "opinion": N_("Opinion"), "parameter": N_("Parameter"), "bound": N_("Bound"),
               "value": N_("Value"), "basis": N_("Basis"), "rule_id": N_("Superior rule")})
