"""答卷: what came back, with its signs, for review; proved falsifications (SAT-29)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.rulebook.decisions import params_of

from ..controls import LEVELS
from ..models import Falsification, Invitation, Item, Response
from ..offers import surveyed_periods
from ..queries.versions import content
from ..rules.honesty import SIGNS
from ..services.honesty import responses_of

NO_SIGN: list[str] = []


def response_tag(row: Response) -> Tag:
    """Valid, to be looked at, or voided."""
    if row.voided_at is not None:
        return Tag(_("Voided"), "void")
    if row.signs and row.reviewed_at is None:
        return Tag(_("To be looked at"), "warn")
    return Tag(_("Looked at"), "done") if row.reviewed_at else Tag(_("Valid"), "done")


def sign_names(row: Response) -> str:
    """The signs in words."""
    return "、".join(gettext(SIGNS[s]) for s in row.signs if s in SIGNS)


def whose(row: Response) -> str:
    """The customer or colleague, else the serial."""
    person = row.invitation.person
    return row.customer.name if row.customer else person.name if person else f"#{row.invitation.serial}"


def points(row: Response) -> str:
    """92.50, or -- when nothing that counts was answered."""
    return "--" if row.score is None else f"{row.score // 100}.{row.score % 100:02d}"


def answers_of(row: Response, actor: Actor) -> dict[str, Any]:
    """Every question with what was answered, and why it is looked at."""
    values = {(a.item_id, a.part): a.value for a in row.answers.filter(void=False)}
    words = {r.item_id: r for r in row.remarks.all()}
    levels = params_of(LEVELS)
    found = content(row.wave.version_id)
    lines = [{"text": i.text_zh, "shown": _shown(i, values, levels), "remark": words.get(i.pk), "kind": i.kind} for i in found.items]
    seconds = int((row.submitted_at - row.started_at).total_seconds())
    return {"row": row, "lines": [line for line in lines if line["shown"] or line["remark"]], "signs": sign_names(row),
            "took": "--" if row.entered_by else f"{seconds // 60}:{seconds % 60:02d}", "points": points(row)}


def _shown(item: Item, values: Mapping[tuple[int, int], int], levels: Any) -> str:
    if item.kind == Item.Kind.MATRIX:
        given = [(r["zh"], values[item.pk, n]) for n, r in enumerate(item.rows, 1) if (item.pk, n) in values]
        return "；".join(f"{name} {gettext(levels.name(value))}" for name, value in given)
    if (item.pk, 0) not in values:
        return ""
    value = values[item.pk, 0]
    if item.kind == Item.Kind.FIVE:
        return gettext(levels.name(value))
    return next((o["zh"] for o in item.options if o["value"] == value), str(value)) if item.kind == Item.Kind.CHOICE else str(value)


@register
class ResponseScreen(Screen):
    """答卷 (SAT-29)."""

    code: ClassVar[str] = "responses"
    model: ClassVar[Any] = Response
    title: ClassVar[Any] = _("Answers")
    group: ClassVar[str] = "satisfaction"
    order_in_menu: ClassVar[int] = 50
    icon: ClassVar[str] = "message-check"
    hint: ClassVar[Any] = _("A sign is a reason to look, no judgement. An answer is voided with a reason; figures with and without "
                            "it stay.")
    columns: ClassVar[Sequence[Column]] = (
        Column("whose", _("From whom"), value=whose, link=True, needs=("customer__name", "invitation__serial")),
        Column("wave__number", _("wave"), kind="code"), Column("unit__name", _("unit"), phone=False), Column("channel"),
        Column("points", _("score"), value=points, needs=("score",), sort="score"),
        Column("signs", _("signs"), value=sign_names, width="wide"), Column("submitted_at", kind="moment"),
        Column("entered_by", phone=False), Column("state", _("State"), kind="tag", value=lambda row: response_tag(row).label,
                                                  tags=response_tag, needs=("voided_at", "signs", "reviewed_at")),
        Column("void_reason", hidden=True), Column("voided_by", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer"), kind="search"), Filter("wave", _("wave"), kind="ref", lookup="waves", field="wave_id"),
        Filter("unit", _("unit"), kind="ref", lookup="units", field="unit_id"),
        Filter("submitted_at", _("handed in at"), kind="daterange"),
        Filter("period", _("Period"), kind="choice", choices=surveyed_periods, field="wave__period"),
        Filter("channel", _("By which way"), kind="choice", choices=Invitation.Channel.choices))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")),
        View("signs", _("To be looked at"), lambda actor: Q(voided_at=None, reviewed_at=None) & ~Q(signs=NO_SIGN), count=True),
        View("valid", _("Valid"), lambda actor: Q(voided_at=None)), View("void", _("Voided"), lambda actor: Q(voided_at__isnull=False)))
    panels: ClassVar[Sequence[Panel]] = (Panel("answers", _("Answers"), "satisfaction/answers.html", answers_of),)
    order_by: ClassVar[Sequence[str]] = ("-submitted_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("customer__search_text",)
    select_related: ClassVar[Sequence[str]] = ("customer", "unit", "wave", "invitation__person")
    batch_actions: ClassVar[Sequence[str]] = ("satisfaction.keep_response", "satisfaction.void_response")
    history_kind: ClassVar[str] = "response"
    empty_text: ClassVar[Any] = _("Nothing has come back yet.")

    def scoped(self, actor: Actor) -> Any:
        return responses_of(actor)

    def row_actions(self, row: Response, actor: Actor) -> Sequence[str]:
        if row.voided_at is not None:
            return ()
        return ("satisfaction.keep_response", "satisfaction.void_response") if row.signs and not row.reviewed_at else (
            "satisfaction.void_response",)

    def state_tag(self, row: Response) -> Tag:
        return response_tag(row)

    def heading(self, row: Response) -> str:
        return f"{whose(row)} · {row.wave.title}"

    def lookup_label(self, row: Response) -> str:
        return f"{whose(row)} {row.wave.number} {points(row)} {clock.local(row.submitted_at):%m-%d %H:%M}"


@register
class FalsificationScreen(Screen):
    """查实造假 (SAT-29)."""

    code: ClassVar[str] = "falsifications"
    model: ClassVar[Any] = Falsification
    title: ClassVar[Any] = _("Proved falsifications")
    group: ClassVar[str] = "satisfaction"
    order_in_menu: ClassVar[int] = 55
    icon: ClassVar[str] = "alert-triangle"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("wave__title", _("wave")), Column("unit__name", _("unit")),
        Column("answers", kind="quantity"), Column("responsible__name", _("held responsible")), Column("measure"),
        Column("proof", width="wide"), Column("found_at", kind="moment"), Column("found_by", phone=False))
    filters: ClassVar[Sequence[Filter]] = (Filter("q", _("Number or proof"), kind="search"),
                                         Filter("found_at", _("proved at"), kind="daterange"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")), View("open", _("No measure yet"), lambda actor: Q(measure="")))
    order_by: ClassVar[Sequence[str]] = ("-found_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("number", "proof")
    select_related: ClassVar[Sequence[str]] = ("wave", "unit", "responsible")
    history_kind: ClassVar[str] = "falsification"
    empty_text: ClassVar[Any] = _("No falsification has been proved.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return Falsification.objects.all()

    def row_actions(self, row: Falsification, actor: Actor) -> Sequence[str]:
        return () if row.measure else ("satisfaction.impose_measure",)

    def heading(self, row: Falsification) -> str:
        return f"{row.number} {row.wave.title}"
