"""Names of the parameters of the organisation's actions in dialog forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.choices import LISTS, choices_of
from yingshu.kernel.forms import explain_parameters, initial, name_parameters

name_parameters("organisation", {
    "parent_id": N_("Part of"), "head_id": N_("Head"), "active": N_("Active"), "reach": N_("Data scope"), "rights": N_("Rights"),
    "reports_to_id": N_("Reports to"), "authority": N_("Price authority level"), "seats": N_("Headcount"), "company": N_("Company"),
    "template": N_("Sample"), "staff_no": N_("Staff number"), "password": N_("Password"), "joined_on": N_("Joined on"),
    "is_active": N_("May log in"), "language": N_("Language"), "approval": N_("Special approval"), "appointment_id": N_("Appointment"),
    "deputy_id": N_("Deputy"), "from_day": N_("From"), "absence_id": N_("Absence"), "right": N_("Matter"),
    "receiver_id": N_("Delegate to"), "limit": N_("Limit"), "giver_id": N_("Given by"), "delegation_id": N_("Delegation"),
    "token_id": N_("API token"), "worked": N_("Worked"),
})
name_parameters("organisation", {
    "factors": N_("Factors"), "effective_on": N_("Effective on"), "changes": N_("Changes"), "close": N_("Close"),
    "condition": N_("Condition"), "reorganisation_id": N_("Reorganisation"), "inspection_id": N_("Inspection"),
    "conforms": N_("Conforms"), "finding": N_("Finding"), "due_on": N_("To be put right by"), "mended": N_("Put right"),
    "subject": N_("subject"),
})
name_parameters("organisation", {"word": N_("Word"), "place": N_("Place in the list"), "closed": N_("Listed words only"),
               "organisation.change_choice.active": N_("Offered")})
explain_parameters("organisation", {
    "organisation.add_choice.place": N_("The smaller, the further up. Empty: last."),
    "organisation.change_choice.place": N_("The smaller, the further up."),
    "organisation.reorganise.factors": N_("Strategy, structure, business and stage: why this structure fits."),
    "organisation.reorganise.changes": N_("Choose a unit to rename, move or close it; leave it empty for a new one."),
    "approval": N_("Only who may approve appointments beyond the headcount fills this in."),
    "right": N_("Search by name; only what one may do oneself can be passed on."),
    "password": N_("Left empty, a first password is made and shown once."),
})


def _word(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """Where the word stands now, and its list."""
    if (code := query.get("list_code", "")) not in LISTS:
        return {}
    now = next((c for c in choices_of(code) if c.value == query.get("word")), None)
    doc = f"{LISTS[code].title} · {now.label}" if now else str(LISTS[code].title)
    return {"initial": {"place": now.place, "active": now.active} if now else {}, "context": {"doc": doc}}


for _code in ("organisation.add_choice", "organisation.change_choice", "organisation.remove_choice"):
    initial(_code, _word)
