"""The form in which an administrator writes a definition, and the way from a definition to it and back.

What most registers need stands in tables, in words (``wording``); what is left (parameters, follow-ups, expectations …) stands below as
YAML, in the format of a rulebook pack. Nothing of a definition is lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml
from django.utils.translation import gettext as _

from yingshu.kernel import yamls
from yingshu.kernel.forms import Field
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.services import ACTIONS
from yingshu.organisation.models import Post

from .definition import Definition, Gives, Kind
from .errors import BadDefinition
from .parts import EVERYBODY, HANDLER, OWNER
from .values import REFS
from .wording import BETWEEN, Names, numbered

WEIGHTS = ("draft", "wait", "run", "done", "warn", "danger", "void")
HEAD = ("title", "clauses", "group", "hint", "prefix", "scope", "headline", "handler", "signatures")
VALUE = ("choices", "of", "formula", "gives")
TABLES: dict[str, tuple[str, ...]] = {
    "fields": ("title", "code", "kind", "required", *VALUE, "required_when", "default", "listed", "filter", "total", "private", "help"),
    "columns": ("table", "title", "code", "kind", "required", *VALUE),
    "states": ("title", "code", "weight", "open", "final"),
    "moves": ("title", "code", "from", "to", "who", "asks", "reason", "not_owner"),
    "rules": ("when", "says", "at", "level", "field"),
    "reminders": ("on", "when", "says", "tell", "code"),
    "gates": ("before", "match", "states", "within_days", "says")}
APPROVAL = ("at", "agreed", "refused")
CODED = {"fields": "field", "columns": "column", "states": "state", "moves": "step", "reminders": "reminder"}
PLACE = re.compile(rf"^({'|'.join(TABLES)})\.(\d+)(?:\.(\w+))?")
WHO = ("see", "add", "change", "export", "private")
LISTS = frozenset({"clauses", "choices", "from", "who", "asks", "at", "tell", "signatures", "states"})
CHECKS = frozenset({"required", "listed", "filter", "total", "private", "open", "final", "reason", "not_owner"})
NEEDED = frozenset({"title", "kind", "to", "says", "on", "before", "table"})
LARGEST = 20_000
# What a line of the form holds before anybody wrote in it: a line with nothing else was left empty.
OFFERED = CHECKS | {"kind", "gives", "weight", "level", "at", "code"}
USUAL: Mapping[str, Mapping[str, Any]] = {
    "fields": {"kind": "text"}, "columns": {"kind": "text"}, "states": {"weight": "run"}, "rules": {"level": "refuse", "at": ["save"]}}


# ---------- the controls

def controls(new: bool) -> list[Field]:
    """The whole form."""
    titles = _titles()
    code = Field("code", titles["code"], "text", help=_("Letters, digits and _, such as site_checks; else that of the prefix."),
                 max_length=30)
    head = [code] if new else []
    head += [_plain(name, titles, name in ("title", "prefix")) for name in HEAD]
    flow = [Field(f"approval_{name}", _approval_titles()[name], "text", max_length=60) for name in APPROVAL]
    who = [Field(f"who_{name}", _who_titles()[name], "multi", choices=_people(name)) for name in WHO]
    tables = [Field(name, _table_titles()[name], "lines", name == "fields", help=_table_helps().get(name, ""),
                    columns=tuple(_cell(name, c, titles) for c in columns)) for name, columns in TABLES.items()]
    more = Field("more", _("More, as YAML"), "textarea", max_length=LARGEST, help=_(
        "Parameters, follow-ups, limits and expectations, in the format of a rulebook pack."))
    return [*head, *who, *tables, *flow, more]


def _plain(name: str, titles: Mapping[str, str], required: bool) -> Field:
    if name == "scope":
        return Field(name, titles[name], "select", True, choices=[("scoped", _("By data scope")), ("all", _("All who may see it"))])
    return Field(name, titles[name], "text", required, help=_head_helps().get(name, ""), max_length=200)


def _cell(table: str, name: str, titles: Mapping[str, str]) -> Field:
    if name in CHECKS:
        return Field(name, titles[name], "check")
    choices = {"kind": _kinds, "gives": _gives, "weight": _weights, "level": _levels, "of": _screens, "before": _actions}.get(name)
    if choices:
        return Field(name, titles[name], "select", name in NEEDED, choices=choices())
    return Field(name, titles[name], "text", name in NEEDED or (table, name) == ("rules", "when"), max_length=400)


def _kinds() -> list[tuple[str, str]]:
    words = {
        Kind.TEXT: _("Short text"), Kind.LONG: _("Long text"), Kind.NUMBER: _("Number value"), Kind.MONEY: _("Money"), Kind.DATE: _("Date"),
        Kind.MOMENT: _("Day and time"), Kind.CHOICE: _("Choice"), Kind.CHOICES: _("Several choices"), Kind.BOOL: _("Yes or no"),
        Kind.PERSON: _("Person"), Kind.UNIT: _("Unit"), Kind.RECORD: _("Record of another kind"), Kind.FILE: _("File attached"),
        Kind.TABLE: _("Table of lines"), Kind.COMPUTED: _("Computed")}
    return [(kind.value, words[kind]) for kind in Kind]


def _gives() -> list[tuple[str, str]]:
    words = {Gives.NUMBER: _("Number value"), Gives.MONEY: _("Money"), Gives.PERCENT: _("Percent"), Gives.DATE: _("Date"),
             Gives.TEXT: _("Short text"), Gives.BOOL: _("Yes or no")}
    return [(gives.value, words[gives]) for gives in Gives]


def _weights() -> list[tuple[str, str]]:
    words = (_("Draft"), _("Waiting"), _("Running"), _("Done"), _("Warning"), _("Danger"), _("Void"))
    return list(zip(WEIGHTS, words, strict=True))


def _levels() -> list[tuple[str, str]]:
    return [("refuse", _("Refuse")), ("warn", _("Warn"))]


def _screens() -> list[tuple[str, str]]:
    return [(code, str(screen.title)) for code, screen in SCREENS.everything().items() if code not in REFS.values()]


def _actions() -> list[tuple[str, str]]:
    return sorted(((code, _(action.title)) for code, action in ACTIONS.items()), key=lambda choice: choice[1])


def _people(name: str) -> list[tuple[str, str]]:
    posts = [(p.code, p.name) for p in Post.objects.order_by("id") if p.code]
    special = {"see": [(EVERYBODY, _("everybody"))], "add": [(EVERYBODY, _("everybody"))],
               "change": [(OWNER, _("who recorded it")), (HANDLER, _("who handles it"))]}
    return [*special.get(name, []), *posts]


def _titles() -> dict[str, str]:
    return {
        "code": _("Code name"), "title": _("Title"), "clauses": _("Clauses"), "group": _("Group"), "hint": _("Hint"),
        "prefix": _("Prefix of numbers"), "scope": _("Who sees which records"), "headline": _("Subject (expression)"),
        "handler": _("Handled by"), "kind": _("Kind"), "required": _("Required"), "choices": _("Choices"), "of": _("Records of"),
        "formula": _("Formula"), "gives": _("Gives"),
        "listed": _("In the list"), "filter": _("Filter"), "total": _("Total"), "private": _("Private"), "help": _("Help"),
        "weight": _("Weight"), "open": _("Can be changed"), "final": _("Ends"), "from": _("From states"), "to": _("To state"),
        "who": _("By whom"), "asks": _("Asks for"), "reason": _("Reason"), "not_owner": _("Not one's own"), "when": _("If"),
        "says": _("Words said"), "at": _("At steps"), "level": _("Level"), "field": _("Field"), "on": _("From the day"), "tell": _("Tells"),
        "required_when": _("Required when"), "default": _("Filled in first"), "table": _("Of the table"),
        "signatures": _("Signed on paper by"), "before": _("Before the action"), "match": _("Field = argument of the action"),
        "states": _("In states"), "within_days": _("Within days")}


def _table_titles() -> dict[str, str]:
    return {"fields": _("Fields of the record"), "columns": _("Columns of tables of lines"), "states": _("States"), "moves": _("Moves"),
            "rules": _("Rules"), "reminders": _("Reminders by day"), "gates": _("Gates")}


def _table_helps() -> dict[str, str]:
    return {"fields": _("Formulas and conditions name fields by their titles or codes. Codes may be left empty."),
            "moves": _("States, fields and people by their titles, such as who recorded it, who handles it, or a post."),
            "gates": _("The action is refused until there is such a record here. The field must be filtered.")}


def _head_helps() -> dict[str, str]:
    return {"headline": _("What stands for a record in lists: a field, or an expression."), "clauses": _("Numbers like MTG-01."),
            "handler": _("A post, a field of kind person, or the superior."), "signatures": _("Titles of the lines to sign on paper."),
            "prefix": _("Capital letters before the numbers.")}


def _approval_titles() -> dict[str, str]:
    return {"at": _("Move that asks for approval"), "agreed": _("Move when agreed"), "refused": _("Move when refused")}


def _who_titles() -> dict[str, str]:
    return {"see": _("May see"), "add": _("May add"), "change": _("May change"), "export": _("May export"),
            "private": _("May see private fields")}


# ---------- from a definition to the form

def as_form(given: Mapping[str, Any]) -> dict[str, Any]:
    """A definition (as JSON) as it stands in the form."""
    tables: dict[str, Any] = {**given, "columns": _columns(given)}
    names = Names(tables)
    tables["gates"] = [_gate(names, gate) for gate in given.get("gates", ())]
    values: dict[str, Any] = {name: _text(names, "", name, given[name]) for name in ("code", *HEAD) if name in given}
    values.setdefault("scope", "scoped")
    who = {"see": [EVERYBODY], "add": [EVERYBODY], "change": [OWNER], **given.get("who", {})}
    values |= {f"who_{name}": list(who.get(name, ())) for name in WHO}
    values |= {f"approval_{name}": names.title("approval", name, code) for name, code in (given.get("approval") or {}).items()}
    more = {k: v for k, v in given.items() if k not in ("code", "who", "approval", *HEAD, *TABLES)}
    for table, columns in TABLES.items():
        rows = [{**USUAL.get(table, {}), **row} for row in tables.get(table, ())]
        values[table] = [{c: _text(names, table, c, row[c]) for c in columns if c in row} for row in rows]
        rest = {_name_of(table, n, row): left for n, row in enumerate(rows)
                if (left := {k: v for k, v in row.items() if k not in (*columns, "columns")})}
        if rest:
            more[table] = rest
    values["more"] = yaml.safe_dump(more, allow_unicode=True, sort_keys=False) if more else ""
    return values


def _columns(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns of all tables of lines, each with the code of its table."""
    return [{"table": field["code"], **column} for field in given.get("fields", ()) for column in field.get("columns", ())]


def _gate(names: Names, gate: Mapping[str, Any]) -> dict[str, Any]:
    match = "、".join(f"{names.title('rules', 'field', field)}={argument}" for field, argument in gate.get("fields", {}).items())
    return {**{k: v for k, v in gate.items() if k != "fields"}, **({"match": match} if match else {})}


def _text(names: Names, table: str, name: str, value: Any) -> Any:
    if isinstance(value, list):
        return "、".join(names.title(table, name, str(one)) for one in value)
    return names.title(table, name, value) if isinstance(value, str) else value


def _name_of(table: str, n: int, row: Mapping[str, Any]) -> str:
    """What a row is called in the YAML below: its code (a column's with that of its table), or its place."""
    return ".".join(str(row[key]) for key in ("table", "code") if row.get(key)) or f"{n + 1}"


# ---------- and back

def as_definition(data: Mapping[str, Any], code: str = "") -> dict[str, Any]:
    """What was filled in as a definition, not read yet. Raises BadDefinition when the YAML cannot be read."""
    more = _more(str(data.get("more", "")))
    tables = {table: [row for row in data.get(table, ()) if row.keys() - OFFERED] for table in TABLES}
    tables |= {table: numbered(tables[table], name) for table, name in CODED.items()}
    names = Names(tables)
    made: dict[str, Any] = {"code": code or data.get("code") or str(data.get("prefix", "")).lower(),
                            **{name: _value(names, "", name, data[name]) for name in HEAD if data.get(name)}}
    made["who"] = {name: list(data.get(f"who_{name}", ())) for name in WHO}
    if flow := {name: names.code("approval", name, data[key]) for name in APPROVAL if data.get(key := f"approval_{name}")}:
        made["approval"] = flow
    for table, columns in TABLES.items():
        rest = more.pop(table, None) or {}
        rows = [{c: _value(names, table, c, row[c]) for c in columns if row.get(c) not in (None, "", False)} for row in tables[table]]
        made[table] = [{**row, **(rest.get(_name_of(table, n, row)) or {})} for n, row in enumerate(rows)]
    _put_columns(made["fields"], made.pop("columns"))
    made["gates"] = [_matched(names, gate) for gate in made["gates"]]
    if names.unknown:
        raise BadDefinition(problems="；".join(_not_there(*one) for one in names.unknown), field="definition")
    return {**{key: value for key, value in made.items() if value not in ([], "")}, **more}


def _not_there(table: str, column: str, text: str, known: Mapping[str, str]) -> str:
    place = _approval_titles()[column] if table == "approval" else f"{_table_titles()[table]} {_titles()[column]}"
    return _("%(place)s: there is no “%(name)s”. There are: %(known)s.") % {
        "place": place, "name": text, "known": "、".join(known.values()) or "--"}


def in_words(sentence: str) -> str:
    """The place of a mistake, ``fields.3.kind``, as the line and column of the form."""
    def place(found: re.Match[str]) -> str:
        column = _titles().get(found[3] or "", found[3] or "")
        return _("%(table)s, line %(line)s %(column)s") % {"table": _table_titles()[found[1]], "line": int(found[2]) + 1, "column": column}
    return PLACE.sub(place, sentence)


def _put_columns(fields: list[dict[str, Any]], columns: Sequence[Mapping[str, Any]]) -> None:
    """Columns stand with the field that they are of; those of no field were told already."""
    by_code = {field["code"]: field for field in fields}
    for column in columns:
        if (own := by_code.get(str(column.get("table", "")))) is not None:
            own.setdefault("columns", []).append({k: v for k, v in column.items() if k != "table"})


def _matched(names: Names, gate: Mapping[str, Any]) -> dict[str, Any]:
    pairs = [part.partition("=") for part in BETWEEN.split(str(gate.get("match", "")).replace("＝", "=")) if part]
    fields = {names.code("rules", "field", field): argument for field, _equals, argument in pairs}
    days = str(gate.get("within_days", ""))
    return {**{k: v for k, v in gate.items() if k != "match"}, **({"fields": fields} if fields else {}),
            **({"within_days": int(days)} if days.isdecimal() else {})}


def _value(names: Names, table: str, name: str, value: Any) -> Any:
    """A cell as the definition has it; ``at`` of an approval is one move, of a rule several."""
    if name in LISTS:
        return [names.code(table, name, part) for part in BETWEEN.split(str(value)) if part]
    return names.code(table, name, value) if isinstance(value, str) else value


def _more(text: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise BadDefinition(problems=_("More, as YAML: at most %(most)s characters.") % {"most": LARGEST}, field="more")
    try:
        found = yamls.load(text) if text.strip() else {}
    except (yaml.YAMLError, ValueError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = _("line %(line)s") % {"line": mark.line + 1} if mark else ""
        raise BadDefinition(problems=_("More, as YAML: it cannot be read (%(where)s).") % {"where": where}, field="more") from None
    if not isinstance(found, dict) or any(not isinstance(found.get(t, {}), dict) for t in TABLES):
        raise BadDefinition(problems=_("More, as YAML: write “key: value” lines; below fields, moves and so on the code of a row first."),
                            field="more")
    return found


def differences(old: Definition | None, new: Definition) -> list[str]:
    """What a new version changes, in words."""
    if old is None:
        return []
    said = []
    for name, words in (("fields", _("Field")), ("states", _("State")), ("moves", _("Move"))):
        before, after = ({x.code: x for x in getattr(d, name)} for d in (old, new))
        said += [_("%(what)s added: %(title)s") % {"what": words, "title": after[c].title} for c in after if c not in before]
        said += [_("%(what)s taken out: %(title)s") % {"what": words, "title": before[c].title} for c in before if c not in after]
        said += [_("%(what)s changed: %(title)s") % {"what": words, "title": after[c].title} for c in after
                 if c in before and before[c] != after[c]]
    return said


def drawn(fields: Sequence[Field], draw: Callable[[Field], Field]) -> list[Field]:
    """Controls with names that cannot clash with those of the form around them: a preview is looked at, not sent."""
    return [replace(draw(f), path=f"preview-{f.name}") for f in fields]
