"""Duties: what the rulebook asks for again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, register

from ..library import ready_made
from ..models import Duty, DutyVersion
from ..queries.occurrences import due_words, state_tag, visible
from ..queries.rates import rates, total
from ..queries.versions import in_force, prepared
from ..words import answering, recurrence, terms

RELEASED = Prefetch("versions", DutyVersion.objects.filter(withdrawn_at=None).exclude(released_at=None), to_attr="released")
NEXT_SHOWN = 8


def now_of(duty: Duty) -> DutyVersion | None:
    """The version that holds today: the company's, else the first unit's."""
    holding = in_force(duty.released, clock.today())  # type: ignore[attr-defined]
    return holding.get(None) or next(iter(holding.values()), None)


def _tag(duty: Duty) -> Tag:
    if now_of(duty):
        return Tag(_("In force"), "done")
    later = [v for v in duty.released if v.item and v.valid_from > clock.today()]  # type: ignore[attr-defined]
    return Tag(_("From %(day)s") % {"day": later[0].valid_from}, "wait") if later else Tag(_("Not in force"), "void")


def _when(duty: Duty) -> str:
    version = now_of(duty)
    return recurrence(version.terms.when) if version else "--"


def _who(duty: Duty) -> str:
    version = now_of(duty)
    return answering(version.terms) if version else "--"


@register
class DutyScreen(Screen):
    """All duties with how often they come up and who answers for them."""

    code: ClassVar[str] = "duties"
    model: ClassVar[Any] = Duty
    title: ClassVar[Any] = _("Duties")
    group: ClassVar[str] = "duties"
    order_in_menu: ClassVar[int] = 27
    icon: ClassVar[str] = "repeat"
    hint: ClassVar[Any] = _("What the rulebook asks for again and again. A change is prepared by one person and released by another.")
    columns: ClassVar[Sequence[Column]] = (
        Column("title", link=True), Column("clause", kind="code"), Column("when", _("how often"), value=_when, needs=("released",)),
        Column("who", _("responsible"), value=_who, needs=("released",)),
        Column("state", _("state"), kind="tag", tags=_tag, needs=("released",)), Column("code", kind="code", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (Filter("clause", _("clause"), kind="text", field="clause__istartswith"),)
    order_by: ClassVar[Sequence[str]] = ("clause", "code", "id")
    search_fields: ClassVar[Sequence[str]] = ("title", "code", "clause")
    prefetch: ClassVar[Sequence[Any]] = (RELEASED,)
    actions: ClassVar[Sequence[str]] = ("duties.adopt", "duties.prepare_change")
    pages: ClassVar[Mapping[str, str]] = {"duties.prepare_change": "duty-new", "duties.adopt": "duty-library"}
    empty_text: ClassVar[Any] = _("No duty is in force. Take over ready-made ones from the library, or make your own.")
    panels: ClassVar[Sequence[Panel]] = (
        Panel("terms", _("Terms in force"), "duties/terms.html", lambda row, actor: {"terms": _terms(row), "version": now_of(row)}),
        Panel("rates", _("Kept in the last twelve months"), "duties/rate_table.html", lambda row, actor: _rates(row, actor)),
        Panel("next", _("Next"), "duties/next.html", lambda row, actor: {"rows": _next(row, actor)}, side=True),
        Panel("versions", _("Versions"), "duties/versions.html", lambda row, actor: {"versions": list(row.versions.all())}, side=True))

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return Duty.objects.all()

    def row_actions(self, row: Duty, actor: Actor) -> Sequence[str]:
        return ()

    def state_tag(self, row: Duty) -> Tag:
        return _tag(row)

    def history_subjects(self, row: Duty) -> Sequence[tuple[str, int]]:
        return [("duty_version", pk) for pk in row.versions.order_by("-number").values_list("pk", flat=True)[:NEXT_SHOWN]]

    def context(self, row: Duty, actor: Actor) -> Mapping[str, Any]:
        return {"clauses": row.clauses, "may_change": actor.may("duties.prepare_change"), "waiting": prepared(row.pk)}

    def as_json(self, row: Duty, actor: Actor) -> Mapping[str, Any]:
        version = now_of(row)
        return {"clauses": row.clauses, "in_force": version.item if version else None, "version": version.number if version else None}

    detail_template: ClassVar[str] = "duties/duty.html"


def _terms(duty: Duty) -> Sequence[Any]:
    version = now_of(duty)
    return terms(version, next((item for item in ready_made() if item.code == duty.code), None)) if version else ()


def _rates(duty: Duty, actor: Actor) -> dict[str, Any]:
    today = clock.today()
    first = (today - timedelta(days=365)).replace(day=1)
    rows = rates(actor, first, today, "month", duty_id=duty.pk)
    return {"rows": rows, "total": total(actor, first, today, duty_id=duty.pk) if rows else None, "key": translate("month")}


def _next(duty: Duty, actor: Actor) -> list[dict[str, Any]]:
    rows = visible(actor).filter(duty=duty, due_on__gte=clock.today()).order_by("due_at", "id")[:NEXT_SHOWN]
    return [{"pk": o.pk, "period": o.period, "due": due_words(o), "who": o.subject_name or o.person_name, "tag": state_tag(o)}
            for o in rows]
