"""What a draft puts in force besides its words: the variant of a clause, the values of a control (ORG-31)."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import write
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Lookup, Needed
from yingshu.kernel.services import Done, service

from ..books import KIND
from ..catalogue import Clause
from ..catalogue import clause as find_clause
from ..models import RulebookVersion
from ..packs import ArticlePack, controls_of, with_variant
from .book import VersionRef, lock_draft
from .book_packs import said_by
from .book_text import ClauseId, ControlCode
from .parameters import control_of, validated, variant_values

VariantName = Annotated[Needed, Lookup("clause_variants")]


@service("rulebook.choose_variant", title=N_("Choose the variant of the clause"), clause="ORG-31")
def choose_variant(*, actor: Actor, version_id: VersionRef, clause: ClauseId, variant: VariantName) -> Done:
    """Let a draft read a clause in another of its variants; its values, and the variant of the controls bound to it, follow."""
    version = lock_draft(version_id)
    found = find_clause(clause)
    if found is None:
        raise NotFound(field="clause")
    if variant not in (names := [one["name"] for one in found.variants]):
        raise InvalidInput({"variant": [_("%(id)s has no variant “%(variant)s”; right would be: %(names)s.") % {
            "id": clause, "variant": variant, "names": "、".join(names) or "--"}]})
    said = {**version.settings.get("clauses", {}), clause: said_by(with_variant(_article(found, version), variant))}
    chosen = version.settings.get("controls", {})
    follow = {code: one for code, one in controls_of({c: own["variant"] for c, own in said.items()}).items()
              if clause in CONTROLS[code].clauses and one["variant"] != chosen.get(code, {}).get("variant", "")}
    return _kept(version, clauses=said, controls={**chosen, **follow})


def _article(found: Clause, version: RulebookVersion) -> ArticlePack:
    """The clause as the draft reads it now; as the catalogue does where the draft says nothing of it."""
    own = version.settings.get("clauses", {}).get(found.id, {"parameters": found.parameters, "assumed": found.assumed})
    return ArticlePack.model_validate({"clause": found.id, "title": found.title, "text": found.requirement, **own})


@service("rulebook.choose_values", title=N_("Set values in the draft"), clause="ORG-31")
def choose_values(*, actor: Actor, version_id: VersionRef, control: ControlCode, values: dict[str, Any] | None = None,
                  variant: str = "") -> Done:
    """Say with which values of a control a draft comes into force: a variant of its clause, or values of its own. With neither the draft
    says nothing about it, and what holds stays. Bad values raise InvalidInput with one message per field."""
    version, bound = lock_draft(version_id), control_of(control)
    full = validated(bound, {**variant_values(bound, variant), **(values or {})}).model_dump(mode="json")
    others = {code: one for code, one in version.settings.get("controls", {}).items() if code != control}
    own = {control: {"variant": variant, "values": {name: full[name] for name in values or {}}}} if variant or values else {}
    return _kept(version, controls={**others, **own})


def _kept(version: RulebookVersion, **changed: Any) -> Done:
    before = {name: version.settings.get(name, {}) for name in changed}
    write.change(RulebookVersion, where={"id": version.pk}, set={"settings": {**version.settings, **changed}})
    return Done(KIND, version.pk, version.number, version.state, before=before, after=changed)
