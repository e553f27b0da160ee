"""How a delegation reads to those who have to agree to it (ORG-29)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card, FactChoices
from yingshu.kernel.services import ACTIONS

from .models import Person
from .rights import right_names

FACTS = {"amount_fen": N_("limit (yuan)"), "days": N_("days"), "right": N_("matter")}
CHOICES: dict[str, FactChoices] = {"right": lambda: right_names(ACTIONS).items()}


def delegation(actor: Actor, asked: Mapping[str, Any]) -> Card:
    """Matter, limit, period, from whom to whom."""
    giver_id = asked.get("giver_id") or actor.id
    names = dict(Person.objects.filter(pk__in=[giver_id, asked["receiver_id"]]).values_list("id", "name"))
    right = asked["right"]
    matter = _(ACTIONS[right].title) if right in ACTIONS else right
    limit = asked.get("limit_fen")
    lines = [(_("Matter"), matter), (_("Given by"), names.get(giver_id, "")), (_("Delegate to"), names.get(asked["receiver_id"], "")),
             (_("Limit"), "--" if limit is None else money.show(limit)), (_("Period"), f"{asked['first_day']} ~ {asked['last_day']}"),
             (_("Note"), asked["note"])]
    title = _("%(giver)s delegates “%(matter)s” to %(receiver)s") % {"giver": names.get(giver_id, ""), "matter": matter,
                                                                   "receiver": names.get(asked["receiver_id"], "")}
    facts = {"amount_fen": limit, "days": (asked["last_day"] - asked["first_day"]).days + 1, "right": right}
    return Card(matter, title, "", actor.id, actor.unit_id, facts, lines, about=("person", asked["receiver_id"]))
