"""What a report still lacks: parts by the records of its period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..models import AnalysisReport
from ..rules.report import TRIGGERS, ReportFacts
from ..shown import PART_NAMES
from .content import source_name


def facts_of(row: AnalysisReport, content: Mapping[str, Any]) -> ReportFacts:
    """The facts of handing the report in with this content."""
    happened = {code: n for code, n in content["happened"].items() if n and code in TRIGGERS}
    return ReportFacts(number=row.number, period=row.period, happened=happened,
                       written=tuple(sorted(row.parts)), missing_sources=tuple(source_name(code) for code in content["missing"]))


def report_parts(row: AnalysisReport) -> list[dict[str, Any]]:
    """Every part that was written or is needed: conclusions, suggestions, and the analysis of what happened."""
    needed = {"conclusions", "suggestions", *(f"focus.{code}" for code in TRIGGERS if row.content["happened"].get(code))}
    return [{"code": code, "title": _(label), "text": row.parts.get(code, ""), "needed": code in needed}
            for code, label in PART_NAMES.items() if code in needed or row.parts.get(code)]
