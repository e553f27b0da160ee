"""Occurrences: each time a duty is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.documents.panels import files_panel
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.screens import SCREENS, Column, Filter, Panel, Screen, Tag, View, register
from yingshu.organisation.queries import unit_names

from ..models import Occurrence
from ..queries.occurrences import answers_for, due_words, limit_words, mine, name_of, people_of, responsible, state_tag, visible, wall
from ..rules import days_late
from ..services.doing import KIND, may_decide
from ..words import counted
from ..worklists import place_of, told_by_rooms

State, Excuse = Occurrence.State, Occurrence.Excuse


SOONEST: dict[str, Any] = {"order_by": ("due_at", "id"), "order_hint": _("earliest due first")}


def _mine(actor: Actor) -> Q:
    return Q(pk__in=mine(actor).values("pk"))


def _overdue(actor: Actor | None = None) -> Q:
    return Q(state=State.OPEN, late_at__lte=clock.now())


def _late_days(o: Occurrence) -> int | None:
    if o.state == State.OPEN:
        return days_late(o.due_on, clock.today(), True) if o.late_at <= clock.now() else None
    return days_late(o.due_on, clock.local(o.done_at).date(), True) if o.state == State.LATE and o.done_at else None


def _standing(value: str) -> Q:
    return _overdue() if value == "overdue" else Q(state=value)


@register
class OccurrenceScreen(Screen):
    """What was and is to be done, by whom, until when."""

    code: ClassVar[str] = "occurrences"
    model: ClassVar[Any] = Occurrence
    title: ClassVar[Any] = _("Duty record")
    group: ClassVar[str] = "duties"
    order_in_menu: ClassVar[int] = 26
    icon: ClassVar[str] = "checkup-list"
    columns: ClassVar[Sequence[Column]] = (
        Column("duty__title", _("duty"), link=True), Column("period", kind="code"), Column("subject_name"),
        Column("person_name", value=responsible, needs=("unit_id",), sort="person_name"),
        Column("due_at", kind="code", value=due_words, needs=("due_on",), sort="due_at"),
        Column("state", kind="tag", tags=state_tag, needs=("late_at", "opens_at")), Column("done_at", kind="moment"),
        Column("done_by", phone=False), Column("done_number", kind="code", phone=False),
        Column("days_late", _("days late"), kind="quantity", value=_late_days,
               needs=("due_on", "state", "done_at", "late_at"), phone=False),
        Column("duty__clause", _("clause"), kind="code"), Column("excuse", hidden=True), Column("planned_at", kind="moment", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("duty", _("duty"), kind="ref", lookup="duties", field="duty_id"),
        Filter("state", _("state"), kind="choice", choices=[("overdue", _("overdue")), *State.choices], q=_standing),
        Filter("due_on", _("due on"), kind="daterange"), Filter("person", _("responsible"), kind="ref", lookup="people", field="person_id"),
        Filter("unit", _("Unit"), kind="ref", lookup="units", field="unit_id"), Filter("period", _("period"), kind="text"),
        Filter("clause", _("clause"), kind="text", field="duty__clause"))
    views: ClassVar[Sequence[View]] = (
        View("to_do", _("To do"), lambda actor: _mine(actor) & Q(state=State.OPEN, opens_at__lte=clock.now()), count=True, **SOONEST),
        View("mine", _("Mine"), _mine), View("all", _("All")), View("overdue", _("Overdue"), _overdue, **SOONEST),
        View("missed", _("Missed"), lambda actor: Q(state=State.MISSED)),
        View("excuses", _("Excuses asked for"), lambda actor: Q(excuse=Excuse.ASKED)))
    order_by: ClassVar[Sequence[str]] = ("-due_at", "-id")
    order_hint: ClassVar[Any] = _("latest due first")
    search_fields: ClassVar[Sequence[str]] = ("duty__title", "subject_name", "person_name")
    select_related: ClassVar[Sequence[str]] = ("duty", "version")
    history_kind: ClassVar[str] = KIND
    id_parameter: ClassVar[str] = "occurrence_id"
    empty_text: ClassVar[Any] = _("No duty has come up yet. Put duties in force from the library or with a rulebook.")
    panels: ClassVar[Sequence[Panel]] = (
        Panel("occurrence", "", "duties/occurrence.html", lambda row, actor: {"o": page_of(row)}), files_panel(KIND))

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return visible(actor)

    def row_links(self, row: Occurrence, actor: Actor) -> Sequence[Mapping[str, Any]]:
        """Where it is done, for who answers for it."""
        told = told_by_rooms([row]).get(row.pk) if row.state == State.OPEN else None
        place = told[0] if told else place_of(row)
        if row.state != State.OPEN or place == record_url(KIND + "s", row.pk) or not answers_for(actor, row):
            return ()
        return [{"code": "go", "title": translate("Do it now"), "url": place, "page": True}]

    def row_actions(self, row: Occurrence, actor: Actor) -> Sequence[str]:
        found = []
        if answers_for(actor, row):
            if row.state == State.OPEN and not row.version.terms.done.actions and row.opens_at <= clock.now():
                found.append("duties.confirm")
            if row.state in (State.OPEN, State.MISSED, State.LATE) and row.excuse != Excuse.ASKED:
                found.append("duties.ask_excuse")
        if row.excuse == Excuse.ASKED and may_decide(actor, row):
            found.append("duties.decide_excuse")
        return found

    def state_tag(self, row: Occurrence) -> Tag:
        return state_tag(row)

    def heading(self, row: Occurrence) -> str:
        return name_of(row)

    def history_more(self, row: Occurrence, actor: Actor) -> Sequence[Mapping[str, Any]]:
        if not row.done_at or row.done_kind == KIND:
            return ()
        number, _url = _proof(row)
        return [{"who": row.done_by, "what": translate("Done by %(proof)s") % {"proof": number or row.done_kind}, "when": wall(row.done_at),
                 "changes": [], "detail": "", "clause": row.duty.clause, "tone": "", "icon": "check"}]

    def lookup_label(self, row: Occurrence) -> str:
        return f"{name_of(row)} {due_words(row)}"

    def as_json(self, row: Occurrence, actor: Actor) -> Mapping[str, Any]:
        return {"duty": row.duty.code, "people": people_of(row), "opens_at": row.opens_at, "late_at": row.late_at, "note": row.note,
                "proof": {"kind": row.done_kind, "id": row.done_id, "number": row.done_number}}


access.declare(KIND, lambda pk, actor: visible(actor).filter(pk=pk).exists())


def _proof(o: Occurrence) -> tuple[str, str]:
    """Number and page of the record that did the duty."""
    screen = next((s for s in SCREENS.values() if o.done_kind and o.done_kind in (s.code, s.history_kind)), None)
    if o.done_kind == KIND or not o.done_id:
        return "", ""
    return o.done_number or f"{o.done_id}", record_url(screen.code, o.done_id) if screen else ""


def page_of(o: Occurrence) -> dict[str, Any]:
    """What the page of an occurrence tells."""
    item = o.version.terms
    number, url = _proof(o)
    unit = unit_names().get(o.unit_id or 0, "")
    return {"help": item.help, "clauses": item.clauses, "duty_url": record_url("duties", o.duty_id), "people": people_of(o), "unit": unit,
            "done": o.done_at is not None, "counted": counted(item), "times": _times(o),
            "outcome": _outcome(o, number), "proof": (number, url), "note": o.note, "excuse": _excuse(o)}


def _times(o: Occurrence) -> list[tuple[str, str]]:
    closes = [(translate("missed from"), wall(o.closes_at))] if o.closes_at else []
    return [(translate("planned"), limit_words(o.planned_at)), (translate("can be done from"), wall(o.opens_at)),
            (translate("to be done by"), due_words(o)), (translate("late from"), wall(o.late_at)), *closes]


def _outcome(o: Occurrence, number: str) -> list[tuple[str, str]]:
    found = [(translate("done at"), wall(o.done_at)), (translate("done by"), o.done_by)] if o.done_at else []
    late = _late_days(o)
    return [*found, *([(translate("days late"), f"{late}")] if late else [])]


def _excuse(o: Occurrence) -> dict[str, Any] | None:
    if not o.excuse:
        return None
    return {"says": o.get_excuse_display(), "reason": o.excuse_reason, "by": o.excuse_by, "decided_by": o.decided_by, "opinion": o.opinion}
