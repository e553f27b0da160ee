"""The words that stand in the editor of definitions: what a definition names by codes, people choose and write by titles.

A title stands for a code where it means one thing only; else the code itself is shown. Codes are taken as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yingshu.organisation.models import Post

from .parts import EVERYBODY, HANDLER, OWNER, SAVE, SUPERIOR

Codes = Mapping[str, str]  # code → title
BETWEEN = re.compile(r"[，,、\s]+")
PARTS_OF_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"|[^\W\d]\w*")
STATE = re.compile(r"(\bstate\s*[!=]=\s*)'([^']*)'")
BRACES = re.compile(r"\{([^{}]+)\}")
EXPRESSIONS = frozenset({"headline", "required_when", "formula", "default", "when", "on"})


class Names:
    """What a definition's rows and the organisation are called; made of the rows as they stand in the form."""

    def __init__(self, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self.fields, self.states, self.moves = (_titled(tables.get(name, ())) for name in ("fields", "states", "moves"))
        given = {"today": _("today"), "state": _("state"), "me": _("oneself"), OWNER: _("who recorded it")}
        self.words = {**given, **_titled(tables.get("columns", ())), **self.fields}
        self.people = {OWNER: _("who recorded it"), HANDLER: _("who handles it"), SUPERIOR: _("superior"), EVERYBODY: _("everybody"),
                       **dict(Post.objects.exclude(code="").order_by("id").values_list("code", "name"))}
        self.steps = {SAVE: _("Saving"), **self.moves}
        self.unknown: list[tuple[str, str, str, Codes]] = []  # table, column, what was written, what there is
        hands = {**self.people, **self.fields}
        self._of: dict[tuple[str, str], Codes] = {
            ("", "handler"): hands, ("moves", "from"): self.states, ("moves", "to"): self.states, ("moves", "who"): self.people,
            ("moves", "asks"): self.fields, ("rules", "at"): self.steps, ("rules", "field"): self.fields,
            ("reminders", "tell"): hands, ("columns", "table"): self.fields, ("approval", "at"): self.moves,
            ("approval", "agreed"): self.moves, ("approval", "refused"): self.moves, ("gates", "states"): self.states}

    def code(self, table: str, column: str, text: str) -> str:
        """What was written, by its codes."""
        if column in EXPRESSIONS:
            return self._expression(text)
        if column == "says":
            return BRACES.sub(lambda found: f"{{{_code(found[1], self.fields)}}}", text)
        known = self._of.get((table, column))
        if known is None:
            return text
        found = _code(text, known)
        if found not in known and not self.people.keys() & known.keys():
            self.unknown.append((table, column, text, known))
        return found

    def _expression(self, text: str) -> str:
        """Titles in an expression become codes; of what stands in quotes only states that are compared with."""
        plain = PARTS_OF_TEXT.sub(lambda found: found[0] if found[0][0] in "'\"" else _code(found[0], self.words), text)
        return STATE.sub(lambda found: f"{found[1]}'{_code(found[2], self.states)}'", plain)

    def title(self, table: str, column: str, code: str) -> str:
        """What stands in the form for a code."""
        known = self._of.get((table, column), {})
        title = known.get(code, code)
        return code if BETWEEN.search(title) or Counter(known.values())[title] > 1 or title in known else title


def _titled(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {str(row["code"]): str(row.get("title", "")) for row in rows if row.get("code")}


def _code(text: str, known: Codes) -> str:
    """The code that a word means; the word itself when it is a code, or nothing is called so."""
    return text if text in known else next((code for code, title in known.items() if title == text), text)


def numbered(rows: Sequence[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    """Rows with codes: those that were left without one get the first number that is free."""
    taken = {row.get("code") for row in rows}
    free = (code for n in range(1, 10_000) if (code := f"{name}_{n}") not in taken)
    return [{**row, "code": row.get("code") or next(free)} for row in rows]
