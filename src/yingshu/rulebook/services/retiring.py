"""A book ends without a successor: with its last day and the reason, agreed to as a publication is (ORG-31).

With the last day its duties, registers, flows and authority tables end. The gates go on with the values in force: an ended book may not
open a gate, so values change only as they always do, prepared by one person and released by another.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable, Card, declare
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import LongText, Needed, PersonRef
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell
from yingshu.organisation.models import Person

from ..books import KIND, readers_of, standing
from ..decisions import rulebook_changed
from ..errors import NoLeaders, NotAsked, NotInForce
from ..models import Retirement, Rulebook, RulebookVersion
from ..sections import SECTIONS, Origin
from .book import VersionRef
from .book_life import version_url

RETIREMENT = "rulebook_retirement"
S = Retirement.State


@service("rulebook.ask_retirement", title=N_("End the rulebook"), clause="ORG-31")
def ask_retirement(*, actor: Actor, version_id: VersionRef, last_day: date, reason: Needed, leader_id: PersonRef | None = None) -> Done:
    """Ask that a book ends after a day without a successor: through the flow for it if one is in force, else by the leader named."""
    version = _in_force(version_id)
    if last_day < clock.today():
        raise InvalidInput({"last_day": [_("The last day lies in the past. Choose today or later.")]}, clause="ORG-31")
    if Retirement.objects.filter(version=version, state=S.ASKED).exists():
        raise InvalidInput({"version_id": [_("Its end is asked for already.")]}, clause="ORG-31")
    leader = _leader(actor, leader_id)
    pk = write.add_one(Retirement, version_id=version_id, last_day=last_day, reason=reason, asked_by_id=actor.id, asked_by=actor.name,
                       asked_at=clock.now(), leader_id=leader)
    if not approving.submit(actor, RETIREMENT, pk):
        _ask(actor, version, leader)
    state = Retirement.objects.values_list("state", flat=True).get(pk=pk)
    return Done(KIND, version_id, version.number, version.state, data={"retirement": state},
                after={"last_day": last_day.isoformat(), "retirement": state}, reason=reason)


def _in_force(version_id: int) -> RulebookVersion:
    version: RulebookVersion | None = write.lock(RulebookVersion, version_id)
    if version is None:
        raise NotFound()
    if standing(version) != "in_force":
        raise NotInForce(number=version.number)
    return version


def _leader(actor: Actor, leader_id: int | None) -> int | None:
    found = Person.objects.filter(pk=leader_id or 0, is_active=True).exclude(pk=actor.id).first()
    if leader_id and found is None:
        raise NoLeaders(field="leader_id")
    return found.pk if found else None


def _ask(actor: Actor, version: RulebookVersion, leader: int | None) -> None:
    if leader is None:
        raise NoLeaders(field="leader_id")
    tell([leader], N_("%(name)s asks you to agree that %(number)s ends."), args={"name": actor.name, "number": version.number},
         url=version_url(version.pk), clause="ORG-31")


@service("rulebook.decide_retirement", title=N_("Decide on the end"), clause="ORG-31")
def decide_retirement(*, actor: Actor, version_id: VersionRef, agree: bool, opinion: LongText = "") -> Done:
    """The leader who was asked agrees that the book ends, or refuses."""
    row = asked_of(actor.id).filter(version_id=version_id).first()
    version = RulebookVersion.objects.select_related("rulebook").filter(pk=version_id).first()
    if version is None:
        raise NotFound()
    if row is None:
        raise NotAsked(number=version.number)
    approving.require_not_running(RETIREMENT, row.pk)
    (_ended if agree else _kept)(actor, row.pk, opinion)
    return Done(KIND, version_id, version.number, version.state, after={"retirement": S.AGREED if agree else S.REFUSED}, reason=opinion)


def asked_of(person_id: int) -> QuerySet[Retirement]:
    """The ends of books that wait for a leader's answer."""
    return Retirement.objects.filter(leader_id=person_id, state=S.ASKED).select_related("version__rulebook").order_by("asked_at", "id")


def _decided(actor: Actor, pk: int, state: str, opinion: str) -> Retirement:
    rows = write.change(Retirement, where={"id": pk, "state": S.ASKED}, set={
        "state": state, "decided_at": clock.now(), "decided_by": actor.name, "opinion": opinion[:300]}, returning="*")
    if not rows:
        raise NotFound()
    row: Retirement = rows[0]
    return row


def _ended(actor: Actor, pk: int, opinion: str = "") -> None:
    row = _decided(actor, pk, S.AGREED, opinion)
    version = RulebookVersion.objects.select_related("rulebook").get(pk=row.version_id)
    book: Rulebook = version.rulebook
    write.change(RulebookVersion, where={"id": version.pk}, set={"valid_until": row.last_day})
    origin = Origin(book.code, version.version, row.last_day + timedelta(days=1), book.unit_id)
    for section in SECTIONS.values():
        section.put_in_force(actor, origin, [])
    rulebook_changed()
    tell([p.pk for p in readers_of(book) if p.pk != actor.id], N_("%(number)s “%(title)s” ends after %(day)s: %(reason)s"), args={
        "number": version.number, "title": book.title, "day": row.last_day.isoformat(), "reason": row.reason},
        url=version_url(version.pk), clause="ORG-31")


def _kept(actor: Actor, pk: int, reason: str) -> None:
    row = _decided(actor, pk, S.REFUSED, reason)
    tell([row.asked_by_id], N_("%(name)s does not agree that the rulebook ends: %(reason)s"), args={"name": actor.name, "reason": reason},
         url=version_url(row.version_id), clause="ORG-31")


def card(pk: int) -> Card:
    """The end of a book as an approver sees it."""
    row = Retirement.objects.select_related("version__rulebook__unit").get(pk=pk)
    book = row.version.rulebook
    lines = [(_("Rulebook"), book.title), (_("Last day"), row.last_day.isoformat()), (_("Reason"), row.reason)]
    title = _("End of %(title)s") % {"title": book.title}
    facts = {"unit": book.unit.code if book.unit else ""}
    return Card(row.version.number, title, version_url(row.version_id), row.asked_by_id, book.unit_id, facts, lines,
                f"{row.last_day}{row.reason}")


declare(Approvable(RETIREMENT, N_("End of a rulebook"), "ORG-31", card, _ended, _kept, fact_names={"unit": N_("Unit")}))
