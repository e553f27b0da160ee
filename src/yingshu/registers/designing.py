"""The form in which an administrator writes a definition, and the way from a definition to it and back.

What most registers need stands in tables; what is left (parameters, follow-ups, gates, tables of lines …) stands below as YAML, in the
format of a rulebook pack. Nothing of a definition is lost on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml
from django.utils.translation import gettext as _

from yingshu.kernel import yamls
from yingshu.kernel.forms import Field
from yingshu.organisation.models import Post

from .definition import Definition, Gives, Kind
from .errors import BadDefinition
from .parts import EVERYBODY, HANDLER, OWNER

WEIGHTS = ("draft", "wait", "run", "done", "warn", "danger", "void")
HEAD = ("title", "clauses", "group", "hint", "prefix", "scope", "headline", "handler")
TABLES: dict[str, tuple[str, ...]] = {
    "fields": ("code", "title", "kind", "required", "choices", "of", "formula", "gives", "listed", "filter", "total", "private", "help"),
    "states": ("code", "title", "weight", "open", "final"),
    "moves": ("code", "title", "from", "to", "who", "asks", "reason", "not_owner"),
    "rules": ("when", "says", "at", "level", "field"),
    "reminders": ("code", "on", "when", "says", "tell")}
WHO = ("see", "add", "change", "export", "private")
LISTS = frozenset({"clauses", "choices", "from", "who", "asks", "at", "tell"})
NEEDED = frozenset({"code", "title", "kind", "to", "says", "on"})
LARGEST = 20_000
# What a line of the form holds before anybody wrote in it: a line with nothing else was left empty.
OFFERED = frozenset({"kind", "gives", "weight", "level", "at", "required", "listed", "filter", "total", "private", "open", "final",
                     "reason", "not_owner"})
USUAL: Mapping[str, Mapping[str, Any]] = {
    "fields": {"kind": "text"}, "states": {"weight": "run"}, "rules": {"level": "refuse", "at": ["save"]}}


# ---------- the controls

def controls(new: bool) -> list[Field]:
    """The whole form."""
    titles = _titles()
    code = Field("code", titles["code"], "text", True, help=_("Letters, digits and _, such as site_checks."), max_length=30)
    head = [code] if new else []
    head += [_plain(name, titles, name in ("title", "prefix")) for name in HEAD]
    who = [Field(f"who_{name}", _who_titles()[name], "multi", choices=_people(name)) for name in WHO]
    tables = [Field(name, _table_titles()[name], "lines", name == "fields", columns=tuple(_cell(name, c, titles) for c in columns))
              for name, columns in TABLES.items()]
    more = Field("more", _("More, as YAML"), "textarea", max_length=LARGEST, help=_(
        "Parameters, defaults, tables of lines, follow-ups, gates and expectations, in the format of a rulebook pack."))
    return [*head, *who, *tables, more]


def _plain(name: str, titles: Mapping[str, str], required: bool) -> Field:
    if name == "scope":
        return Field(name, titles[name], "select", True, choices=[("scoped", _("By data scope")), ("all", _("All who may see it"))])
    return Field(name, titles[name], "text", required, max_length=200)


def _cell(table: str, name: str, titles: Mapping[str, str]) -> Field:
    if name in ("required", "listed", "filter", "total", "private", "open", "final", "reason", "not_owner"):
        return Field(name, titles[name], "check")
    choices = {"kind": _kinds, "gives": _gives, "weight": _weights, "level": _levels}.get(name)
    if choices:
        return Field(name, titles[name], "select", name == "kind", choices=choices())
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
        "says": _("Words said"), "at": _("At steps"), "level": _("Level"), "field": _("Field"), "on": _("From the day"), "tell": _("Tells")}


def _table_titles() -> dict[str, str]:
    return {"fields": _("Fields of the record"), "states": _("States"), "moves": _("Moves"), "rules": _("Rules"),
            "reminders": _("Reminders by day")}


def _who_titles() -> dict[str, str]:
    return {"see": _("May see"), "add": _("May add"), "change": _("May change"), "export": _("May export"),
            "private": _("May see private fields")}


# ---------- from a definition to the form

def as_form(given: Mapping[str, Any]) -> dict[str, Any]:
    """A definition (as JSON) as it stands in the form."""
    values: dict[str, Any] = {name: _text(given[name]) for name in ("code", *HEAD) if name in given}
    values.setdefault("scope", "scoped")
    who = {"see": [EVERYBODY], "add": [EVERYBODY], "change": [OWNER], **given.get("who", {})}
    values |= {f"who_{name}": list(who.get(name, ())) for name in WHO}
    more = {k: v for k, v in given.items() if k not in ("code", "who", *HEAD, *TABLES)}
    for table, columns in TABLES.items():
        rows = [{**USUAL.get(table, {}), **row} for row in given.get(table, ())]
        values[table] = [{c: _text(row[c]) if not isinstance(row[c], bool) else row[c] for c in columns if c in row} for row in rows]
        rest = {_name_of(table, n, row): left for n, row in enumerate(rows) if (left := {k: v for k, v in row.items() if k not in columns})}
        if rest:
            more[table] = rest
    values["more"] = yaml.safe_dump(more, allow_unicode=True, sort_keys=False) if more else ""
    return values


def _text(value: Any) -> Any:
    return "、".join(map(str, value)) if isinstance(value, list) else value


def _name_of(table: str, n: int, row: Mapping[str, Any]) -> str:
    """What a row is called in the YAML below: its code, or its place."""
    return str(row.get("code") or f"{n + 1}")


# ---------- and back

def as_definition(data: Mapping[str, Any], code: str = "") -> dict[str, Any]:
    """What was filled in as a definition, not read yet. Raises BadDefinition when the YAML cannot be read."""
    more = _more(str(data.get("more", "")))
    made: dict[str, Any] = {"code": code or data.get("code", ""), **{name: _value(name, data[name]) for name in HEAD if data.get(name)}}
    made["who"] = {name: list(data.get(f"who_{name}", ())) for name in WHO}
    for table, columns in TABLES.items():
        rest = more.pop(table, None) or {}
        rows = [{c: _value(c, row[c]) for c in columns if row.get(c) not in (None, "", False)} for row in data.get(table, ())]
        rows = [row for row in rows if row.keys() - OFFERED]
        rows = [{**row, **(rest.get(_name_of(table, n, row)) or {})} for n, row in enumerate(rows)]
        if rows:
            made[table] = rows
    return {**made, **more}


def _value(name: str, value: Any) -> Any:
    return [part for part in _parts(str(value)) if part] if name in LISTS else value


def _parts(text: str) -> Iterable[str]:
    for mark in ("，", ",", " "):
        text = text.replace(mark, "、")
    return (part.strip() for part in text.split("、"))


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
