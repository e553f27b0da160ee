"""Action items: written down with a person and a day, finished, moved or dropped (MTG-04, MTG-05)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Needed
from yingshu.kernel.services import Done, service
from yingshu.rulebook.decisions import Subject, decide

from ..controls import ITEMS, SERIES
from ..errors import NotYours
from ..inputs import ItemInput, ItemRef, MeetingRef
from ..models import ActionItem
from ..queries.meetings import visible_items
from ..rules.meeting import ItemFacts, ItemsFacts
from ..transitions import ITEM
from .attending import RECORD
from .planning import open_meeting

KIND = "action_item"


@service("meetings.add_items", title=N_("Write down action items"), clause="MTG-05")
def add_items(*, actor: Actor, meeting_id: MeetingRef, items: list[ItemInput]) -> Done:
    """Write down what was resolved: who does what until when. Refused for items without a person or a day (MTG-04, MTG-05)."""
    found = open_meeting(actor, meeting_id, "record")
    facts = ItemsFacts(clause=SERIES[found.kind].clauses[0], items=tuple(
        ItemFacts(text=i.text, owner=i.owner_id is not None, due=i.due_on is not None) for i in items))
    decide(ITEMS, facts, Subject("meeting", found.pk, found.number, found.unit_id))
    made = write.add(ActionItem, [{"meeting_id": found.pk, "text": i.text, "owner_id": i.owner_id, "due_on": i.due_on,
                                   "made_at": clock.now()}
                                  for i in items])
    return Done("meeting", found.pk, found.number, found.state, data={"items": made},
                after={"items": [f"{i.text} · {i.due_on}" for i in items]})


@service("meetings.finish_item", title=N_("Done"), clause="MTG-05")
def finish_item(*, actor: Actor, item_id: ItemRef, result: Needed) -> Done:
    """The responsible person, or whoever keeps the minutes, says what came of it."""
    return _end(actor, item_id, "finish", ActionItem.State.DONE, result)


@service("meetings.drop_item", title=N_("Drop the action item"), clause="MTG-05")
def drop_item(*, actor: Actor, item_id: ItemRef, reason: Needed) -> Done:
    """It is not needed any more; the reason stays."""
    return _end(actor, item_id, "drop", ActionItem.State.DROPPED, reason)


@service("meetings.move_item", title=N_("Move the day"), clause="MTG-05")
def move_item(*, actor: Actor, item_id: ItemRef, due_on: date, reason: Needed) -> Done:
    """Give an action item more time, with the reason."""
    found = _item(actor, item_id, "move")
    write.change(ActionItem, where={"id": found.pk}, set={"due_on": due_on})
    return Done(KIND, found.pk, found.text[:40], found.state, before={"due_on": str(found.due_on)}, after={"due_on": str(due_on)},
                reason=reason)


def _end(actor: Actor, pk: int, step: str, state: ActionItem.State, words: str) -> Done:
    found = _item(actor, pk, step)
    write.change(ActionItem, where={"id": found.pk}, set={"state": state, "closed_at": clock.now(), "result": words[:300]})
    return Done(KIND, found.pk, found.text[:40], state.value, data={"meeting_id": found.meeting_id}, before={"state": found.state},
                after={"state": state.value, "result": words}, reason=words)


def _item(actor: Actor, pk: int, step: str) -> ActionItem:
    seen = visible_items(actor).filter(pk=pk).select_related("owner").first()
    if seen is None:
        raise NotFound(field="item_id")
    if seen.owner_id != actor.id and not actor.may(RECORD):
        raise NotYours(field="item_id", name=seen.owner.name if seen.owner else "--")
    found: ActionItem = write.lock(ActionItem, pk)
    ITEM.check(step, found.state, found.text[:40])
    return found
