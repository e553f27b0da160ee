"""Names of the parameters of the rulebook's actions in dialog forms."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import LABELS

LABELS.update({"control": N_("Control"), "values": N_("Values"), "variant": N_("Variant of the clause")})
