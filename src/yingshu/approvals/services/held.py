"""Actions that wait until they are agreed: asked for, carried out as they were asked for, or turned down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card, MakeCard
from yingshu.kernel.errors import NotFound
from yingshu.kernel.links import record_url
from yingshu.kernel.schemas import schema_of, validate
from yingshu.kernel.services import ACTIONS, Done, rehearse
from yingshu.organisation.principal import actor_for

from ..errors import StillWaits
from ..models import Request
from ..queries.force import governed
from ..queries.route import route_for
from .running import begin

KIND = "request"
CARRIED_OUT = N_("Carried out as asked for in %(number)s")


def ask(actor: Actor, action: str, make_card: MakeCard, arguments: Mapping[str, Any], run: Callable[..., Done]) -> Done | None:
    """Make a request of an action when a flow in force applies to it; None when it may be carried out at once.

    The action is tried first and undone again: what its own rules refuse is refused before anybody is asked.
    """
    if action not in governed():
        return None
    card = make_card(actor, arguments)
    if route_for(action, card) is None:
        return None
    rehearse(run, actor=actor, **arguments)
    about = card.about or ("", 0)
    _not_twice(action, about)
    number = next_number(KIND, clock.today())
    kept = schema_of(action).model_construct(**arguments).model_dump(mode="json", exclude_unset=True)
    pk = write.add_one(Request, number=number, action=action, title=card.title[:200], about_kind=about[0], about_id=about[1] or None,
                       arguments=kept, card=_card_json(card, kept), owner_id=actor.id, unit_id=card.unit_id, asked_at=clock.now())
    begin(actor, action, pk)
    state = Request.objects.values_list("state", flat=True).get(pk=pk)
    return Done(KIND, pk, number, state, data={"request": number, "action": action}, after={"action": action, **kept})


def _not_twice(action: str, about: tuple[str, int]) -> None:
    """One request of an action at a time about a record."""
    found = waiting(action, about) if about[1] else None
    if found is not None:
        raise StillWaits(number=found.number, step=_(ACTIONS[action].title))


def waiting(action: str, about: tuple[str, int]) -> Request | None:
    """The request of an action about a record (kind and id) that is not decided yet."""
    return Request.objects.filter(action=action, about_kind=about[0], about_id=about[1], state=Request.State.PENDING).first()


def _card_json(card: Card, arguments: Mapping[str, Any]) -> dict[str, Any]:
    digest = hashlib.sha256(orjson.dumps([arguments], option=orjson.OPT_SORT_KEYS)).hexdigest()
    return {"facts": dict(card.facts), "lines": [list(line) for line in card.lines], "url": card.url, "digest": digest}


def card_of(pk: int) -> Card:
    """The card of a request as it was when it was asked for: its arguments never change."""
    row = Request.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound()
    kept = row.card
    return Card(row.number, row.title, kept["url"] or record_url("requests", pk), row.owner_id, row.unit_id, kept["facts"],
                [(label, text) for label, text in kept["lines"]], kept["digest"], (row.about_kind, row.about_id or 0))


def carry_out(actor: Actor, pk: int) -> None:
    """The flow ended with agreement: the action runs as it was asked for, in the name of who asked, by the rights of today."""
    row = write.lock(Request, pk)
    asked_by = actor_for(row.owner_id)
    if asked_by is None:
        raise NotFound()
    asked_by.require(row.action)
    done = ACTIONS[row.action].run(actor=asked_by, **validate(row.action, row.arguments))
    write.change(Request, where={"id": pk}, set={"state": Request.State.DONE, "decided_at": clock.now(), "result": done.as_json()})


def turn_down(actor: Actor, pk: int, reason: str) -> None:
    """The flow ended without agreement: nothing is carried out."""
    write.change(Request, where={"id": pk}, set={"state": Request.State.REFUSED, "decided_at": clock.now(), "opinion": reason[:300]})
