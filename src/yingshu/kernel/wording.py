"""Codes in words: business actions, controls, rights, and the choices that records keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from .choices import LISTS
from .controls import CONTROLS
from .screens import SCREENS
from .services import ACTIONS

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
ON_SCREENS = {"view": N_("See: %(screen)s"), "export": N_("Export: %(screen)s"), "reveal": N_("See in full: %(screen)s")}
NAMES = frozenset({"username", "login", "email", "code"})  # what people or companies call something is no code of ours
_taught: list[tuple[frozenset[str], Callable[[], Mapping[str, str]]]] = []


def teach(words: Callable[[], Mapping[str, str]], *names: str) -> None:
    """Let a room say what its codes mean: under these names, before all others; without names, wherever nobody else knows the code."""
    _taught.insert(0 if names else len(_taught), (frozenset(names), words))


def right_words(code: str) -> str:
    """What a right lets do: a business action, or something on a screen; the code itself when nobody declares it."""
    if code in ACTIONS:
        return _(ACTIONS[code].title)
    name, _dot, kind = code.rpartition(".")
    screen = SCREENS.get(name)
    return _(ON_SCREENS[kind]) % {"screen": screen.title} if screen is not None and kind in ON_SCREENS else code


def code_words(value: str, name: str = "", action: str = "") -> str:
    """A stored code as people read it: a choice that records keep under this name, first those of the action's room; else what a
    room calls it, a control, an action, a right, or what the catalogue says. What is no code stays as it is."""
    if name in NAMES or not CODE.fullmatch(value):
        return value
    known = _choices()
    label = known.get((action.partition(".")[0], name, value)) or known.get(("", name, value))
    if label is not None:
        return str(label)
    own = next((words[value] for names, taught in _taught if (not names or name in names) and value in (words := taught())), None)
    return own or (_(CONTROLS[value].title) if value in CONTROLS else right_words(value) if "." in value else _(value))


@cache
def _choices() -> Mapping[tuple[str, str, str], Any]:
    """Room, field and code → label; without a room where all rooms that know the code under this name call it alike."""
    found: dict[tuple[str, str, str], Any] = {}
    for model in apps.get_models():
        for f in model._meta.concrete_fields:
            for code, label in f.flatchoices or ():
                found[model._meta.app_label, f.name, str(code)] = label
    for one in LISTS.values():
        found |= {(model.partition(".")[0], name, code): label for model, name in one.uses for code, label in one.delivered if one.coded}
    alike: dict[tuple[str, str, str], Any] = {}
    for (_room, name, code), label in found.items():
        if str(alike.setdefault(("", name, code), label)) != str(label):
            alike["", name, code] = None
    return {**alike, **found}
