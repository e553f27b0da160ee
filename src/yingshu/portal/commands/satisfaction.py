"""``yingshu satisfaction …``: results of surveys."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from yingshu.satisfaction import shown
from yingshu.satisfaction.queries.content import content_of
from yingshu.satisfaction.services.reporting import begun

from . import surveys
from .output import Output, command, group


def add(commands: Any) -> None:
    """Declare the commands."""
    found = group(commands, "satisfaction", _("results of surveys"))
    index = command(found, "index", show_index, _("the satisfaction index of a period with all its steps"), acts=True)
    index.add_argument("--period", required=True, metavar="YYYYH1", help=_("a year 2026, a half-year 2026H1, a quarter 2026Q2"))
    surveys.add(found)


def show_index(arguments: argparse.Namespace, output: Output) -> None:
    """Everything as JSON; the table that adds up as text."""
    arguments.actor.require("satisfaction_reports.view")
    content = content_of(begun(arguments.period))
    if output.is_json:
        return output.data(content)
    rows = [[f"{s.op} {s.label}".strip(), s.detail, s.mean, s.weight, s.points] for s in shown.steps(content["steps"], content)]
    card = shown.index_card(content)
    output.table([_("Source"), "", _("Mean"), _("Weighting"), _("Points")],
                 [*rows, [_("Grade"), card["interval"], "", "", card["grade"] or "--"]])
    return None
