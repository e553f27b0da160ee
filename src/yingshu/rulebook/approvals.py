"""What the room of approvals needs to know of changes of parameters and of versions of rulebooks."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import gettext_noop as N_

from yingshu.kernel.approving import Approvable, Card, declare
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.links import record_url

from .books import KIND as VERSION_KIND
from .models import ParameterChange
from .queries import change_lines
from .services import book_life
from .services.parameters import KIND, agreed, fallen


def card(pk: int) -> Card:
    """The change as an approver sees it."""
    change = ParameterChange.objects.get(pk=pk)
    title = _(CONTROLS[change.control].title)
    lines = [(line["name"], f"{line['old']} → {line['new']}") for line in change_lines(change)]
    return Card(change.number, _("Change of parameters: %(control)s") % {"control": title}, record_url("parameter_changes", pk),
                change.prepared_by_id, change.unit_id, facts={"control": change.control, "unit": change.unit_id},
                lines=[*lines, (_("Valid from"), change.valid_from.isoformat()), (_("Reason"), change.reason)],
                digest=f"{change.changes}{change.valid_from}")


declare(Approvable(KIND, lazy("Change of parameters"), "ORG-31", card, agreed, fallen,
                   fact_names={"control": N_("Control"), "unit": N_("Unit")},
                   fact_choices={"control": lambda: ((code, control.title) for code, control in CONTROLS.items())}))

declare(Approvable(VERSION_KIND, lazy("Version of a rulebook"), "ORG-31", book_life.card, book_life.agreed, book_life.refused,
                   fact_names={"unit": N_("Unit")}))
