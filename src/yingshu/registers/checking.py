"""What must fit together in a definition: every name that is used is declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from django.utils.translation import gettext as _

from yingshu.kernel.services import ACTIONS

from .definition import Definition, FieldSpec, Gives, Kind, twice
from .expressions import compiled
from .parts import GIVEN, NAMED, SAVE, SCREEN
from .slots import allotted


def problems(definition: Definition) -> Iterator[str]:
    """Everything that does not fit, each as one sentence."""
    yield from _codes(definition)
    yield from _fields(definition)
    yield from _expressions(definition)
    yield from _steps(definition)
    yield from _uses(definition)
    yield from _actions(definition)
    if not list(_codes(definition)):
        yield from allotted(definition.fields, {})[1]


def _codes(d: Definition) -> Iterator[str]:
    for what, codes in (("fields", [f.code for f in d.fields]), ("states", [s.code for s in d.stations]),
                        ("moves", [m.code for m in d.moves]), ("reminders", [r.code for r in d.reminders])):
        for code in twice(codes):
            yield _("%(what)s: %(code)s occurs twice.") % {"what": what, "code": code}
    for code in {f.code for f in d.fields} & (GIVEN | d.params.keys()):
        yield _("fields: %(code)s is the name of something else; choose another.") % {"code": code}


def _fields(d: Definition) -> Iterator[str]:
    for field in _all_fields(d.fields):
        if field.choices_from and not isinstance(getattr(d.params.get(field.choices_from), "value", None), tuple):
            yield _("fields: %(code)s takes its choices from %(name)s, which is no parameter with a list.") % {
                "code": field.code, "name": field.choices_from}


def _all_fields(fields: Sequence[FieldSpec]) -> Iterator[FieldSpec]:
    for field in fields:
        yield field
        yield from field.columns


def _expressions(d: Definition) -> Iterator[str]:
    known = {f.code for f in d.fields} | d.params.keys() | GIVEN
    for place, text in _written(d):
        for name in sorted(compiled(text).names - known):
            yield _("%(place)s: %(name)s is neither a field nor a parameter. Known are: %(known)s.") % {
                "place": place, "name": name, "known": ", ".join(sorted(known - GIVEN))}
    for field in d.fields:
        for column in field.columns:
            if column.formula:
                unknown = compiled(column.formula).names - known - {c.code for c in field.columns}
                for name in sorted(unknown):
                    yield _("%(place)s: %(name)s is neither a field nor a parameter. Known are: %(known)s.") % {
                        "place": f"{field.code}.{column.code}", "name": name, "known": ", ".join(c.code for c in field.columns)}


def _written(d: Definition) -> Iterator[tuple[str, str]]:
    """Every expression of the register itself and where it stands."""
    found: list[tuple[str, str | None]] = [("headline", d.headline)]
    for f in d.fields:
        found += [(f"fields.{f.code}", text) for text in (f.required_when, f.formula, f.default)]
    found += [(f"moves.{m.code}", text) for m in d.moves for text in (m.on, *m.sets.values())]
    found += [("rules", r.when) for r in d.rules]
    found += [(f"reminders.{r.code}", text) for r in d.reminders for text in (r.on, r.when)]
    found += [("assigns", a.when) for a in d.assigns]
    found += [("tells", t.when) for t in d.tells]
    found += [("does", text) for x in d.does for text in (x.when, *x.with_.values())]
    found += [("follows", text) for f in d.follows for text in (f.when, *f.sets.values())]
    yield from ((place, text) for place, text in found if text)


def _steps(d: Definition) -> Iterator[str]:
    states, fields = [s.code for s in d.stations], [f.code for f in d.fields]
    for move in d.moves:
        yield from _unknown(f"moves.{move.code}", dict.fromkeys((*move.from_, move.to)), states, _("state"))
        yield from _unknown(f"moves.{move.code}", dict.fromkeys((*move.asks, *move.needs, *move.sets)), fields, _("field"))
    moves = [m.code for m in d.moves]
    steps = [SAVE, *moves]
    for rule in d.rules:
        yield from _unknown("rules", rule.at, steps, _("save or move"))
        yield from _unknown("rules", [*([rule.field] if rule.field else []), *NAMED.findall(rule.says)], fields, _("field"))
    for at in [f.at for f in d.follows] + [x.at for x in d.does] + [t.at for t in d.tells]:
        yield from _unknown("follows, does, tells", at, steps, _("save or move"))
    if d.revises:
        yield from _unknown("revises", (d.revises.at, d.revises.ends), moves, _("move"))
        yield from _unknown("revises", d.revises.from_, states, _("state"))
    if d.approval:
        yield from _unknown("approval", (d.approval.at, d.approval.agreed, d.approval.refused), moves, _("move"))


def _actions(d: Definition) -> Iterator[str]:
    """Actions of other rooms that are named are there; steps of registers (``r/plans.add``) may come with the same rulebook."""
    named = [("gates", g.before) for g in d.gates] + [("does", x.action) for x in d.does] + [("arises", a.after) for a in d.arises]
    for place, action in named:
        if action not in ACTIONS and not action.startswith(SCREEN):
            near = get_close_matches(action, ACTIONS, 5) or sorted(a for a in ACTIONS if a.startswith(action.partition(".")[0] + "."))[:5]
            yield from _unknown(place, [action], near, _("action"))


def _uses(d: Definition) -> Iterator[str]:
    states, fields = [s.code for s in d.stations], {f.code: f for f in d.fields}
    for unique in d.unique:
        yield from _unknown("unique", unique.fields, fields, _("field"))
        yield from _unknown("unique", unique.states, states, _("state"))
    for expected in d.expects:
        yield from _unknown(f"expects.{expected.code}", expected.states, states, _("state"))
        yield from _per(expected.code, expected.per, fields, (Kind.CHOICE,))
        yield from _per(expected.code, expected.by, fields, (Kind.DATE,))
        yield from _per(expected.code, expected.each, fields, (Kind.PERSON, Kind.UNIT, Kind.RECORD))
        yield from _parameter(d, f"expects.{expected.code}", expected.least)
    for limit in d.limits:
        yield from _per("limits", limit.total, fields, (Kind.NUMBER, Kind.MONEY))
        yield from _unknown("limits", limit.fields, [code for code, f in fields.items() if f.filter], _("field"))
        yield from _unknown("limits", limit.states, states, _("state"))
        yield from _parameter(d, "limits", limit.most)
    for gate in d.gates:
        yield from _unknown("gates", gate.states, states, _("state"))
        yield from _unknown("gates", gate.fields, fields, _("field"))
        yield from (_("gates: %(code)s must be filtered, so that it can be looked for quickly.") % {"code": code}
                    for code in gate.fields if code in fields and not fields[code].filter)
        yield from _parameter(d, "gates", gate.within_days)
    yield from _bound(d, fields, states)
    yield from _by_themselves(d, states)
    if d.day:
        yield from _per("day", d.day, fields, (Kind.DATE,))
    for related in d.related:
        if related.register_ == d.code and related.field not in fields:
            yield from _unknown("related", [related.field], fields, _("field"))


def _bound(d: Definition, fields: dict[str, FieldSpec], states: list[str]) -> Iterator[str]:
    """Grants, figures and public questions name fields that there are."""
    for grant in d.grants:
        yield from _unknown("grants", grant.states, states, _("state"))
        yield from _per("grants.by", grant.by, fields, (Kind.CHOICE,))
        if grant.post not in fields or fields[grant.post].of != "posts":
            yield _("%(place)s: %(code)s must be a field of kind %(kinds)s with filter.") % {
                "place": "grants.post", "code": grant.post, "kinds": "record of posts"}
    days = {code: f for code, f in fields.items() if f.shape == Gives.DATE.value}
    for code in d.span:
        yield from _per("span", code, days, (Kind.DATE, Kind.COMPUTED))
    if len(d.span) != 2 and any(f.measured for f in d.fields):
        yield _("span: name the first and the last day of the figures.")
    if d.public:
        yield from _unknown("public", d.public.states, states, _("state"))
        yield from _unknown("public", (d.public.questions, d.public.intro), fields, _("field"))
        yield from _parameter(d, "public", d.public.most)


def _by_themselves(d: Definition, states: list[str]) -> Iterator[str]:
    """Records that nobody enters by hand name fields, states and lists that there are."""
    posted, filtered = [f.code for f in d.posted], [f.code for f in d.posted if f.filter]
    for start in d.begins:
        yield from _unknown("begins", [start.state] if start.state else [], states, _("state"))
        yield from _unknown("begins", [start.each] if start.each else [], d.params, _("parameter"))
        yield from _unknown("begins", start.sets, posted, _("field"))
    for arise in d.arises:
        yield from _unknown("arises", arise.sets, posted, _("field"))
        if arise.kind == d.screen:
            yield _("arises: a record of a register cannot bring about another one of the same register.")
    for sheet in d.sheets:
        yield from _unknown("sheets", sheet.sets, filtered, _("field"))


def _per(place: str, code: str, fields: dict[str, FieldSpec], kinds: Sequence[Kind]) -> Iterator[str]:
    if code and (code not in fields or fields[code].kind not in kinds or not fields[code].filter):
        yield _("%(place)s: %(code)s must be a field of kind %(kinds)s with filter.") % {
            "place": place, "code": code, "kinds": ", ".join(kinds)}


def _parameter(d: Definition, place: str, given: int | str | None) -> Iterator[str]:
    if isinstance(given, str):
        yield from _unknown(place, [given], d.params, _("parameter"))


def _unknown(place: str, used: Iterable[str], known: Iterable[str], what: str) -> Iterator[str]:
    declared = list(known)
    for code in used:
        if code not in declared:
            yield _("%(place)s: there is no %(what)s “%(code)s”. Known are: %(known)s.") % {
                "place": place, "what": what, "code": code, "known": ", ".join(declared)}
