"""Reads of occurrences: whose list they stand on, who may see them, how they stand now."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.screens import Tag
from yingshu.organisation.models import Person, Unit
from yingshu.organisation.queries import superiors_of, unit_names

from ..models import Assignee, Occurrence
from .people import stood_in_for

State = Occurrence.State
WEIGHTS = {State.DONE: "done", State.LATE: "warn", State.MISSED: "danger", State.EXCUSED: "void"}


def of_people(person_ids: list[int]) -> Q:
    """Occurrences on the list of one of these people."""
    return Q(Exists(Assignee.objects.filter(occurrence=OuterRef("pk"), person_id__in=person_ids)))


def mine(actor: Actor) -> QuerySet[Occurrence]:
    """What stands on a person's own list, and on those of the heads for whom the person acts."""
    rows: QuerySet[Occurrence] = Occurrence._plain.filter(of_people([actor.id, *stood_in_for(actor.id)]))
    return rows


def to_do(actor: Actor) -> QuerySet[Occurrence]:
    """What a person can do now: open, and its time has come."""
    return mine(actor).filter(state=State.OPEN, opens_at__lte=clock.now()).select_related("duty", "version").order_by("due_at", "id")


def visible(actor: Actor) -> QuerySet[Occurrence]:
    """Occurrences within a person's scope: own ones, those on the own list, those of the units the person sees."""
    if actor.everything or actor.reach == Reach.ALL:
        everything: QuerySet[Occurrence] = Occurrence._plain.all()
        return everything
    rows: QuerySet[Occurrence] = Occurrence._plain.filter(
        Q(person_id=actor.id) | Q(unit_id__in=sorted(actor.units)) | of_people([actor.id, *stood_in_for(actor.id)]))
    return rows


def answers_for(actor: Actor, occurrence: Occurrence) -> bool:
    """Does the person, or somebody for whom the person acts, have it on the list?"""
    return Assignee.objects.filter(occurrence=occurrence, person_id__in=[actor.id, *stood_in_for(actor.id)]).exists()


def people_of(occurrence: Occurrence) -> list[str]:
    """Everybody who answers for an occurrence."""
    return list(occurrence.assignees.order_by("id").values_list("name", flat=True))


def responsible(o: Occurrence) -> str:
    """Who answers for it: the unit and the person, for a department answers by its head (ORG-24)."""
    return " · ".join(part for part in (unit_names().get(o.unit_id or 0, ""), o.person_name) if part)


def deciders(occurrence: Occurrence) -> list[Person]:
    """Who decides on an excuse and is told when a duty stays undone: the superiors of who answers for it, else the unit's head."""
    found = superiors_of(occurrence.person_id) if occurrence.person_id else []
    if not found and occurrence.unit_id:
        unit = Unit.objects.filter(pk=occurrence.unit_id).select_related("head").first()
        found = [unit.head] if unit and unit.head and unit.head.is_active else []
    return found


def excuses_to_decide(actor: Actor) -> QuerySet[Occurrence]:
    """Excuses asked for that wait for this person: of those who report to the person, or to a head for whom the person acts."""
    asked: QuerySet[Occurrence] = visible(actor).filter(excuse=Occurrence.Excuse.ASKED)
    heads = {actor.id, *stood_in_for(actor.id)}
    answering = asked.order_by().values_list("person_id", "unit_id").distinct()
    below = [pair for pair in answering if heads & {p.pk for p in deciders(Occurrence(person_id=pair[0], unit_id=pair[1]))}]
    mine_to_decide = Q(pk__in=[])
    for person_id, unit_id in below:
        mine_to_decide |= Q(person_id=person_id, unit_id=unit_id)
    return asked.filter(mine_to_decide)


def state_tag(o: Occurrence) -> Tag:
    """The state as people read it; overdue and to come are worked out from the times."""
    now = clock.now()
    if o.state != State.OPEN:
        return Tag(o.get_state_display(), WEIGHTS[State(o.state)])
    if o.late_at <= now:
        return Tag(_("overdue"), "danger")
    return Tag(_("to do"), "run") if o.opens_at <= now else Tag(_("to come"), "wait")


def due_words(o: Occurrence) -> str:
    """Until when: the day, with the time where the rulebook names one."""
    at = clock.local(o.due_at)
    return f"{at:%Y-%m-%d %H:%M}" if at.hour or at.minute else f"{o.due_on:%Y-%m-%d}"


def name_of(o: Occurrence) -> str:
    """Duty, period and for whom, in one line."""
    return " ".join(part for part in (o.duty.title, o.period, o.subject_name if o.subject_kind != "person" else "") if part)


def limit_words(moment: datetime) -> str:
    """A limit on the wall: the end of a day as 24:00."""
    at = clock.local(moment)
    return f"{at:%Y-%m-%d %H:%M}" if at.hour or at.minute else f"{at - timedelta(days=1):%Y-%m-%d} 24:00"


def wall(moment: datetime) -> str:
    """A moment as the clock on the wall shows it."""
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"
