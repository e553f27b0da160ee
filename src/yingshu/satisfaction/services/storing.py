"""Keeping a response: one per invitation, its values and scores as entries, its words apart (SAT-29)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yingshu.kernel import clock, write
from yingshu.kernel.services import add_later
from yingshu.rulebook.decisions import params_of

from .. import tokens
from ..controls import LEVELS, SIGNS
from ..models import Answer, Invitation, Partial, Remark, Response, ScoreEntry
from ..queries.versions import Content
from ..reading import Given
from ..rules.honesty import own_signs
from ..rules.scoring import Scored, hundredths, score


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when a response came about. ``entered_by``: the colleague who typed it in."""

    channel: str
    started_at: datetime
    submitted_at: datetime
    device: str = ""
    address: str = ""
    staff_network: bool = False
    entered_by: str = ""
    consent: str = ""


def store(invitation: Invitation, content: Content, given: Given, origin: Origin) -> int | None:
    """Keep a response and answer its id; None when this invitation has one already. Nothing here is shared by two people but the
    tables, so a thousand may answer at once."""
    taken = write.change(Invitation, where={"id": invitation.pk, "answered_at__isnull": True}, set={"answered_at": origin.submitted_at})
    if not taken:
        return None
    scored = score(params_of(LEVELS), content.questions, content.weights, given.values)
    pk = write.add_one(Response, **_response(invitation, content, given, scored, origin))
    places = {"wave_id": invitation.wave_id, "unit_key": invitation.unit_id or 0, "stratum_key": invitation.stratum_id or 0}
    add_later(Answer, list(answer_rows(pk, content, given, scored, places)))
    add_later(ScoreEntry, list(score_rows(pk, content, given, scored, places)))
    add_later(Remark, [{"response_id": pk, "item_id": item, **_remark(content, item, text)} for item, text in given.words.items() if text])
    Partial.objects.filter(invitation_id=invitation.pk).delete()
    return pk


def _remark(content: Content, item_id: int, text: str) -> dict[str, Any]:
    photo = next(i for i in content.items if i.pk == item_id).kind == "photo"
    return {"text": "", "attachment_id": int(text)} if photo and text.isdigit() else {"text": text}


def _response(invitation: Invitation, content: Content, given: Given, scored: Scored, origin: Origin) -> dict[str, Any]:
    words = "\n".join(sorted(filter(None, given.words.values())))
    seconds = int((origin.submitted_at - origin.started_at).total_seconds())
    signs = own_signs(params_of(SIGNS), seconds=seconds, items=len(given.values), straight=scored.straight,
                      at=clock.local(origin.submitted_at).time(), staff_network=origin.staff_network, entered=bool(origin.entered_by))
    return {"wave_id": invitation.wave_id, "invitation_id": invitation.pk, "stratum_id": invitation.stratum_id,
            "unit_id": invitation.unit_id, "customer_id": invitation.customer_id, "channel": origin.channel,
            "started_at": origin.started_at, "submitted_at": origin.submitted_at, "entered_by": origin.entered_by,
            "device_hash": tokens.keyed(origin.device), "address_hash": tokens.keyed(origin.address),
            "staff_network": origin.staff_network, "words_hash": tokens.digest(words) if len(words) >= 4 else "",
            "consent": origin.consent[:20], "score": None if scored.points is None else hundredths(scored.points),
            "straight": scored.straight, "signs": signs}


def answer_rows(response_id: int, content: Content, given: Given, scored: Scored, places: dict[str, int]) -> Iterable[dict[str, Any]]:
    """The entries of the values."""
    groups = {item.pk: item.group_id for item in content.items}
    overall = given.values.get((content.overall, 0), -1) if content.overall else -1
    for (item, part), value in given.values.items():
        group = scored.groups.get(groups[item])
        yield {"response_id": response_id, "item_id": item, "part": part, "value": value, "overall": overall,
               "complete": group is None or group.complete, **places}


def score_rows(response_id: int, content: Content, given: Given, scored: Scored, places: dict[str, int]) -> Iterable[dict[str, Any]]:
    """The entries of the scores: the whole, each group, and the sum of the questions of the ACSI-style index."""
    whole = ScoreEntry.UNSCORED if scored.points is None else 0
    yield {"response_id": response_id, "group_key": whole, "score": 0 if scored.points is None else hundredths(scored.points),
           "complete": scored.complete, **places}
    for key, group in scored.groups.items():
        yield {"response_id": response_id, "group_key": key, "score": hundredths(group.points), "raw": group.raw,
               "complete": group.complete, **places}
    asked = [given.values[item.pk, 0] for item in content.acsi if (item.pk, 0) in given.values]
    if content.acsi and len(asked) == len(content.acsi):
        yield {"response_id": response_id, "group_key": ScoreEntry.ACSI, "score": 0, "raw": sum(asked), "complete": True, **places}
