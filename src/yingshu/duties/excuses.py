"""Excuses as something that an approval flow can decide on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable, Card, declare
from yingshu.kernel.links import record_url

from .models import Occurrence
from .queries.occurrences import due_words, name_of
from .services.doing import KIND, decided


def _card(pk: int) -> Card:
    o = Occurrence._plain.select_related("duty").get(pk=pk)
    return Card(name_of(o), str(_("Excuse from a duty")), record_url("occurrences", pk), o.person_id or 0, o.unit_id, {"unit": o.unit_id},
                ((str(_("due")), due_words(o)), (str(_("asked by")), o.excuse_by), (str(_("reason of the excuse")), o.excuse_reason)),
                digest=o.excuse_reason)


def _agreed(actor: Actor, pk: int) -> None:
    decided(actor, Occurrence._plain.select_related("duty").get(pk=pk), True, "")


def _refused(actor: Actor, pk: int, reason: str) -> None:
    decided(actor, Occurrence._plain.select_related("duty").get(pk=pk), False, reason)


declare(Approvable(KIND, _("Excuse from a duty"), "ORG-07", _card, _agreed, _refused, {"unit": "Unit"}))
