"""How a report reads to those who have to agree before it is delivered (MTG-06)."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.approving import Card, FactChoices

from .links import report_url
from .models import Report

FACTS = {"report": N_("report"), "amount_fen": N_("amount (yuan)")}
CHOICES: dict[str, FactChoices] = {"report": lambda: Report.Kind.choices}


def report(pk: int) -> Card:
    """Which report of which period, its amount, and until when it is due."""
    row = Report.objects.get(pk=pk)
    title = f"{row.get_kind_display()} {row.period}"
    amount = amount_of(row.content)
    lines = [(_("Author"), row.author_name), (_("Amount"), money.show(amount)), (_("Version"), f"V{row.version}"),
             (_("Due on"), f"{row.due_on}" if row.due_on else "--"), *([(_("Note of the author"), row.note)] if row.note else [])]
    digest = hashlib.sha256(orjson.dumps(row.content, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Card(row.number, title, report_url(pk), row.author_id, row.unit_id, {"report": row.kind, "amount_fen": amount}, lines, digest)


def amount_of(content: dict[str, Any]) -> int:
    """The gross amount of the period, in fen."""
    gross = content["totals"]["gross_fen"]
    return int(gross["now"] if isinstance(gross, dict) else gross)
