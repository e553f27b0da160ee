"""改进跟踪: measures, findings passed on, other contacts with customers (SAT-02, 06, 22, 30, 33)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import Contact, Finding, Improvement
from ..offers import surveyed_periods
from ..queries.improving import overdue
from ..shown import number, period_name

I, F = Improvement.State, Finding.State  # noqa: E741


def improvement_tag(row: Improvement) -> Tag:
    """Under way, overdue, carried out, works, does not work."""
    if overdue(row):
        return Tag(_("Overdue"), "danger")
    return Tag(row.get_state_display(), {"open": "wait", "done": "run", "effective": "done", "ineffective": "danger",
                                         "dropped": "void"}[row.state])


def _points(value: Decimal | None) -> str:
    return number(None if value is None else f"{value}")


def effect(row: Improvement, actor: Actor) -> dict[str, Any]:
    """Cause, measure, evidence, before and after."""
    return {"row": row, "findings": list(row.findings.all()), "before": _points(row.before),
            "after": _points(row.after), "target": _points(row.target), "measured_in": _measured_in(row)}


def _measured_in(row: Improvement) -> str:
    return period_name(row.after_period) if row.after_period else ""


@register
class ImprovementScreen(Screen):
    """改进跟踪 (SAT-22)."""

    code: ClassVar[str] = "satisfaction_improvements"
    model: ClassVar[Any] = Improvement
    title: ClassVar[Any] = _("Improvements")
    group: ClassVar[str] = "satisfaction"
    order_in_menu: ClassVar[int] = 50
    icon: ClassVar[str] = "trending-up"
    hint: ClassVar[Any] = _("A measure is followed until the next wave that asks the same question shows whether it works.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("about", _("What is to be improved"), width="wide"),
        Column("period", kind="code", phone=False),
        Column("owner__name", _("responsible")), Column("due_on", kind="date"), Column("before", kind="quantity"),
        Column("target", kind="quantity", phone=False), Column("after", kind="quantity"),
        Column("state", kind="tag", tags=improvement_tag, needs=("due_on",)), Column("measure", hidden=True), Column("cause", hidden=True),
        Column("after_period", hidden=True), Column("made_at", kind="moment", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number, item or person"), kind="search"),
        Filter("owner", _("responsible"), kind="ref", field="owner_id", lookup="people"),
        Filter("period", _("Period"), kind="choice", choices=surveyed_periods),
        Filter("due_on", _("due on"), kind="daterange"), Filter("state", _("State"), kind="choice", choices=I.choices))
    views: ClassVar[Sequence[View]] = (
        View("open", _("Being carried out"), lambda actor: Q(state__in=[I.OPEN, I.DONE, I.INEFFECTIVE]), count=True),
        View("mine", _("Mine"), lambda actor: Q(owner_id=actor.id)),
        View("overdue", _("Overdue"), lambda actor: Q(state=I.OPEN, due_on__lt=clock.today()), count=True),
        View("done", _("To be verified"), lambda actor: Q(state=I.DONE), count=True), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (Panel("effect", _("Improvement"), "satisfaction/improvement.html", effect),)
    order_by: ClassVar[Sequence[str]] = ("due_on", "id")
    order_hint: ClassVar[Any] = _("Soonest first")
    search_fields: ClassVar[Sequence[str]] = ("search_text",)
    actions: ClassVar[Sequence[str]] = ("satisfaction.register_improvement",)
    select_related: ClassVar[Sequence[str]] = ("owner",)
    history_kind: ClassVar[str] = "survey_improvement"
    id_parameter: ClassVar[str] = "improvement_id"
    empty_text: ClassVar[Any] = _("No improvement yet. Results name the items that need one.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return Improvement.objects.visible_to(actor)  # type: ignore[no-any-return]

    def row_actions(self, row: Improvement, actor: Actor) -> Sequence[str]:
        mine = ("satisfaction.finish_improvement",) if row.owner_id == actor.id and row.state in (I.OPEN, I.INEFFECTIVE) else ()
        return (*mine, *(("satisfaction.verify_improvement",) if row.state == I.DONE else ()),
                *(("satisfaction.drop_improvement",) if row.state == I.OPEN else ()))

    def state_tag(self, row: Improvement) -> Tag:
        return improvement_tag(row)

    def heading(self, row: Improvement) -> str:
        return row.about

    def context(self, row: Improvement, actor: Actor) -> Mapping[str, Any]:
        return {"line": f"{row.number} · {period_name(row.period)} · {row.owner.name}", "figures": [
            {"label": gettext("points before"), "value": _points(row.before)},
            {"label": gettext("target (points)"), "value": _points(row.target)},
            {"label": gettext("points after"), "value": _points(row.after), "foot": _measured_in(row)}]}

    def lookup_label(self, row: Improvement) -> str:
        return f"{row.number} {row.about}"


def finding_tag(row: Finding) -> Tag:
    """To be received, received, put to use."""
    return Tag(row.get_state_display(), {"waiting": "warn", "received": "run", "used": "done"}[row.state])


def passed(row: Finding, actor: Actor) -> dict[str, Any]:
    """What was found, decided and made of it."""
    may = actor.may("satisfaction.register_improvement") and row.improvement_id is None
    return {"row": row, "improve_url": f"/act/satisfaction.register_improvement/?period={row.period}&finding_id={row.pk}" if may else ""}


@register
class FindingScreen(Screen):
    """结论与需求 (SAT-06, SAT-30, SAT-33)."""

    code: ClassVar[str] = "findings"
    model: ClassVar[Any] = Finding
    title: ClassVar[Any] = _("Findings and needs")
    group: ClassVar[str] = "satisfaction"
    order_in_menu: ClassVar[int] = 60
    icon: ClassVar[str] = "bulb"
    hint: ClassVar[Any] = _("Useful conclusions, needs and arbitrated matters go to whoever makes use of them, and are followed.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("kind"), Column("text", width="wide"), Column("period", kind="code", phone=False),
        Column("person__name", _("receiver")), Column("unit__name", _("passed to"), phone=False),
        Column("state", kind="tag", tags=finding_tag), Column("made_at", kind="moment", phone=False), Column("made_by", hidden=True),
        Column("use", hidden=True), Column("met", kind="bool", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number or text"), kind="search"), Filter("kind", _("Kind"), kind="choice", choices=Finding.Kind.choices),
        Filter("person", _("receiver"), kind="ref", field="person_id", lookup="people"),
        Filter("state", _("State"), kind="choice", choices=F.choices))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("waiting", _("To be received"), lambda actor: Q(state=F.WAITING), count=True),
        View("mine", _("Mine"), lambda actor: Q(person_id=actor.id)),
        View("needs", _("Needs not met"), lambda actor: Q(kind__in=["need_now", "need_later"], met=False), count=True))
    panels: ClassVar[Sequence[Panel]] = (Panel("passed", _("Conclusion"), "satisfaction/finding.html", passed),)
    order_by: ClassVar[Sequence[str]] = ("-made_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("search_text",)
    actions: ClassVar[Sequence[str]] = ("satisfaction.pass_finding",)
    select_related: ClassVar[Sequence[str]] = ("person", "unit")
    history_kind: ClassVar[str] = "finding"
    id_parameter: ClassVar[str] = "finding_id"
    empty_text: ClassVar[Any] = _("Nothing has been passed on yet.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Findings are for the whole company to use."""
        return Finding.objects.all()

    def row_actions(self, row: Finding, actor: Actor) -> Sequence[str]:
        steps = {F.WAITING: ("satisfaction.receive_finding",), F.RECEIVED: ("satisfaction.use_finding",)}
        return steps.get(F(row.state), ()) if row.person_id == actor.id else ()

    def state_tag(self, row: Finding) -> Tag:
        return finding_tag(row)

    def heading(self, row: Finding) -> str:
        return f"{row.get_kind_display()} {row.number}"

    def lookup_label(self, row: Finding) -> str:
        return f"{row.number} {row.text[:40]}"


@register
class ContactScreen(Screen):
    """沟通记录 (SAT-02)."""

    code: ClassVar[str] = "customer_contacts"
    model: ClassVar[Any] = Contact
    title: ClassVar[Any] = _("Contacts with customers")
    group: ClassVar[str] = "satisfaction"
    order_in_menu: ClassVar[int] = 70
    icon: ClassVar[str] = "messages"
    columns: ClassVar[Sequence[Column]] = (
        Column("title", link=True, width="wide"), Column("kind"), Column("on", kind="date"), Column("customers", kind="quantity"),
        Column("owner__name", _("responsible")))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Content"), kind="search"), Filter("kind", _("Activity"), kind="choice", choices=Contact.Kind.choices),
        Filter("on", _("day"), kind="daterange"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")), View("mine", _("Mine"), lambda actor: Q(owner_id=actor.id)))
    order_by: ClassVar[Sequence[str]] = ("-on", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("title",)
    actions: ClassVar[Sequence[str]] = ("satisfaction.record_contact",)
    select_related: ClassVar[Sequence[str]] = ("owner",)
    history_kind: ClassVar[str] = "customer_contact"
    empty_text: ClassVar[Any] = _("Surveys and requests are counted by themselves; record here what leaves no other trace.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return Contact.objects.visible_to(actor)  # type: ignore[no-any-return]
