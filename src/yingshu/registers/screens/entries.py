"""The screen of a register, made from its newest definition: list, filters, views, record, export, REST."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.documents.panels import files_panel
from yingshu.kernel import approving, clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import Cached
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View

from ..definition import VOID, FieldSpec, Kind
from ..models import Entry
from ..queries import visible
from ..registry import VERSION, Live, known, live
from ..services.entries import may_change, may_move
from ..values import REFS, known_value, outward, words
from . import panels

CELL = {"number": "quantity", "percent": "percent", "money": "money", "date": "date", "moment": "moment"}
FILTER = {"choice": "choice", "bool": "bool", "date": "daterange", "moment": "daterange", "number": "range", "money": "range",
          "percent": "range", "text": "text", "person": "ref", "unit": "ref", "record": "ref"}


class EntryScreen(Screen):
    """A register as a screen."""

    model = Entry
    group = "registers"
    above = ((lazy("Registers"), "/r/"),)
    order_hint = lazy("newest first")
    detail_template = "registers/entry.html"
    search_fields = ("search_text",)
    select_related = ("owner", "unit", "handler")

    def __init__(self, found: Live) -> None:
        d = found.definition
        self.live = found
        self.code = found.screen  # type: ignore[misc]
        self.title = d.title  # type: ignore[misc]
        self.hint = d.hint  # type: ignore[misc]
        self.columns = tuple(columns(found))  # type: ignore[misc]
        self.filters = tuple(filters(found))  # type: ignore[misc]
        self.views = tuple(views(found))  # type: ignore[misc]
        self.panels = tuple(panels_of(found))  # type: ignore[misc]

    def scoped(self, actor: Actor) -> Any:
        return visible(actor, self.live)

    def of(self, row: Any) -> Live:
        """The definition a record was written with."""
        return live(self.live.code, row.version)

    def heading(self, row: Any) -> str:
        return f"{row.number}　{row.headline}" if row.headline else str(row.number)

    def state_tag(self, row: Any) -> Tag | None:
        return tag_of(self.of(row), row.state)

    def lookup_label(self, row: Any) -> str:
        return f"{row.headline} · {row.number}" if row.headline else str(row.number)

    def head_links(self, actor: Actor) -> Sequence[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        if not self.live.retired and actor.may(f"{self.code}.add"):
            wide = any(f.kind == Kind.TABLE for f in self.live.definition.fields) or len(self.live.definition.posted) > 8
            found.append({"code": "new", "title": _("New record"), "url": f"/{self.code}/new/", "page": wide})
        return [*found, {"code": "statistics", "title": _("Statistics"), "url": f"/{self.code}/statistics/", "page": True,
                         "plain": True}]

    def row_links(self, row: Any, actor: Actor) -> Sequence[Mapping[str, Any]]:
        found, here = self.of(row), f"/{self.code}/{row.pk}"
        state = found.definition.state(row.state)
        flow = approving.running(self.code, row.pk)
        decisions = {found.definition.approval.agreed, found.definition.approval.refused} if found.definition.approval and flow else set()
        steps = [{"code": m.code, "title": m.title, "url": f"{here}/move/{m.code}/"} for m in found.definition.moves
                 if row.state in m.from_ and m.code not in decisions and may_move(actor, found, row, m)
                 and not (m.not_owner and row.owner_id == actor.id)]
        if found.definition.revises and row.state in found.definition.revises.from_ and actor.may(f"{self.code}.add"):
            steps.append({"code": "revise", "title": _("Write anew"), "url": f"{here}/revise/"})
        if state is not None and state.open and may_change(actor, found, row):
            steps.append({"code": "change", "title": _("Edit"), "url": f"{here}/change/"})
            steps.append({"code": "void", "title": _("Void"), "url": f"{here}/void/"})
        return steps

    def context(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        found = self.of(row)
        return {"line": _("%(register)s, version %(version)s; recorded by %(who)s on %(day)s") % {
            "register": found.title, "version": row.version, "who": row.owner or _("system"),
            "day": f"{clock.local(row.created_at):%Y-%m-%d %H:%M}"}, "print_url": f"/{self.code}/{row.pk}/print/"}

    def as_json(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        found = self.of(row)
        return {"edition": row.edition, "version": row.version, "headline": row.headline, "values": {
            f.code: outward(f, row.values.get(f.code)) for f in found.definition.fields if panels.may_see(f, found, row, actor)}}

    def value_of(self, row: Any, name: str) -> Any:
        """A field of a record, as expressions of other registers read it; ``state`` and ``number`` besides."""
        if name in ("state", "number", "headline"):
            return getattr(row, name)
        spec = self.of(row).definition.field(name)
        return known_value(spec, row.values.get(name)) if spec and not spec.private else None


def tag_of(found: Live, state: str) -> Tag:
    """A state in words, as strongly as the definition says."""
    declared = found.definition.state(state)
    if declared is None:
        return Tag(state, "wait")
    return Tag(_(VOID.title) if declared is VOID else declared.title, declared.weight)


def columns(found: Live) -> list[Column]:
    """Number, listed fields, state, who and when; the day it counts for, unless that field is listed."""
    d = found.definition
    fields = [f for f in d.fields if f.listed]
    named = any(f.kind in (Kind.TEXT, Kind.LONG) or f.code == d.headline for f in fields)
    headline = [] if named else [Column("headline", lazy("subject"))]
    more = [_column(found, f, hidden=True) for f in d.fields if not f.listed and not f.private and f.kind != Kind.FILE]
    return [
        Column("number", lazy("number"), kind="code", link=True, sort=""),
        *headline, *(_column(found, f) for f in fields),
        Column("state", lazy("state"), kind="tag", tags=lambda row: tag_of(found, row.state)),
        Column("handler__name", lazy("handled by"), hidden=not d.handler, sort=""),
        Column("owner__name", lazy("recorded by"), sort=""), Column("unit__name", lazy("unit"), hidden=True, sort=""),
        Column("day", lazy("day"), kind="date", hidden=not d.day or d.day in {f.code for f in fields}),
        Column("created_at", lazy("recorded at"), kind="moment", sort="id"),
        *more]


def _column(found: Live, spec: FieldSpec, hidden: bool = False) -> Column:
    slot = found.slots.get(spec.code, "")
    cell = CELL.get(spec.shape, "text")
    sort = slot if slot and spec.kind not in (*REFS, Kind.RECORD) else None
    return Column(spec.code, spec.title, kind=cell, value=_reader(spec), sort=sort, total=spec.total and bool(slot), hidden=hidden,
                  phone=not hidden)


def _reader(spec: FieldSpec) -> Callable[[Any], Any]:
    if spec.shape in ("number", "percent"):
        return lambda row: Decimal(str(v)) if (v := row.values.get(spec.code)) is not None else None
    if spec.shape == "money":
        return lambda row: row.values.get(spec.code)
    if spec.shape in ("date", "moment"):
        return lambda row: known_value(spec, row.values.get(spec.code))
    return lambda row: words(spec, row.values.get(spec.code))


def filters(found: Live) -> list[Filter]:
    """Search and state first, then the filtered fields, then who and when."""
    d = found.definition
    states = [(s.code, s.title) for s in d.stations] + [(VOID.code, lazy("Void"))]
    own = [_filter(found, f) for f in d.fields if f.filter and f.code in found.slots]
    return [Filter("q", lazy("Search"), kind="search"), Filter("state", lazy("state"), kind="choice", choices=states), *own,
            Filter("day", lazy("day"), kind="daterange", field="day"),
            Filter("owner", lazy("recorded by"), kind="ref", field="owner_id", lookup="people"),
            Filter("created_at", lazy("recorded at"), kind="daterange", field="created_at")]


def _filter(found: Live, spec: FieldSpec) -> Filter:
    slot, kind = found.slots[spec.code], FILTER[spec.shape]
    if kind == "choice":
        return Filter(spec.code, spec.title, kind="choice", field=slot, choices=[(c, c) for c in found.choices_of(spec)])
    if kind == "bool":
        return Filter(spec.code, spec.title, kind="bool", q=lambda yes: Q(**{slot: "yes" if yes else "no"}))
    if spec.shape == "money":
        return Filter(spec.code, spec.title, kind="range", q=lambda ends: _between(slot, ends))
    return Filter(spec.code, spec.title, kind=kind, field=slot, lookup=REFS.get(spec.kind, spec.of) if kind == "ref" else "")


def _between(slot: str, ends: tuple[Any, Any]) -> Q:
    low, high = (None if end is None else int(Decimal(end) * 100) for end in ends)
    return Q(**{f"{slot}__gte": low}) if low is not None else Q(**{f"{slot}__lte": high})


def views(found: Live) -> list[View]:
    """All, mine, those I handle, and those that wait in each state that is not final."""
    d = found.definition
    base = [View("all", lazy("All")), View("mine", lazy("Recorded by me"), lambda actor: Q(owner_id=actor.id)),
            View("handled", lazy("For me to handle"), lambda actor: Q(handler_id=actor.id))]
    if any(r for r in d.reminders):
        base.append(View("due", lazy("Due"), lambda actor: Q(remind_on__lte=clock.today()), count=True))
    return base + [View(f"state_{s.code}", s.title, _in_state(s.code)) for s in d.states if not s.final][:4]


def _in_state(code: str) -> Callable[[Actor], Q]:
    return lambda actor: Q(state=code)


def panels_of(found: Live) -> list[Panel]:
    """Fields; at the side approval, parameters and related records; files as a tab."""
    code, made_anew = found.screen, found.definition.revises
    makes = found.definition.follows or made_anew
    made = [Panel("fields", lazy("Details"), "registers/fields.html", panels.fields),
            *([Panel("changes", lazy("Against the version before"), "registers/changes.html", panels.changes)] if made_anew else []),
            *(Panel(f"related{n}", r.title, "registers/related.html", panels.related(r)) for n, r in enumerate(found.definition.related)),
            *([Panel("made", lazy("Made from this record"), "registers/made.html", panels.made)] if makes else []),
            *([Panel("asked", lazy("Answers"), "registers/asked.html", panels.asked)] if found.definition.public else []),
            Panel("rules", lazy("By the rulebook"), "registers/rules.html", panels.rules, side=True)]
    if found.definition.approval:
        made.append(Panel("approval", lazy("Approval"), "registers/approval.html", panels.approval, side=True))
    return [*made, files_panel(code)]


def _load(_key: object) -> dict[str, EntryScreen]:
    return {found.screen: EntryScreen(found) for found in known().values()}


_screens: Cached[dict[str, EntryScreen]] = Cached(VERSION, _load)


def screens() -> dict[str, EntryScreen]:
    """All registers as screens, by the code of the screen."""
    return _screens.get()
