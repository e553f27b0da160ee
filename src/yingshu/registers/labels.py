"""Names of the parameters of this room's actions in forms."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import name_parameters

name_parameters("registers", {
    "register_code": N_("Register"), "entry_id": N_("Record of a register"), "values": N_("Values"),
    "move": N_("Move"), "edition": N_("Edition"),
    "definition": N_("Definition"), "book": N_("Rulebook"), "rows": N_("Rows"), "skip_errors": N_("Leave wrong rows out"),
    "file": N_("File")})
