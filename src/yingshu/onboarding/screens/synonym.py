"""列标题词典: the company's own titles of columns, learned from imports or added by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Screen, register
from yingshu.kernel.screens.imports import IMPORTERS

from .. import sheets
from ..models import Synonym


def field_words(row: Synonym) -> str:
    """The field in words: sheet and title."""
    code, _dot, name = row.field.partition(".")
    kinds = [*sheets.kinds(get_language() or "en"), *(each.kind() for each in IMPORTERS.values())]
    found = next(((kind, each) for kind in kinds if kind.code == code and (each := kind.field(name)) is not None), None)
    return f"{found[0].label} · {found[1].label}" if found else row.field


@register
class SynonymScreen(Screen):
    """What imports understand besides the titles of the templates."""

    code = "synonyms"
    model = Synonym
    title = _("Column titles")
    group = "system"
    order_in_menu = 94
    icon = "vocabulary"
    hint = _("Imports know these titles; a wrong one is removed here.")
    columns = (Column("title", link=True), Column("meaning", _("Field"), value=field_words, needs=("field",)),
               Column("field", _("code"), kind="code", hidden=True))
    filters = (Filter("q", _("Title"), kind="search"),)
    search_fields = ("title", "field")
    order_by = ("title", "id")
    actions = ("onboarding.add_synonym",)
    history_kind = "synonym"
    empty_text = _("Titles are learned when columns are mapped by hand during an import.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return Synonym.objects.all()

    def row_actions(self, row: Synonym, actor: Actor) -> Sequence[str]:
        return ("onboarding.remove_synonym",)
