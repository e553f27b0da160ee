"""``yingshu rulebook matrix|rehearse``: how the rules were kept, and what other rules would have done."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from yingshu.insight.compliance.matrix import Query, matrix, period_of
from yingshu.insight.compliance.shown import as_json
from yingshu.rulebook.catalogue import CHAPTERS

from .output import Output, command


def add(rulebook: Any) -> None:
    """Declare the commands, within the group ``rulebook``."""
    shown = command(rulebook, "matrix", show_matrix, _("for each clause: how it is carried out, its rate, target and evidence"), acts=True)
    shown.add_argument("--period", default="", metavar="YYYY-MM", help=_("a month or quarter (default: this month)"))
    shown.add_argument("--chapter", choices=list(CHAPTERS), default="", help=_("only this chapter"))
    shown.add_argument("--all", action="store_true", help=_("also the clauses that nothing carries out"))


def show_matrix(arguments: argparse.Namespace, output: Output) -> None:
    """The matrix of compliance."""
    found = matrix(arguments.actor, Query(period_of(arguments.period), arguments.chapter, everything=arguments.all))
    if output.is_json:
        return output.data(as_json(found))
    s = found.summary
    output.tell(_("%(carried)s of %(clauses)s clauses are carried out; kept %(rate)s%%, refused %(refused)s, by special permission "
                  "%(overridden)s, evidence %(evidence)s.") % {**s._asdict(), "rate": "--" if s.rate is None else s.rate})
    return output.table(
        [_("Clause"), _("Requirement"), _("How it is enforced"), *(f"{m:%Y-%m}" for m in found.months), _("Target"), _("Refused"),
         _("Evidence"), _("Conclusion")],
        [[r.clause.id, r.clause.title, r.shown_way[0], *(c.rate for c in r.cells), r.target, r.figures.refused, r.figures.evidence,
          r.tag[0] or "--"] for r in found.rows])
