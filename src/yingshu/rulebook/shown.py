"""Parameters in words: what they are called, how their values read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from yingshu.kernel import money
from yingshu.kernel.forms import label_of
from yingshu.organisation.queries import post_names


def label_id(name: str, info: FieldInfo) -> str:
    """The message id of what a parameter is called."""
    return info.title or name.removesuffix("_fen").replace("_", " ").capitalize()


def param_label(name: str, info: FieldInfo) -> str:
    """What a parameter is called."""
    return _(label_id(name, info))


def show(name: str, value: Any, info: FieldInfo | None = None) -> str:
    """A parameter's value in words: yes and no, money, lists, names of posts and choices."""
    if value is None or value in ("", [], ()):
        return "--"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.endswith("_fen"):
        return money.show(int(value))
    if isinstance(value, Mapping):
        return "; ".join(f"{_(str(k))} {show(str(k), v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return "、".join(word(item) for item in value)
    return word(value)


def word(value: Any) -> str:
    """A single value: an enum's or choice's words, a post's name, a code its room has words for, else itself."""
    if isinstance(value, Mapping):
        return show("", value)
    if isinstance(value, Enum):
        value = value.value
    if not isinstance(value, str) or not value:
        return str(value)
    named = post_names([value])[0]
    own = named if named != value else _(value)
    return label_of(value) if own == value and value.isascii() and value.islower() else own
