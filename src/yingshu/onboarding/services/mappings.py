"""What a company teaches the import: mappings for its next file, and its own words for columns."""

from __future__ import annotations

import json
from typing import Annotated

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Id, Needed
from yingshu.kernel.screens.imports import IMPORTERS
from yingshu.kernel.services import Done, service
from yingshu.kernel.tabular import Mapping, MappingError

from .. import queries, sheets
from ..errors import FileUnusable, UnknownField
from ..models import MappingTemplate, Synonym
from .checking import MappingText

Name = Annotated[Needed, Field(max_length=80)]
Title = Annotated[Needed, Field(max_length=60)]


@service("onboarding.save_mapping", title=N_("Save the mapping"))
def save_mapping(*, actor: Actor, name: Name, batch_id: Id | None = None, mapping: MappingText = "") -> Done:
    """Keep a mapping under a name for the next file of the same shape: that of an import, or one given as JSON.

    A name used before gets the new mapping.
    """
    try:
        wanted = queries.mapping_from(queries.batch(batch_id).mapping) if batch_id else Mapping.from_json(mapping)
    except MappingError as problem:
        raise FileUnusable(problem) from problem
    data = json.loads(wanted.as_template().to_json())
    known = MappingTemplate.objects.filter(name=name).first()
    row = {"mapping": data, "at": clock.now(), "actor_name": actor.name}
    if known:
        write.change(MappingTemplate, where={"id": known.pk}, set=row)
    pk = known.pk if known else write.add_one(MappingTemplate, name=name, **row)
    return Done("mapping_template", pk, name, after={"sheets": [sheet["sheet"] for sheet in data["sheets"]]})


def _fields() -> set[str]:
    """Every field of a ledger or of an import of master data, as ``kind.field``."""
    kinds = [each.kind() for each in IMPORTERS.values()]
    ledgers = {f"{code}.{name}" for code, kind in sheets.catalogue().items() for name in kind["fields"]}
    return ledgers | {f"{kind.code}.{each.code}" for kind in kinds for each in kind.fields}


def learn_title(actor: Actor, field: str, title: str) -> Done:
    """The same, for the import page of master data."""
    return add_synonym(actor=actor, field=field, title=title[:60])


@service("onboarding.add_synonym", title=N_("Add a column title"))
def add_synonym(*, actor: Actor, field: Needed, title: Title) -> Done:
    """Teach the import a company's own title of a field; ``field`` is written like ``sales.amount``. Saying it twice is fine."""
    if field not in _fields():
        raise UnknownField(field="field", name=field)
    known = Synonym.objects.filter(field=field, title=title).first()
    pk = known.pk if known else write.add_one(Synonym, field=field, title=title)
    return Done("synonym", pk, title, after={"field": field, "title": title})


@service("onboarding.remove_synonym", title=N_("Remove the column title"))
def remove_synonym(*, actor: Actor, synonym_id: Id) -> Done:
    """The import no longer takes this title for the field."""
    known = Synonym.objects.filter(pk=synonym_id).first()
    if known is None:
        raise NotFound(field="synonym_id")
    known.delete()
    return Done("synonym", 0, known.title, before={"field": known.field, "title": known.title})
