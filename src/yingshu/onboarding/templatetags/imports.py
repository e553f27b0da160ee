"""Tags of the import page."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import QueryDict

from yingshu.onboarding import shown
from yingshu.onboarding.models import ImportBatch

register = template.Library()


@register.simple_tag
def import_page(batch: ImportBatch, query: QueryDict) -> dict[str, Any]:
    """What the page shows for the sheet and the way of importing that the address names."""
    return shown.page(batch, shown.sheet_named(batch, query.get("sheet", "")), query.get("skip") == "1")
