"""Shares in the matrix that no single room can tell: what people recorded, how departments kept the time of their instructions, and
whether customers were told in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache

from django.db.models import Count as CountOf
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value
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
from yingshu.orders.controls import INSTRUCT, NOTICE
from yingshu.orders.models import Instruction, SalesSlip
from yingshu.orders.models.instruction import Lane
from yingshu.organisation.models import Appointment
from yingshu.rulebook.decisions import params_of

from .queries.cooperation import OPEN, State
from .tallies import ACTIONS_DONE

TELLING = "ORD-07"
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


# ---- instructions answered and customers told in time

def _sent(asked: Asked) -> QuerySet[Instruction]:
    start, end = clock.day_bounds(asked.first, asked.last)
    found = Instruction.objects.filter(sent_at__gte=start, sent_at__lt=end).exclude(state=State.WITHDRAWN)
    if asked.units is not None:
        found = found.filter(order__unit_id__in=asked.units)
    return found if asked.person_id is None else found.filter(order__owner_id=asked.person_id)


def _departed(asked: Asked) -> QuerySet[SalesSlip]:
    """Slips whose goods left: from then on the customer is to be told (ORD-07)."""
    start, end = clock.day_bounds(asked.first, asked.last)
    found: QuerySet[SalesSlip] = SalesSlip._plain.filter(shipped_at__gte=start, shipped_at__lt=end)
    if asked.units is not None:
        found = found.filter(unit_id__in=asked.units)
    return found if asked.person_id is None else found.filter(owner_id=asked.person_id)


def _late() -> Q:
    return Q(answered_at__gt=F("due_at")) | Q(answered_at=None, state__in=OPEN, due_at__lt=clock.now())


def _untold(params: Params) -> Q:
    """Told too late, or not at all though the time is over: also when goods arrived or the order was closed meanwhile."""
    allowed = timedelta(seconds=int(params.customer_notify_hours * 3600))  # type: ignore[attr-defined]
    limit = ExpressionWrapper(F("shipped_at") + allowed, output_field=DateTimeField())
    return Q(told_at__gt=limit) | Q(told_at=None, shipped_at__lt=clock.now() - allowed)


def _timed_counts(asked: Asked) -> Iterator[Count]:
    """Both in one statement."""
    clauses = {**{lane.value: clause for clause, lane in LANES.items()}, TELLING: TELLING}
    answers = _sent(asked).order_by().annotate(month=month_of("sent_at"), of=F("lane")).values("month", "of").annotate(
        sent=CountOf("id"), timed=CountOf("id", filter=Q(due_at__isnull=False)), late=CountOf("id", filter=_late()))
    notices = _departed(asked).order_by().annotate(month=month_of("shipped_at"), of=Value(TELLING)).values("month", "of").annotate(
        sent=CountOf("id"), timed=CountOf("id"), late=CountOf("id", filter=_untold(params_of(NOTICE))))
    for row in answers.union(notices, all=True):
        clause = clauses[row["of"]]
        if asked.wants(clause):
            yield Count(clause, month_start(row["month"]), row["sent"], row["timed"], row["timed"] - row["late"])


def _timed_records(clause: str, asked: Asked, limit: int) -> Iterator[Record]:
    if clause == TELLING:
        yield from map(_notice_record, _departed(asked).order_by("-shipped_at", "-id")[:limit])
    elif lane := LANES.get(clause):
        yield from map(_answer_record, _sent(asked).filter(lane=lane).select_related("order").order_by("-sent_at", "-id")[:limit])


def _answer_record(one: Instruction) -> Record:
    snapshot = {"order": one.order.number, "lane": one.lane, "state": one.state, "sent_at": one.sent_at, "due_at": one.due_at,
                "answered_at": one.answered_at, "answered_by": one.answered_by, "answer": one.answer}
    return Record(clock.local(one.sent_at).date(), one.order.number, one.get_state_display(), one.answered_by,
                  record_url("orders", one.order_id), snapshot)


def _notice_record(slip: SalesSlip) -> Record:
    says = _("Customer told") if slip.told_at else _("Customer not told")
    return Record(clock.local(slip.shipped_at or slip.issued_at).date(), slip.number, says, slip.issued_by, record_url("slips", slip.pk),
                  {"slip": slip.number, "order": slip.order_number, "shipped_at": slip.shipped_at, "told_at": slip.told_at})


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


def notice_rate(params: Params, asked: Asked) -> Rate:
    """How many customers would have been told in time with other hours."""
    found = _departed(asked).aggregate(left=CountOf("id"), late=CountOf("id", filter=_untold(params)))
    return Rate(found["left"], found["left"] - found["late"])


def _timed() -> Mapping[str, Way]:
    return dict.fromkeys((*LANES, TELLING), Way.DUTY)


def _timed_url(clause: str, asked: Asked) -> str:
    return f"/analysis/cooperation/?from={asked.first}&to={asked.last}" if clause in LANES else ""


declare(Source("instructions", lazy("Answered and told in time"), _timed, _timed_counts, _timed_records, _timed_url,
               rates={INSTRUCT.code: instruction_rate, NOTICE.code: notice_rate}))
