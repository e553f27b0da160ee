"""What a published rulebook sets to work: parameters of controls, and the items of the rooms above (``sections``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS

from .. import switches
from ..books import nodes_of
from ..decisions import in_force
from ..models import RulebookVersion
from ..sections import SECTIONS, Item, Origin, Section, delivered_for
from .parameters import set_parameters


def put_in_force(actor: Actor, version: RulebookVersion, former: RulebookVersion | None = None) -> list[str]:
    """Put all of it in force from the version's first day; answers the controls whose parameters changed.

    A control is set only where this version says something else than the former one, so that what the company changed between
    two versions stays. What a master switch keeps off is left out.
    """
    if version.valid_from is None:
        raise ValueError("put in force without a first day")
    unit_id, settings = version.rulebook.unit_id, version.settings
    off, before = switches.off(unit_id), former.settings.get("controls", {}) if former else {}
    changed = [code for code, chosen in sorted(settings.get("controls", {}).items())
               if before.get(code) != chosen and not switches.all_off(_clauses(code), off) and _set(actor, version, code, chosen)]
    origin = Origin(version.rulebook.code, version.version, version.valid_from, unit_id)
    clauses = {code for node in nodes_of(version) for code in node.clauses}
    for section in SECTIONS.values():
        section.put_in_force(actor, origin, items_of(section, clauses, settings, off))
    return changed


def items_of(section: Section, clauses: set[str], settings: Mapping[str, Any], off: frozenset[str]) -> list[Item]:
    """The delivered items of the book's clauses, then the book's own; an own item takes the place of a delivered one of its code."""
    items = {item.code: item for item in delivered_for(section, clauses)}
    own = [section.model.model_validate(item) for item in settings.get("items", {}).get(section.name, ())]
    return [item for item in {**items, **{item.code: item for item in own}}.values() if not switches.all_off(item.clauses, off)]


def _clauses(code: str) -> tuple[str, ...]:
    return CONTROLS[code].clauses if code in CONTROLS else ()


def _set(actor: Actor, version: RulebookVersion, code: str, chosen: Mapping[str, Any]) -> bool:
    """Set the parameters of a control unless they hold already, or nothing particular is asked and the company has set its own."""
    control, unit_id, variant, values = CONTROLS.get(code), version.rulebook.unit_id, chosen.get("variant", ""), chosen.get("values", {})
    if control is None:
        return False
    force = in_force(control, unit_id, version.valid_from)
    if force.version and ((not variant and not values)
                          or control.params.model_validate({**control.variants.get(variant, {}), **values}) == force.params):
        return False
    set_parameters(actor=actor, control=code, variant=variant, values=values, valid_from=version.valid_from, unit_id=unit_id,
                   reason=version.number)
    return True
