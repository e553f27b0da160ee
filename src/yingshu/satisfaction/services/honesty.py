"""Answers that look falsified, and those that are proved so: reviewed, voided, counted out (SAT-29)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.customers.models import Customer
from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import LongText, Needed, PersonRef, UnitRef
from yingshu.kernel.services import Done, add_later, service, settle
from yingshu.organisation.models import Person
from yingshu.rulebook import switches
from yingshu.rulebook.decisions import Subject, decide, name_subject, params_of

from ..controls import FALSIFICATION, SIGNS
from ..errors import AlreadyVoided
from ..inputs import ResponseRef, WaveRef
from ..models import Answer, Falsification, Response, ScoreEntry, Wave
from ..queries.wanted import CACHE as WANTED
from ..rules.honesty import ADDRESS, DEVICE, WORDS, FalsificationFacts, Measure
from .answering import KIND
from .frame import batches
from .waves import wave

CASE = "falsification"
MOST_AT_ONCE = 5000


def responses_of(actor: Actor) -> Any:
    """Responses a person may see: those of customers they may see, and those without a customer in their units."""
    mine = Q(customer_id__in=Customer.objects.visible_to(actor).values("id")) | Q(customer=None)
    return Response.objects.filter(mine)


@service("satisfaction.void_response", title=N_("Void the answer"), clause="SAT-29")
def void_response(*, actor: Actor, response_id: ResponseRef, reason: Needed) -> Done:
    """Take an answer out of all figures, with the reason. It stays on record, and figures with and without it can both be read."""
    found = responses_of(actor).filter(pk=response_id).select_related("wave").first()
    if found is None:
        raise NotFound(field="response_id")
    if not _void([found], actor, reason, None):
        found.refresh_from_db()
        raise AlreadyVoided(name=found.voided_by, at=f"{clock.local(found.voided_at):%Y-%m-%d %H:%M}")
    return Done(KIND, found.pk, str(found), "voided", before={"voided": False}, after={"voided": True}, reason=reason)


def _void(rows: Sequence[Response], actor: Actor, reason: str, case: int | None) -> list[int]:
    """Mark responses and write counter-entries of everything they were counted with; answers the ids that were not void yet."""
    pks = [row[0] for some in batches(rows) for row in _marked(some, actor, reason, case)]
    for some in batches(pks):
        for model in (Answer, ScoreEntry):
            names = [f.attname for f in model._meta.concrete_fields if f.attname not in ("id", "void")]
            add_later(model, [{**dict(zip(names, values, strict=True)), "void": True}
                              for values in model.objects.filter(response_id__in=some, void=False).values_list(*names)])
        settle()
    bump(WANTED)
    return pks


def _marked(rows: Sequence[Response], actor: Actor, reason: str, case: int | None) -> list[tuple[int]]:
    changed = write.change(Response, where={"id__in": [r.pk for r in rows], "voided_at__isnull": True}, returning="*", set={
        "voided_at": clock.now(), "voided_by": actor.name, "void_reason": reason[:300], "falsification_id": case,
        "reviewed_at": clock.now(), "reviewed_by": actor.name})
    return [(row.pk,) for row in changed]


@service("satisfaction.keep_response", title=N_("Looked at, it stands"), clause="SAT-29")
def keep_response(*, actor: Actor, response_id: ResponseRef) -> Done:
    """The signs were looked at and explained; the answer stands."""
    found = responses_of(actor).filter(pk=response_id).first()
    if found is None:
        raise NotFound(field="response_id")
    write.change(Response, where={"id": found.pk}, set={"reviewed_at": clock.now(), "reviewed_by": actor.name})
    return Done(KIND, found.pk, str(found), "kept", after={"reviewed": True, "signs": found.signs})


@service("satisfaction.look_for_signs", title=N_("Look for signs"), clause="SAT-29")
def look_for_signs(*, actor: Actor, wave_id: WaveRef) -> Done:
    """Mark answers that come in bulk from one device or address, or with identical words. A sign is a reason to look, no judgement."""
    found = wave(wave_id)
    params = params_of(SIGNS)
    marked = 0
    for sign, field, least in ((DEVICE, "device_hash", params.same_device), (ADDRESS, "address_hash", params.same_address),
                               (WORDS, "words_hash", params.same_words)):
        marked += _mark(found, sign, field, least)
    return Done("wave", found.pk, found.number, found.state, data={"marked": marked}, after={"signs": marked})


def _mark(found: Wave, sign: str, field: str, least: int) -> int:
    """Put a sign on the responses that share a hash with enough others and do not carry it yet."""
    valid = Response.objects.filter(wave_id=found.pk, voided_at=None).exclude(**{field: ""})
    shared = valid.order_by().values(field).annotate(n=Count("pk")).filter(n__gte=least).values_list(field, flat=True)
    by_signs: dict[tuple[str, ...], list[int]] = {}
    for pk, signs in valid.filter(**{f"{field}__in": list(shared)}).values_list("pk", "signs"):
        if sign not in signs:
            by_signs.setdefault(tuple(signs), []).append(pk)
    for signs, pks in by_signs.items():
        for some in batches(pks):
            write.change(Response, where={"id__in": some}, set={"signs": [*signs, sign], "reviewed_at": None})
    return sum(map(len, by_signs.values()))


@service("satisfaction.record_falsification", title=N_("Record a falsification"), clause="SAT-29")
def record_falsification(*, actor: Actor, wave_id: WaveRef, proof: LongText, response_ids: list[ResponseRef] | None = None,
                         unit_id: UnitRef | None = None, score: Annotated[int, Field(ge=0, le=100)] | None = None,
                         responsible_id: PersonRef | None = None, measure: Measure | None = None) -> Done:
    """Answers that are proved false are voided together, and whoever is responsible bears a measure of the rulebook.

    They are named one by one, or as those of a unit with a certain score. A fine needs the master switch (PRF-07 and others).
    """
    found = wave(wave_id)
    rows = list(_concerned(actor, found, response_ids, unit_id, score))
    person = _responsible(responsible_id)
    decide(FALSIFICATION, FalsificationFacts(answers=len(rows), responsible=person.name if person else "", measure=measure or "",
                                             proof=bool(proof), fines_on="SAT-29" not in switches.off(found.unit_id)), Subject(CASE, None))
    number = next_number("falsification", clock.today())
    pk = write.add_one(Falsification, number=number, wave_id=found.pk, unit_id=unit_id or (rows[0].unit_id if rows else None), proof=proof,
                       responsible_id=person.pk if person else None, measure=measure or "", answers=len(rows), found_at=clock.now(),
                       found_by=actor.name)
    name_subject(CASE, pk, number)
    _void(rows, actor, proof, pk)
    return Done(CASE, pk, number, "proved", data={"answers": len(rows)}, after={"answers": len(rows), "measure": measure or "",
                                                                                "responsible": person.name if person else ""}, reason=proof)


def _concerned(actor: Actor, found: Wave, response_ids: list[int] | None, unit_id: int | None, score: int | None) -> Iterable[Response]:
    if not response_ids and unit_id is None:
        return []
    rows = responses_of(actor).filter(wave_id=found.pk, voided_at=None)
    if response_ids:
        rows = rows.filter(pk__in=response_ids)
        if rows.count() != len(set(response_ids)):
            raise NotFound(field="response_ids")
    rows = rows.filter(unit_id=unit_id) if unit_id is not None else rows
    rows = rows.filter(score=score * 100) if score is not None else rows
    return rows.order_by("id")[:MOST_AT_ONCE]


def _responsible(pk: int | None) -> Person | None:
    if pk is None:
        return None
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(field="responsible_id")
    return found


@service("satisfaction.impose_measure", title=N_("Decide on the measure"), clause="SAT-29")
def impose_measure(*, actor: Actor, falsification_id: Annotated[int, Field(gt=0)], responsible_id: PersonRef, measure: Measure) -> Done:
    """Fine, demotion or dismissal for whoever is held responsible; a fine needs the master switch."""
    found: Falsification | None = write.lock(Falsification, falsification_id)
    if found is None:
        raise NotFound(field="falsification_id")
    if found.measure:
        raise InvalidInput({"measure": [_("A measure was decided on already.")]})
    person = _responsible(responsible_id)
    facts = FalsificationFacts(answers=found.answers, responsible=person.name if person else "", measure=measure, proof=True,
                               fines_on="SAT-29" not in switches.off(found.wave.unit_id))
    decide(FALSIFICATION, facts, Subject(CASE, found.pk, found.number))
    write.change(Falsification, where={"id": found.pk}, set={"responsible_id": responsible_id, "measure": measure})
    return Done(CASE, found.pk, found.number, "decided", after={"measure": measure, "responsible": person.name if person else ""})
