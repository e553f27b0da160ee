"""Shares in the matrix that no single room can tell: what people recorded, and how departments kept the time of their instructions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache

from django.db.models import Count as CountOf
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.audit.models import AuditEntry
from yingshu.kernel import clock, rollups
from yingshu.kernel.controls import Params
from yingshu.kernel.enforcement import Asked, Count, Rate, Record, Source, Way, declare, month_start
from yingshu.kernel.links import record_url
from yingshu.kernel.metrics import METRICS
from yingshu.kernel.rollups import month_of
from yingshu.kernel.screens import page_of
from yingshu.kernel.services import ACTIONS
from yingshu.orders.controls import INSTRUCT
from yingshu.orders.models import Instruction
from yingshu.orders.models.instruction import Lane
from yingshu.organisation.models import Appointment

from .queries.cooperation import OPEN, State
from .tallies import ACTIONS_DONE

LANES = {"ORD-04": Lane.WORKSHOP, "ORD-05": Lane.FINANCE, "LOG-01": Lane.LOGISTICS}
# What an action carries out besides the clause that it names: the paper, the row or the log entry that comes with it.
ALONG = (
    ("orders.send_instructions", "ORD-11", Way.WORKFLOW), ("logistics.depart", "ORD-15", Way.DOCUMENT),
    ("logistics.depart", "ORD-21", Way.RECORD), ("logistics.depart", "MTG-16", Way.RECORD),
    ("customers.reveal_contact", "CNF-01", Way.ROLE), ("customers.reveal_address", "CNF-01", Way.ROLE),
    ("satisfaction.file_report", "SAT-30", Way.WORKFLOW), ("satisfaction.register_improvement", "SAT-33", Way.WORKFLOW))
PAGES = {"ORD-10": "/analysis/performance/", "PRF-13": "/analysis/performance/", "ORD-13": "/analysis/deliveries/",
         "ORD-17": "/analysis/cooperation/", "MTG-16": "/analysis/sales/"}
HOURS = {Lane.FINANCE: "finance_hours", Lane.LOGISTICS: "logistics_hours"}


# ---- what people recorded

def _recorded() -> Mapping[str, Way]:
    """Actions that name their clause: doing them is the record that the clause asks for."""
    named = {action.clause: Way.RECORD for action in ACTIONS.values() if action.clause}
    return {clause: way for _action, clause, way in ALONG} | named


def _actions(clause: str) -> list[str]:
    return [code for code in ACTIONS if clause in _clauses(code)]


@cache
def _clauses(code: str) -> tuple[str, ...]:
    """The clause that an action names, and those that it carries out along with it."""
    action = ACTIONS.get(code)
    own = (action.clause,) if action and action.clause else ()
    return (*own, *(clause for done, clause, _way in ALONG if done == code))


def _people(asked: Asked) -> frozenset[int] | None:
    """The trail knows people, not units: those of the units asked for."""
    if asked.person_id is not None:
        return frozenset((asked.person_id,))
    if asked.units is None:
        return None
    return frozenset(Appointment.objects.filter(unit_id__in=asked.units, until=None).values_list("person_id", flat=True))


def _recorded_counts(asked: Asked) -> Iterator[Count]:
    first, last = asked.months
    where, people = Q(month__gte=first, month__lte=last, refused=False), _people(asked)
    for row in rollups.read(ACTIONS_DONE, where if people is None else where & Q(person__in=people), ("month", "action")):
        for clause in filter(asked.wants, _clauses(row["action"])):
            yield Count(clause, month_start(row["month"]), evidence=row["count"])


def _trail(clause: str, asked: Asked) -> QuerySet[AuditEntry]:
    start, end = clock.day_bounds(asked.first, asked.last)
    found = AuditEntry.objects.filter(action__in=_actions(clause), at__gte=start, at__lt=end, refused=False)
    people = _people(asked)
    return found if people is None else found.filter(actor_id__in=people)


def _recorded_records(clause: str, asked: Asked, limit: int) -> Iterator[Record]:
    for entry in _trail(clause, asked).order_by("-at", "-id")[:limit]:
        action = ACTIONS[entry.action]
        snapshot = {"id": entry.pk, "at": entry.at, "action": entry.action, "actor": entry.actor_name, "number": entry.subject_number,
                    "before": entry.before, "after": entry.after, "reason": entry.reason}
        yield Record(clock.local(entry.at).date(), entry.subject_number or f"{entry.pk}", _(action.title), entry.actor_name,
                     page_of(entry.subject_kind, entry.subject_id), snapshot, entry.pk)


declare(Source("actions", lazy("Records in the trail"), _recorded, _recorded_counts, _recorded_records))


# ---- figures that are always at hand

def _figures() -> Mapping[str, Way]:
    """Figures that name their clause, and pages that show them: the report that the clause asks for."""
    return dict.fromkeys((*PAGES, *(metric.clause for metric in METRICS.values() if metric.clause)), Way.REPORT)


def _page(clause: str, asked: Asked) -> str:
    return f"{PAGES[clause]}?from={asked.first}&to={asked.last}" if clause in PAGES else ""


declare(Source("figures", lazy("Figures"), _figures, lambda asked: (), lambda clause, asked, limit: (), _page))


# ---- instructions answered in time

def _sent(asked: Asked) -> QuerySet[Instruction]:
    start, end = clock.day_bounds(asked.first, asked.last)
    found = Instruction.objects.filter(sent_at__gte=start, sent_at__lt=end).exclude(state=State.WITHDRAWN)
    if asked.units is not None:
        found = found.filter(order__unit_id__in=asked.units)
    return found if asked.person_id is None else found.filter(order__owner_id=asked.person_id)


def _late() -> Q:
    return Q(answered_at__gt=F("due_at")) | Q(answered_at=None, state__in=OPEN, due_at__lt=clock.now())


def _instruction_counts(asked: Asked) -> Iterator[Count]:
    clauses = {lane: clause for clause, lane in LANES.items()}
    rows = _sent(asked).order_by().annotate(month=month_of("sent_at")).values("month", "lane").annotate(
        sent=CountOf("id"), timed=CountOf("id", filter=Q(due_at__isnull=False)), late=CountOf("id", filter=_late()))
    for row in rows:
        clause = clauses[Lane(row["lane"])]
        if asked.wants(clause):
            yield Count(clause, month_start(row["month"]), row["sent"], row["timed"], row["timed"] - row["late"])


def _instruction_records(clause: str, asked: Asked, limit: int) -> Iterator[Record]:
    lane = LANES.get(clause)
    for one in _sent(asked).filter(lane=lane).select_related("order").order_by("-sent_at", "-id")[:limit] if lane else ():
        snapshot = {"order": one.order.number, "lane": one.lane, "state": one.state, "sent_at": one.sent_at, "due_at": one.due_at,
                    "answered_at": one.answered_at, "answered_by": one.answered_by, "answer": one.answer}
        yield Record(clock.local(one.sent_at).date(), one.order.number, one.get_state_display(), one.answered_by,
                     record_url("orders", one.order_id), snapshot)


def instruction_rate(params: Params, asked: Asked) -> Rate:
    """How many instructions would have been answered in time with other hours."""
    due = kept = 0
    for lane, name in HOURS.items():
        allowed = timedelta(seconds=int(getattr(params, name) * 3600))
        limit = ExpressionWrapper(F("sent_at") + allowed, output_field=DateTimeField())
        found = _sent(asked).filter(lane=lane).aggregate(
            sent=CountOf("id"), late=CountOf("id", filter=Q(answered_at__gt=limit) | Q(
                answered_at=None, state__in=OPEN, sent_at__lt=clock.now() - allowed)))
        due, kept = due + found["sent"], kept + found["sent"] - found["late"]
    return Rate(due, kept)


def _lanes() -> Mapping[str, Way]:
    return dict.fromkeys(LANES, Way.DUTY)


def _cooperation_url(clause: str, asked: Asked) -> str:
    return f"/analysis/cooperation/?from={asked.first}&to={asked.last}"


declare(Source("instructions", lazy("Instructions answered in time"), _lanes, _instruction_counts, _instruction_records,
               _cooperation_url, rates={INSTRUCT.code: instruction_rate}))
