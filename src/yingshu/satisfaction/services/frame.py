"""Whom a wave asks: strata, sample, invitations, reminders (SAT-08, SAT-13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import Max, Q
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.customers.models import Customer
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import IllegalTransition, NotFound
from yingshu.kernel.inputs import CustomerRef, PersonRef, UnitRef
from yingshu.kernel.services import Done, service
from yingshu.notifications.models import Outgoing
from yingshu.organisation.models import Person, Unit
from yingshu.rulebook.decisions import params_of
from yingshu.service.models import AffectedCustomer

from .. import tokens
from ..controls import POPULATIONS
from ..errors import FrameFixed, NobodyLeft
from ..inputs import StratumInput, WaveRef
from ..letters import reminder
from ..models import Invitation, Questionnaire, Sent, Stratum, Wave
from ..rules.sampling import Confidence, allocate, sample
from .waves import KIND, require_hand_out, wave

MOST_AT_ONCE = 5000
Channel = Invitation.Channel


@service("satisfaction.set_strata", title=N_("Strata"), clause="SAT-08")
def set_strata(*, actor: Actor, wave_id: WaveRef, strata: list[StratumInput]) -> Done:
    """The parts of the frame, replacing those before; fixed once something was handed out."""
    found = _unsent(wave_id)
    _units_exist({s.unit_id for s in strata if s.unit_id})
    return _divide(found, strata)


def _divide(found: Wave, strata: Sequence[StratumInput]) -> Done:
    found.strata.all().delete()
    write.add(Stratum, [{"wave_id": found.pk, **s.model_dump(exclude={"unit_id"}), "unit_id": s.unit_id} for s in strata])
    write.change(Wave, where={"id": found.pk}, set={"population": sum(s.population for s in strata)})
    return Done(KIND, found.pk, found.number, found.state, after={"strata": [s.title for s in strata]})


@service("satisfaction.strata_from_files", title=N_("Strata from the customer files"), clause="SAT-08")
def strata_from_files(*, actor: Actor, wave_id: WaveRef) -> Done:
    """One stratum for each region, with its customers as population."""
    found = _unsent(wave_id)
    counts = Counter(_frame(found, actor).values_list("unit_id", flat=True))
    names = dict(Unit.objects.filter(pk__in=[u for u in counts if u]).values_list("pk", "name"))
    rows = [StratumInput(title=names.get(u, "--"), unit_id=u, population=n) for u, n in sorted(counts.items(), key=lambda x: x[0] or 0)]
    return _divide(found, rows)


def _unsent(wave_id: int) -> Wave:
    found: Wave | None = write.lock(Wave, wave_id)
    if found is None:
        raise NotFound(field="wave_id")
    if found.sent:
        raise FrameFixed(number=found.number, sent=found.sent)
    return found


def _units_exist(ids: set[int]) -> None:
    if Unit.objects.filter(pk__in=ids).count() != len(ids):
        raise NotFound(field="strata")


@service("satisfaction.calculate_sample", title=N_("Calculate the sample"), clause="SAT-08")
def calculate_sample(*, actor: Actor, wave_id: WaveRef, margin: Annotated[Decimal, Field(gt=0, le=Decimal("0.5"))] = Decimal("0.05"),
                     confidence: Confidence = "95", rate: Annotated[Decimal, Field(gt=0, le=1)] = Decimal("0.8"),
                     least: Annotated[int, Field(ge=0, le=1000)] = 5) -> Done:
    """How many to ask, corrected for the finite population, and their distribution over the strata in proportion."""
    found = wave(wave_id)
    strata = list(found.strata.order_by("id"))
    population = sum(s.population for s in strata) or found.population
    size = sample(population, margin, confidence, rate)
    shares = allocate(size.ask, [s.population for s in strata], least)
    for stratum, n in zip(strata, shares, strict=True):
        write.change(Stratum, where={"id": stratum.pk}, set={"sample": n})
    plan = {**found.plan, "sample": {"population": population, "margin": str(margin), "confidence": confidence, "rate": str(rate),
                                     "infinite": size.infinite, "needed": size.needed, "ask": sum(shares) or size.ask}}
    write.change(Wave, where={"id": found.pk}, set={"plan": plan, "population": population})
    return Done(KIND, found.pk, found.number, found.state, data=plan["sample"],
                after={"population": population, "sample": plan["sample"]["ask"]})


@service("satisfaction.invite", title=N_("Hand out to customers"), clause="SAT-09")
def invite(*, actor: Actor, wave_id: WaveRef, channel: Channel = Channel.LINK, customer_ids: list[CustomerRef] | None = None,
           unit_id: UnitRef | None = None) -> Done:
    """Questionnaires for the customers of the frame who have none yet: those named, or the sample of every stratum.

    Nothing is handed out without an approved questionnaire and an approved plan (SAT-26, SAT-09).
    """
    found = _open(wave_id)
    chosen = _frame(found, actor).exclude(pk__in=Invitation.objects.filter(wave_id=found.pk).exclude(customer=None).values("customer_id"))
    if customer_ids:
        chosen = chosen.filter(pk__in=customer_ids)
    if unit_id:
        chosen = chosen.filter(unit_id=unit_id)
    rows = list(_drawn(found, list(chosen.order_by("id").values_list("id", "unit_id", "level")[:MOST_AT_ONCE]), bool(customer_ids)))
    if not rows:
        raise NobodyLeft(clause="SAT-08")
    return _handed_out(found, rows, channel)


def _drawn(found: Wave, customers: Sequence[tuple[int, int | None, str]], all_of_them: bool) -> Iterable[dict[str, Any]]:
    """Each customer with its stratum; of a stratum with a planned sample every n-th, so that the whole list is reached."""
    strata = list(found.strata.order_by("id"))
    members: dict[Stratum | None, list[tuple[int, int | None]]] = {}
    for pk, unit, level in customers:
        members.setdefault(_stratum_of(strata, unit, level), []).append((pk, unit))
    handed = dict(Sent.objects.filter(wave_id=found.pk).values_list("stratum_key", "count"))
    for stratum, there in members.items():
        if stratum is None and strata and not all_of_them:
            continue
        left = (stratum.sample - handed.get(stratum.pk, 0)) if stratum and stratum.sample and not all_of_them else len(there)
        yield from ({"customer_id": pk, "unit_id": unit, "stratum_id": stratum and stratum.pk} for pk, unit in every_nth(there, left))


def every_nth(rows: Sequence[Any], wanted: int) -> list[Any]:
    """So many of the rows, evenly spread over them."""
    wanted = max(min(wanted, len(rows)), 0)
    return [rows[n * len(rows) // wanted] for n in range(wanted)]


def _stratum_of(strata: Sequence[Stratum], unit: int | None, level: str) -> Stratum | None:
    return next((s for s in strata if (s.unit_id is None or s.unit_id == unit) and s.customer_class in ("", level)), None)


def _frame(found: Wave, actor: Actor) -> Any:
    """The customers that belong to the wave's audience: end users are known by the nature in their file, all others are direct (SAT-08).
    A special survey asks those that the event concerns (SAT-34)."""
    natures = params_of(POPULATIONS).consumer_natures
    everybody = Customer.objects.visible_to(actor).filter(state=Customer.State.ACTIVE)
    if found.kind == Wave.Kind.SPECIAL:
        return everybody.filter(pk__in=AffectedCustomer.objects.filter(incident_id=found.about_id or 0).values("customer_id"))
    consumers = Q(nature__in=natures)
    return everybody.filter(consumers) if found.audience == Questionnaire.Audience.END_USER else everybody.exclude(consumers)


@service("satisfaction.invite_colleagues", title=N_("Hand out to colleagues"), clause="SAT-31")
def invite_colleagues(*, actor: Actor, wave_id: WaveRef, person_ids: list[PersonRef], rated_unit_id: UnitRef) -> Done:
    """Questionnaires for colleagues as internal customers, about the service of one department (SAT-31)."""
    found = _open(wave_id)
    if not Unit.objects.filter(pk=rated_unit_id).exists():
        raise NotFound(field="rated_unit_id")
    asked = set(Invitation.objects.filter(wave_id=found.pk, unit_id=rated_unit_id).values_list("person_id", flat=True))
    people = [pk for pk in Person.objects.filter(pk__in=person_ids, is_active=True).values_list("pk", flat=True) if pk not in asked]
    if not people:
        raise NobodyLeft(clause="SAT-31")
    return _handed_out(found, [{"person_id": pk, "unit_id": rated_unit_id} for pk in people], Channel.LINK)


@service("satisfaction.make_codes", title=N_("Print QR codes"), clause="SAT-09")
def make_codes(*, actor: Actor, wave_id: WaveRef, count: Annotated[int, Field(ge=1, le=2000)], stratum_id: int | None = None,
               channel: Channel = Channel.QR, unit_id: UnitRef | None = None) -> Done:
    """Single-use codes for people whom nobody knows by name: shops, packings, the showroom; or numbered sheets of paper."""
    found = _open(wave_id)
    stratum = found.strata.filter(pk=stratum_id).first() if stratum_id else None
    if stratum_id and stratum is None:
        raise NotFound(field="stratum_id")
    if unit_id and not Unit.objects.filter(pk=unit_id).exists():
        raise NotFound(field="unit_id")
    row = {"stratum_id": stratum and stratum.pk, "unit_id": unit_id or (stratum and stratum.unit_id)}
    return _handed_out(found, [dict(row) for _n in range(count)], channel)


def _open(wave_id: int) -> Wave:
    """The wave, locked, when questionnaires may be handed out now."""
    require_hand_out(wave(wave_id))
    found: Wave = write.lock(Wave, wave_id)
    if found.state != Wave.State.RUNNING:
        raise IllegalTransition(number=found.number, state=found.get_state_display(), action="invite")
    return found


def _handed_out(found: Wave, rows: Sequence[Mapping[str, Any]], channel: Channel) -> Done:
    pks = issue(found, rows, channel)
    return Done(KIND, found.pk, found.number, found.state, data={"handed_out": len(pks), "invitation_ids": pks[:20]},
                after={"handed_out": len(pks), "channel": str(channel.label)})


def issue(found: Wave, rows: Sequence[Mapping[str, Any]], channel: str) -> list[int]:
    """Write invitations of a locked wave with serials and hashes, and count them."""
    last = Invitation.objects.filter(wave_id=found.pk).aggregate(n=Max("serial"))["n"] or 0
    now, pks = clock.now(), list[int]()
    numbered = [{"wave_id": found.pk, "serial": n, "token_hash": tokens.digest(tokens.token(found.pk, n)), "channel": channel,
                 "sent_at": now, **row} for n, row in enumerate(rows, last + 1)]
    for some in batches(numbered):
        pks += write.add(Invitation, some)
    sent = Counter((row.get("unit_id") or 0, row.get("stratum_id") or 0) for row in rows)
    for (unit, stratum), n in sorted(sent.items()):
        write.add_up(Sent, {"wave_id": found.pk, "unit_key": unit, "stratum_key": stratum}, {"count": n})
    write.change(Wave, where={"id": found.pk}, set={"sent": write.Add(len(rows))})
    return pks


def batches(rows: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    """The rows in pieces that one statement takes."""
    return (rows[n:n + size] for n in range(0, len(rows), size))


@service("satisfaction.remind", title=N_("Remind those who have not answered"), clause="SAT-13")
def remind(*, actor: Actor, wave_id: WaveRef) -> Done:
    """Note a reminder for every open questionnaire, and write to those with an e-mail address. The list for SMS or phone is the list of
    questionnaires, view “not answered”. Who has answered is never asked again."""
    found = wave(wave_id)
    if found.state != Wave.State.RUNNING:
        raise IllegalTransition(number=found.number, state=found.get_state_display(), action="remind")
    changed = write.change(Invitation, where={"wave_id": found.pk, "answered_at__isnull": True},
                           set={"reminded_at": clock.now(), "reminders": write.Add(1)}, returning="*")
    letters = list(_letters(found, changed))
    for some in batches(letters):
        write.add(Outgoing, some)
    return Done(KIND, found.pk, found.number, found.state, data={"reminded": len(changed), "letters": len(letters)},
                after={"reminded": len(changed)})


def _letters(found: Wave, rows: Sequence[Invitation]) -> Iterable[dict[str, Any]]:
    """An e-mail with the link, to customers who have an address."""
    emails = dict(Customer.objects.unscoped(reason="reminding those the wave has invited").filter(
        pk__in=[r.customer_id for r in rows if r.customer_id]).exclude(email="").values_list("pk", "email"))
    for row in rows:
        if row.customer_id in emails:
            yield {"channel": "email", "recipient": emails[row.customer_id], "next_try_at": clock.now(),
                   **reminder(found, tokens.link(row))}
