"""操作记录 of a record: who did what when, from where, and which fields changed from what to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yingshu.kernel import clock, money
from yingshu.kernel.actor import shown_name
from yingshu.kernel.forms import is_named, label_of
from yingshu.kernel.screens import screen_of
from yingshu.kernel.services import ACTIONS
from yingshu.kernel.wording import code_words

from .models import AuditEntry
from .queries import history_of

Fields = Mapping[str, Any]
ORIGINS = {"web": pgettext_lazy("came from", "Page"), "api": gettext_lazy("Interface"), "import": gettext_lazy("Import"),
           "cli": gettext_lazy("Command"), "task": gettext_lazy("Scheduled"), "public": gettext_lazy("Public page")}


def timeline(kind: str, pk: int, limit: int) -> Sequence[Mapping[str, Any]]:
    """Entries for the timeline, newest first (``kernel.screens.history``)."""
    return [as_entry(row) for row in history_of(kind, pk)[:limit]]


def as_entry(row: AuditEntry) -> dict[str, Any]:
    """One entry of the timeline."""
    action = ACTIONS.get(row.action)
    return {"who": by(row), "what": action_words(row), "when": f"{clock.local(row.at):%Y-%m-%d %H:%M} {origin(row)}",
            "changes": changes(row), "detail": row.reason, "clause": action.clause if action else "", "tone": "no" if row.refused else "",
            "icon": "x" if row.refused else "point"}


def action_words(row: AuditEntry) -> str:
    """The action in words."""
    action = ACTIONS.get(row.action)
    words = _(action.title) if action else row.action
    return _("%(action)s (refused)") % {"action": words} if row.refused else words


def by(row: AuditEntry) -> str:
    """Who acted; somebody who stood in for another is marked 代 (ORG-25)."""
    return _("%(name)s (acting)") % {"name": row.actor_name} if row.acting_for_id else shown_name(row.actor_name)


def origin(row: AuditEntry) -> str:
    """Through which door."""
    return str(ORIGINS.get(row.origin, row.origin))


def changes(row: AuditEntry) -> list[dict[str, str]]:
    """The changed fields; what a refused step would have changed is not told."""
    if row.refused:
        return []
    fields = fields_of(row.subject_kind)
    return [{"field": field_words(name, fields, row.action), "old": shown(name, row.before.get(name), fields, row.action),
             "new": shown(name, row.after.get(name), fields, row.action)} for name in dict.fromkeys([*row.before, *row.after])]


def fields_of(kind: str) -> Fields:
    """The fields of the records of a kind, by the model whose screen shows them."""
    screen = screen_of(kind)
    return {f.name: f for f in screen.model._meta.concrete_fields} if screen else {}


def field_words(name: str, fields: Fields, action: str = "") -> str:
    """What a changed field is called: as in the forms, else as in its model."""
    return label_of(name, action) if is_named(name, action) or name not in fields else str(fields[name].verbose_name)


def shown(name: str, value: Any, fields: Fields = MappingProxyType({}), action: str = "") -> str:
    """A stored value as people read it; a code in words: of its field's choices, else of what is kept under this name anywhere."""
    if value in (None, "", [], {}):
        return "--"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.endswith("_fen") and isinstance(value, int):
        return money.show(value)
    if isinstance(value, list):
        return "、".join(shown(name, item, fields, action) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key_words(k, action)} {shown(k, v, action=action)}" for k, v in value.items())
    own = dict(fields[name].flatchoices).get(value) if name in fields else None
    return str(own) if own is not None else code_words(str(value), name, action)


def key_words(key: str, action: str) -> str:
    """What the key of an entry is called: like a field of the action's room, else like a code, else like anybody's field."""
    own = key if is_named(f"{action.partition('.')[0]}.{key}") else code_words(key, action=action)
    return label_of(key, action) if own == key and key.isascii() and key.islower() else own
