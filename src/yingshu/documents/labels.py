"""Names of the parameters of file actions in dialog forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import explain_parameters, initial, name_parameters

from .numbers import PREFIX, prefix_of
from .printing.catalogue import TEMPLATES
from .setups import company_setup

name_parameters("documents", {"subject_kind": N_("Kind of record"), "subject_id": N_("Record"), "content": N_("Content"),
                              "attachment_id": N_("File"), "attachment": N_("File"), "size": N_("Size in bytes"),
               "paper": N_("Paper"), "documents.record_print.template": N_("Template"), "message_id": N_("Message")})
name_parameters("documents", {"x_mm": N_("Offset to the right (mm)"), "y_mm": N_("Offset down (mm)"), "copies": N_("Names of the copies"),
               "prefix": N_("Prefix")})
explain_parameters("documents", {"prefix": N_("A capital letter, then at most three letters or digits."),
             "documents.set_print_setup.copies": N_("Separated by ；, at most 6. Empty: as delivered."),
             "documents.set_print_setup.x_mm": N_("At most 15 mm; negative: to the left.")})


def _setup(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """What the company has set so far."""
    if (code := query.get("template", "")) not in TEMPLATES:
        return {}
    setup = company_setup(code)
    return {"initial": {"paper": setup.paper, "x_mm": setup.x, "y_mm": setup.y, "copies": "；".join(filter(None, setup.copies))},
            "context": {"doc": str(TEMPLATES[code].title)}}


def _prefix(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """The prefix used so far."""
    kind = query.get("kind", "")
    return {"initial": {"prefix": prefix_of(kind)}} if kind in PREFIX else {}


initial("documents.set_print_setup", _setup)
initial("documents.set_number_prefix", _prefix)
