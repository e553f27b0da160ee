"""What a published rulebook sets to work: parameters of controls, and the items of the rooms above (``sections``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS

from .. import switches
from ..books import nodes_of
from ..decisions import in_force
from ..models import RulebookVersion
from ..sections import SECTIONS, Item, Origin, Section, delivered_for
from ..staffing import Staffing
from .parameters import set_parameters


class Put(NamedTuple):
    """What was put in force: the controls whose parameters changed, and the titles of flows left out because nobody could decide."""

    parameters: list[str]
    left_out: list[str]


def put_in_force(actor: Actor, version: RulebookVersion, former: RulebookVersion | None = None) -> Put:
    """Put all of it in force from the version's first day.

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
    staffing = Staffing(settings.get("posts", {}))
    for name, items in all_items(version).items():
        SECTIONS[name].put_in_force(actor, origin, staffing.placed(SECTIONS[name], items))
    return Put(changed, [item.title for item in staffing.left_out.values()])


def all_items(version: RulebookVersion) -> dict[str, list[Item]]:
    """What the version brings to each section."""
    off, clauses = switches.off(version.rulebook.unit_id), {code for node in nodes_of(version) for code in node.clauses}
    return {name: items_of(section, clauses, version.settings, off) for name, section in SECTIONS.items()}


def items_of(section: Section, clauses: set[str], settings: Mapping[str, Any], off: frozenset[str]) -> list[Item]:
    """The delivered items of the book's clauses in its reading, then the book's own; an own item takes the place of a delivered one of its
    code."""
    said = {clause: one["parameters"] for clause, one in settings.get("clauses", {}).items()}
    items = {item.code: section.as_said(item, said) for item in delivered_for(section, clauses)}
    own = [section.model.model_validate(item) for item in settings.get("items", {}).get(section.name, ())]
    wanted = {**items, **{item.code: item for item in own}}.values()
    return [item for item in wanted if section.restrains or not switches.all_off(item.clauses, off)]


def _clauses(code: str) -> tuple[str, ...]:
    return CONTROLS[code].clauses if code in CONTROLS else ()


def _set(actor: Actor, version: RulebookVersion, code: str, chosen: Mapping[str, Any]) -> bool:
    """Set the parameters of a control unless they hold already, or nothing particular is asked and the company has set its own."""
    control, unit_id, variant, values = CONTROLS.get(code), version.rulebook.unit_id, chosen.get("variant", ""), chosen.get("values", {})
    if control is None:
        return False
    force = in_force(control, unit_id, version.valid_from)
    if force.version and ((not variant and not values)
                          or control.chosen(variant, values) == force.params):
        return False
    set_parameters(actor=actor, control=code, variant=variant, values=values, valid_from=version.valid_from, unit_id=unit_id,
                   reason=version.number)
    return True
