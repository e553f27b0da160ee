"""Handing over when a region manager leaves: a list, signed by both, agreed; only then customers move and the transfer ends (ORG-28)."""

from __future__ import annotations

from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.documents.numbers import next_number
from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable, Card
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Id, Needed, PersonRef
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell
from yingshu.organisation.models import Person
from yingshu.organisation.queries import superiors_of
from yingshu.registers.services import pass_on

from ..errors import NotHandedOver
from ..holdings import CUSTOMER, RECORD, holdings_of
from ..leaving import NAMED, leavers
from ..models import Customer, Handover, HandoverItem

KIND = "handover"
S = Handover.State


@service("customers.start_handover", title=N_("Start a handover"), clause="ORG-28")
def start_handover(*, actor: Actor, giver_id: PersonRef, taker_id: PersonRef) -> Done:
    """Make the list of what is in the hands of a person who leaves: customers, open orders and debts, what else the rooms know."""
    if giver_id == taker_id:
        raise InvalidInput({"taker_id": [_("Choose somebody else.")]})
    if Person.objects.filter(pk__in=(giver_id, taker_id)).count() < 2:
        raise NotFound(field="taker_id")
    number = next_number(KIND, clock.today())
    pk = write.add_one(Handover, number=number, giver_id=giver_id, taker_id=taker_id, owner_id=actor.id, made_at=clock.now())
    held = holdings_of(giver_id)
    write.add(HandoverItem, [{"handover_id": pk, "kind": h.kind, "ref": h.ref, "title": h.title[:200]} for h in held])
    return Done(KIND, pk, number, S.OPEN, data={"items": len(held)}, after={"items": len(held)})


@service("customers.add_handover_item", title=N_("Add to the handover"), clause="ORG-28")
def add_handover_item(*, actor: Actor, handover_id: Id, title: Needed) -> Done:
    """Something that no record knows: an open question, a promise, a guarantee on paper."""
    row = _open(handover_id)
    pk = write.add_one(HandoverItem, handover_id=row.pk, kind=N_("Open question"), ref=uuid4().hex, title=title)
    return Done(KIND, row.pk, row.number, row.state, data={"item_id": pk}, after={"item": title})


@service("customers.sign_handover", title=N_("Sign the handover"), clause="ORG-28")
def sign_handover(*, actor: Actor, handover_id: Id, item_ids: list[Id] | None = None) -> Done:
    """Sign items of the list, all of them when none is named: who leaves and who follows each sign for themselves."""
    row = _open(handover_id)
    column = {row.giver_id: "giver_at", row.taker_id: "taker_at"}.get(actor.id)
    if column is None:
        raise NotFound(field="handover_id")
    where = {"handover_id": row.pk, f"{column}__isnull": True, **({"id__in": item_ids} if item_ids else {})}
    signed = write.change(HandoverItem, where=where, set={column: clock.now()})
    return Done(KIND, row.pk, row.number, row.state, data={"signed": len(signed)}, after={"signed": len(signed)})


@service("customers.finish_handover", title=N_("Finish the handover"), clause="ORG-28")
def finish_handover(*, actor: Actor, handover_id: Id) -> Done:
    """Finish: everything in the giver's hands stands on the list and is signed by both. Names what is missing otherwise."""
    row = _open(handover_id)
    if left := missing(row):
        raise NotHandedOver(clause="ORG-28", count=len(left), items="、".join(left[:5]))
    write.change(Handover, where={"id": row.pk}, set={"state": S.PENDING})
    if not approving.submit(actor, KIND, row.pk):
        _agreed(actor, row.pk)
    state = Handover.objects.values_list("state", flat=True).get(pk=row.pk)
    return Done(KIND, row.pk, row.number, state, before={"state": row.state}, after={"state": state})


@service("customers.remind_of_handovers", title=N_("Remind of handovers"), clause="ORG-28")
def remind_of_handovers(*, actor: Actor) -> Done:
    """Tell those whose last appointment ends by itself, and their superiors, what is still to be handed over: once before, once after."""
    found = list(leavers())
    for one in found:
        over = one.last_day < clock.today()
        tell([one.person.pk, *(p.pk for p in superiors_of(one.person.pk))],
             N_("%(person)s is in the post until %(day)s and still holds %(count)s items: %(items)s. Hand them over."),
             args={"person": one.person.name, "day": one.last_day.isoformat(), "count": len(one.holdings),
                   "items": "、".join(h.title for h in one.holdings[:NAMED])},
             url="/handovers/", clause="ORG-28", urgent=over, dedupe=f"leaver:{one.person.pk}:{one.last_day}:{over}")
    return Done("reminder", 0, data={"reminded": len(found)})


def missing(row: Handover) -> list[str]:
    """What is not signed by both, or not on the list at all."""
    items = {(i.kind, i.ref): i for i in row.items.order_by("id")}
    unsigned = [i.title for i in items.values() if i.giver_at is None or i.taker_at is None]
    return unsigned + [h.title for h in holdings_of(row.giver_id) if (h.kind, h.ref) not in items]


def _open(pk: int) -> Handover:
    row: Handover | None = write.lock(Handover, pk)
    if row is None or row.state != S.OPEN:
        raise NotFound(field="handover_id")
    return row


def card(pk: int) -> Card:
    """From whom to whom, and what."""
    row = Handover.objects.select_related("giver", "taker").get(pk=pk)
    titles = list(row.items.order_by("id").values_list("title", flat=True))
    title = _("%(giver)s hands over to %(taker)s: %(count)s items") % {
        "giver": row.giver.name, "taker": row.taker.name, "count": len(titles)}
    return Card(row.number, title, record_url("handovers", pk), row.owner_id, None, {"items": len(titles)},
                [(_("Item"), t) for t in titles[:20]], str(len(titles)))


def _agreed(actor: Actor, pk: int) -> None:
    """Customers, and the dealers and guarantees that registers hold, go to who follows; their history stays."""
    row = Handover.objects.get(pk=pk)
    write.change(Customer, where={"id__in": _ids(row, CUSTOMER), "owner_id": row.giver_id},
                 set={"owner_id": row.taker_id, "updated_at": clock.now()})
    pass_on(_ids(row, RECORD), row.giver_id, row.taker_id)
    write.change(Handover, where={"id": pk}, set={"state": S.DONE, "done_at": clock.now()})


def _ids(row: Handover, kind: str) -> list[int]:
    return [int(ref) for ref in row.items.filter(kind=kind).values_list("ref", flat=True)]


def _again(actor: Actor, pk: int, reason: str) -> None:
    write.change(Handover, where={"id": pk}, set={"state": S.OPEN, "opinion": reason[:300]})


approving.declare(Approvable(KIND, N_("Handover"), "ORG-28", card, _agreed, _again, {"items": N_("number of items")}, _again))
