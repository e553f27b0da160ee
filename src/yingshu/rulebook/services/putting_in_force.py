"""What a published rulebook sets to work: parameters of controls, and the items of the rooms above (``sections``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS

from ..books import nodes_of
from ..decisions import in_force
from ..models import RulebookVersion
from ..sections import SECTIONS, Item, Origin, Section, delivered_for
from .parameters import set_parameters


def put_in_force(actor: Actor, version: RulebookVersion) -> list[str]:
    """Put all of it in force from the version's first day; answers the controls whose parameters changed."""
    if version.valid_from is None:
        raise ValueError("put in force without a first day")
    nodes = nodes_of(version)
    changed = [code for code, chosen in sorted(version.settings.get("controls", {}).items()) if _set(actor, version, code, chosen)]
    origin = Origin(version.rulebook.code, version.version, version.valid_from, version.rulebook.unit_id)
    clauses = {code for node in nodes for code in node.clauses}
    for section in SECTIONS.values():
        section.put_in_force(actor, origin, items_of(section, clauses, version.settings))
    return changed


def items_of(section: Section, clauses: set[str], settings: Mapping[str, Any]) -> list[Item]:
    """The delivered items of the book's clauses, then the book's own; an own item takes the place of a delivered one of its code."""
    items = {item.code: item for item in delivered_for(section, clauses)}
    own = [section.model.model_validate(item) for item in settings.get("items", {}).get(section.name, ())]
    return list({**items, **{item.code: item for item in own}}.values())


def _set(actor: Actor, version: RulebookVersion, code: str, chosen: Mapping[str, Any]) -> bool:
    """Set the parameters of a control unless they hold already."""
    control, unit_id = CONTROLS.get(code), version.rulebook.unit_id
    if control is None:
        return False
    wanted = {**control.variants.get(chosen.get("variant", ""), {}), **chosen.get("values", {})}
    force = in_force(control, unit_id, version.valid_from)
    if force.version and control.params.model_validate(wanted) == force.params:
        return False
    set_parameters(actor=actor, control=code, variant=chosen.get("variant", ""), values=chosen.get("values", {}),
                   valid_from=version.valid_from,
                   unit_id=unit_id, reason=version.number)
    return True
