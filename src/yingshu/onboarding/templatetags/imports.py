"""Tags of the import page."""

from __future__ import annotations

from typing import Any

from django import template

from yingshu.onboarding import shown
from yingshu.onboarding.models import ImportBatch

register = template.Library()


@register.simple_tag
def import_page(batch: ImportBatch, request: Any) -> dict[str, Any]:
    """What the page shows for the sheet and the way of importing that the address names."""
    query = request.GET
    return shown.page(batch, request.actor, shown.sheet_named(batch, query.get("sheet", "")), query.get("skip") == "1")
