"""Parameters in words: what they are called, how their values read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, get_args

from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from yingshu.kernel import money
from yingshu.kernel.forms import label_of
from yingshu.kernel.screens.cells import percent
from yingshu.organisation.queries import post_names

from .catalogue import has_term, term


def label_id(name: str, info: FieldInfo) -> str:
    """The message id of what a parameter is called."""
    return info.title or name.removesuffix("_fen").replace("_", " ").capitalize()


def param_label(name: str, info: FieldInfo) -> str:
    """What a parameter is called."""
    return _(label_id(name, info))


def show(name: str, value: Any, info: FieldInfo | None = None) -> str:
    """A parameter's value in words: yes and no, money, lists, names of posts and choices."""
    if value is None or value in ("", [], (), {}):
        return "--"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.endswith("_fen"):
        return money.show(int(value))
    words = words_of(info)
    if isinstance(value, Mapping):
        return "; ".join(f"{_key(str(k), words)} {show(str(k), v, info)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        rows = any(isinstance(item, Mapping) for item in value)
        return (" / " if rows else "、").join(show(name, item, info) if isinstance(item, Mapping) else word(item, words) for item in value)
    return percent(Decimal(str(value))) if is_share(info) else word(value, words)


def _key(name: str, words: Mapping[str, str]) -> str:
    """What a part of a table or a line of it is called."""
    said = _(words.get(name, name))
    return term(name) if said == name and has_term(name) else said


def is_share(info: FieldInfo | None) -> bool:
    """A part of one, or a table of such parts."""
    if info is None:
        return False
    parts = [limit for part in get_args(info.annotation) for limit in getattr(part, "__metadata__", ())]
    return any(getattr(limit, "le", None) == 1 for given in (*info.metadata, *parts) for limit in getattr(given, "metadata", (given,)))


def words_of(info: FieldInfo | None) -> Mapping[str, str]:
    """What the codes of this parameter mean, where its rule says so: ``Field(..., json_schema_extra={"words": {...}})``."""
    extra = info.json_schema_extra if info is not None else None
    found = extra.get("words") if isinstance(extra, dict) else None
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def word(value: Any, words: Mapping[str, str] = MappingProxyType({})) -> str:
    """A single value: the parameter's own words, an enum's or choice's, a post's name, a code its room has words for, else itself."""
    if isinstance(value, str) and value in words:
        return _(words[value])
    if isinstance(value, Enum):
        value = value.value
    if not isinstance(value, str) or not value:
        return str(value)
    named = post_names([value])[0]
    own = named if named != value else _(value)
    if own == value and has_term(value):
        return term(value)
    return label_of(value) if own == value and value.isascii() and value.islower() else own
