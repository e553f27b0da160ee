"""What the page of a record shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from yingshu.audit.queries import history_of
from yingshu.kernel import approving, clock
from yingshu.kernel.actor import Actor
from yingshu.organisation.queries import post_names
from yingshu.rulebook.catalogue import clauses

from .. import asking, queries
from ..definition import Definition, FieldSpec, Kind, Param
from ..forming import told
from ..models import Entry, RegisterVersion
from ..parts import NAMED, OWNER, Related
from ..registry import Live, live, registers
from ..section import as_delivered
from ..values import shown, words

MOST = 50


def may_see(spec: FieldSpec, found: Live, row: Any, actor: Actor) -> bool:
    """Private fields are for those who hold the right, and for who recorded them where the register says so."""
    mine = row.owner_id == actor.id and OWNER in found.definition.who.private
    return not spec.private or mine or actor.may(f"{found.screen}.reveal")


def fields(row: Any, actor: Actor) -> Mapping[str, Any]:
    """All fields with their values; tables apart."""
    found = _live_of(row)
    seen = [f for f in found.definition.fields if may_see(f, found, row, actor)]
    plain = [(f.title, shown(f, row.values.get(f.code)), f.kind == Kind.LONG) for f in seen if f.kind not in (Kind.TABLE, Kind.FILE)]
    tables = [table(f, row.values.get(f.code) or []) for f in seen if f.kind == Kind.TABLE]
    return {"plain": plain, "tables": tables, "handler": row.handler, "origin": _origin(row, actor)}


def _live_of(row: Any) -> Any:
    from ..registry import by_id

    return live(by_id(row.register_id).code, row.version)


def table(spec: FieldSpec, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A table of lines: titles, and cells with whether they are numbers."""
    numbers = [c.shape in ("number", "money", "percent") for c in spec.columns]
    return {"title": spec.title, "heads": [(c.title, n) for c, n in zip(spec.columns, numbers, strict=True)],
            "rows": [[(shown(c, row.get(c.code)), n, c.title) for c, n in zip(spec.columns, numbers, strict=True)] for row in rows]}


def _origin(row: Any, actor: Actor) -> dict[str, str] | None:
    if row.origin_id is None:
        return None
    entry = Entry._plain.get(pk=row.origin_id)
    found = _live_of(entry)
    seen = actor.may(f"{found.screen}.view") and queries.visible(actor, found).filter(pk=entry.pk).exists()
    return {"title": found.title, "number": entry.number, "url": f"/{found.screen}/{entry.pk}/" if seen else ""}


def related(declared: Related) -> Callable[[Any, Actor], Mapping[str, Any]]:
    """Records of another register that refer to this one, and what they sum to."""
    def context(row: Any, actor: Actor) -> Mapping[str, Any]:
        found = registers().get(declared.register_)
        if found is None or not actor.may(f"{found.screen}.view") or declared.field not in found.slots:
            return {"rows": [], "sums": [], "more": ""}
        rows = queries.visible(actor, found).filter(**{found.slots[declared.field]: row.pk}).exclude(state="void").order_by("-id")
        sums = [(spec, found.slots[code]) for code in declared.sums if (spec := found.definition.field(code)) and code in found.slots]
        totals = rows.aggregate(**{spec.code: Sum(slot) for spec, slot in sums}) if sums else {}
        new = f"/{found.screen}/new/?{declared.field}={row.pk}" if actor.may(f"{found.screen}.add") else ""
        return {"rows": [_line(found, entry) for entry in rows[:MOST]], "new": new,
                "sums": [(spec.title, words(spec, totals[spec.code]) if totals[spec.code] is not None else "0") for spec, _slot in sums]}
    return context


def _line(found: Any, entry: Any) -> dict[str, Any]:
    from .entries import tag_of

    return {"number": entry.number, "headline": entry.headline, "url": f"/{found.screen}/{entry.pk}/", "day": entry.day,
            "tag": tag_of(found, entry.state)}


def asked(row: Any, actor: Actor) -> Mapping[str, Any]:
    """The link of a questionnaire, and what was answered so far."""
    found = _live_of(row)
    public = found.definition.public
    path = f"/q/{asking.token_of(row)}/"
    return {"open": row.state in public.states, "path": path, "link": f"{settings.BASE_URL}{path}", "tallies": asking.tallies(public, row)}


def mentions(screen: str) -> Callable[[Any, Actor], Mapping[str, Any]]:
    """What the registers hold about a record of another room, for its page."""
    def context(row: Any, actor: Actor) -> Mapping[str, Any]:
        lines = [(_live_of(entry), entry) for entry in queries.about(actor, screen, row.pk)[:MOST]]
        return {"rows": [{**_line(found, entry), "register": found.title} for found, entry in lines], "empty": _("None yet."),
                "offers": _about(actor, screen, row.pk)}
    return context


def _about(actor: Actor, screen: str, pk: int) -> list[dict[str, str]]:
    """The registers in which the person may make a record about this one: those that cannot be without such a record."""
    wanted = ((found, next((f.code for f in found.definition.fields if f.of == screen and f.required), ""))
              for found in registers().values() if not found.retired and actor.may(f"{found.screen}.add"))
    return [{"title": found.title, "url": f"/{found.screen}/new/?{code}={pk}"} for found, code in wanted if code]


def changes(row: Any, actor: Actor) -> Mapping[str, Any] | None:
    """What a record that was written anew says otherwise than the one it was made from; None for the others."""
    found, former = _live_of(row), Entry._plain.filter(pk=row.origin_id or 0, register_id=row.register_id).first()
    if former is None:
        return None
    old, new = told(found, former.values, row.values)
    seen = [f.title for f in found.definition.fields if may_see(f, found, row, actor) and f.title in {**old, **new}]
    return {"former": former, "url": f"/{found.screen}/{former.pk}/", "number": _edition(row),
            "rows": [(title, old.get(title, "--"), new.get(title) or "--") for title in seen]}


def _edition(row: Any) -> int:
    """Which version of itself a record is, counted from the first one."""
    number, origin = 1, row.origin_id
    while origin and number < MOST:
        former = Entry._plain.filter(pk=origin, register_id=row.register_id).values_list("origin_id", flat=True)
        if not former:
            break
        number, origin = number + 1, former[0]
    return number


def made(row: Any, actor: Actor) -> Mapping[str, Any]:
    """Records of other registers that steps of this one made."""
    entries = list(Entry._plain.filter(origin_id=row.pk).order_by("id")[:MOST])
    lines = [(found, entry) for entry in entries if actor.may((found := _live_of(entry)).screen + ".view")]
    return {"rows": [{**_line(found, entry), "register": found.title} for found, entry in lines],
            "empty": _("No step has made a record of another register yet.")}


def rules(row: Any, actor: Actor) -> Mapping[str, Any]:
    """Clauses, parameters with their origin, what is asked at which step, and who may do what."""
    found = _live_of(row)
    d: Definition = found.definition
    return {"clauses": d.clauses, "drawn": _drawn_by(found),
            "params": [(p.title, _value(p.value), _came_from(found, code)) for code, p in d.params.items()],
            "rules": [(_said_of(d, r.says), r.level == "warn", r.clause) for r in d.rules],
            "steps": [(m.title, "、".join(_who(m.who))) for m in d.moves], "reminders": [r.says for r in d.reminders]}


def _said_of(d: Definition, says: str) -> str:
    """The words of a rule beside no record: the names of the fields stand for their values."""
    titles = {f.code: f.title for f in d.fields}
    return NAMED.sub(lambda named: f"〈{titles.get(named[1], named[1])}〉", says)


def _drawn_by(found: Live) -> Mapping[str, Any] | None:
    """Who drew the register otherwise than it is delivered, and since when; None for a delivered one, and one that a book brings."""
    item = as_delivered(found.code)
    if found.book or (item is not None and found.definition.model_copy(update={"params": item.params}) == item):
        return None
    return {"by": found.by, "since": found.first_day}


def _came_from(found: Live, code: str) -> Mapping[str, Any]:
    """Where a parameter's value comes from; who set it and when, when it is the company's own."""
    spec = found.definition.params[code]
    if code in found.own:
        return _set_by(found, spec.title)
    said = {"origin": "assumed" if spec.assumed else "law"}
    known, first = _readings(as_delivered(found.code), code), found.version == 1
    if _value(spec.value) in known or (first and not known):
        return said
    versions = RegisterVersion.objects.filter(register_id=found.id, number__lte=found.version).order_by("-number")
    having = [version for version in versions if code in version.definition.get("params", {})]
    since = list(takewhile(lambda version: _value_in(version, code) == _value(spec.value), having))[-1]
    return said if since is having[-1] and not known else {"origin": "own", "by": since.by, "since": since.first_day}


def _set_by(found: Live, title: str) -> Mapping[str, Any]:
    """Who gave a parameter the company's own value beside the definition."""
    acts = history_of("register", found.id).filter(action="registers.set_parameters")
    last = next((entry for entry in acts if title in (entry.after or {})), None)
    return {"origin": "own", "by": last.actor_name, "since": clock.local(last.at).date()} if last else {"origin": "own"}


def _readings(item: Definition | None, code: str) -> set[str]:
    """A parameter's delivered value and those that its clauses say in other readings, in words; none for what is not delivered."""
    if item is None or code not in item.params:
        return set()
    said = [clauses()[clause] for clause in item.clauses if clause in clauses()]
    values = [item.params[code].value, *(one.parameters.get(code) for one in said),
              *(variant["values"].get(code) for one in said for variant in one.variants)]
    return {_value(value) for value in values if value is not None}


def _value_in(version: RegisterVersion, code: str) -> str:
    return _value(Param.model_validate(version.definition["params"][code]).value)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, tuple | list):
        return "、".join(map(str, value))
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def _who(words_: tuple[str, ...]) -> list[str]:
    special = {"owner": _("who recorded it"), "handler": _("who handles it"), "superior": _("the superior"), "*": _("everybody")}
    return post_names(special.get(word, word) for word in words_)


def approval(row: Any, actor: Actor) -> Mapping[str, Any]:
    """The approval panel, when the record ever had a flow."""
    found = _live_of(row)
    return {"panel": approving.panel(actor, found.screen, row.pk), "governed": approving.governs(found.screen)}
