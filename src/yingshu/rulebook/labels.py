"""Names of the parameters of the rulebook's actions in dialog forms."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import name_parameters

name_parameters("rulebook", {"control": N_("Control"), "values": N_("Values"), "variant": N_("Variant of the clause")})

name_parameters("rulebook", {"change_id": N_("Change of parameters"), "opinion": N_("Opinion"), "parameter": N_("Parameter"),
                             "bound": N_("Bound"),
               "value": N_("Value"), "basis": N_("Basis in law"), "rule_id": N_("Superior rule")})

name_parameters("rulebook", {
    "day_given": N_("Day given"), "day_of_approval": N_("Day of approval"), "version_id": N_("Version of a rulebook"),
    "rulebook_id": N_("Which rulebook"), "parent_id": N_("Overrides parts of"),
    "leaders": N_("Leaders"),
    "posts": N_("Posts it holds for"), "newcomers": N_("Includes probationers and interns"), "activities": N_("Activities"),
    "drafting_unit": N_("Drafted by"), "interpreting_unit": N_("Interpreted by"), "rulebook.draft_version.note": N_("What changes"),
    "rulebook.create_book.unit_id": N_("Holds for"), "rulebook.change_book.unit_id": N_("Holds for"), 
    "node_id": N_("Piece"), "after_id": N_("Behind"), "depth": N_("Depth"), "label": N_("Number"), "text": N_("Text"),
    "clauses": N_("Clauses"), "controls": N_("Controls"), "opened": N_("Units may override it"), "overrides": N_("Overrides"),
    "superior": N_("Superior rule"), "packs": N_("Ready-made rulebooks"), "own": N_("Own rulebook file (YAML)"), "clause": N_("Clause"),
    "choices": N_("Variants chosen"), "pieces": N_("Pieces"),
    "origin": N_("Made from"), "notes": N_("Notes"), "leader_id": N_("Leader who is to agree"), "agree": N_("Agreed"),
    "rulebook.choose_post.post": N_("Post without a holder"), "instead_id": N_("Post that decides instead")})
