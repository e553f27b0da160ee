"""``yingshu rulebook matrix|verify|rehearse``: how the rules were kept, the proof of it, and what other rules would have done."""

from __future__ import annotations

import argparse
import zipfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.audit import trail
from yingshu.insight.compliance import verify
from yingshu.insight.compliance.comparing import lines_of, otherwise, parts_of
from yingshu.insight.compliance.matrix import Query, matrix, period_of
from yingshu.insight.compliance.shown import as_json
from yingshu.insight.models import Rehearsal
from yingshu.insight.services import rehearse, rehearse_book
from yingshu.insight.services.rehearsing import perform
from yingshu.kernel import money
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.services import Done
from yingshu.rulebook.catalogue import CHAPTERS
from yingshu.rulebook.models import ParameterChange, RulebookVersion

from ..command import DONE, REFUSED
from .output import Output, command, day


def add(rulebook: Any) -> None:
    """Declare the commands, within the group ``rulebook``."""
    shown = command(rulebook, "matrix", show_matrix, _("for each clause: how it is carried out, its rate, target and evidence"), acts=True)
    shown.add_argument("--period", default="", metavar="YYYY-MM", help=_("a month or quarter (default: this month)"))
    shown.add_argument("--chapter", choices=list(CHAPTERS), default="", help=_("only this chapter"))
    shown.add_argument("--all", action="store_true", help=_("the whole catalogue, not only the clauses of the rulebook in force"))
    checked = command(rulebook, "verify", verify_pack, _("check an evidence pack: files, seals, and that this trail has them"))
    checked.add_argument("file", type=Path, metavar="PACK.zip")
    asked = command(rulebook, "rehearse", run_rehearsal, _("which recorded decisions would have come out otherwise by a draft"), acts=True)
    asked.add_argument("draft", metavar=_("DRAFT"),
                       help=_("number of a change of parameters, several with commas, or a version of a rulebook (“code V2”)"))
    asked.add_argument("--from", dest="first", type=day, default=None, metavar=_("DAY"), help=_("first day (default: twelve months back)"))
    asked.add_argument("--to", dest="last", type=day, default=None, metavar=_("DAY"), help=_("last day, included (default: today)"))
    asked.add_argument("--rows", type=int, default=20, help=_("how many changed decisions are listed"))


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
        [[r.clause.id, r.clause.title, r.shown_way[0], *(c.rate for c in r.cells), r.target, r.figures.refusals, r.figures.evidence,
          r.tag[0] or "--"] for r in found.rows])


WHAT = {"files": N_("files with their hashes"), "entries": N_("trail entries with their seals"), "seals": N_("seals of the period"),
        "trail": N_("the whole trail when the pack was made"), "here": N_("the same seals in this installation")}


def verify_pack(arguments: argparse.Namespace, output: Output) -> int:
    """The findings about a pack; refused when anything was changed."""
    try:
        with zipfile.ZipFile(arguments.file) as pack:
            found = [*verify.verify(pack), _here(pack)]
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as problem:
        says = _("%(file)s is no evidence pack (%(problem)s).") % {"file": arguments.file, "problem": problem}
        raise InvalidInput({"file": [says]}) from None
    if output.is_json:
        output.data([one._asdict() for one in found])
    else:
        output.table([_("What"), _("Number"), _("State"), _("Wrong")], [
            [_(WHAT[one.what]), one.looked_at, _("wrong") if one.wrong else _("in order"), "、".join(one.wrong[:verify.MOST_TOLD])]
            for one in found])
    return REFUSED if any(one.wrong for one in found) else DONE


def _here(pack: zipfile.ZipFile) -> verify.Finding:
    """The seals of the pack beside those of this installation."""
    kept = verify.seals_of(pack)
    own = trail.digests(kept)
    return verify.Finding("here", len(kept), [f"{place}" for place, digest in kept.items() if own.get(place) != digest])


def run_rehearsal(arguments: argparse.Namespace, output: Output) -> None:
    """Replay by a draft and tell what comes out otherwise."""
    done = _rehearse(arguments)
    if done.state == Rehearsal.State.WAITING:
        perform(done.id)
    row = Rehearsal.objects.get(pk=done.id)
    rows = otherwise(row, size=max(0, min(arguments.rows, 1000)))
    if output.is_json:
        return output.data(_as_json(row, rows))
    for line in lines_of(row):
        output.tell(f"{line.clause} {line.title} {line.name}: {line.old} → {line.new}")
    for part in parts_of(row):
        output.tell(f"{part.title}: {part.changed} / {part.decisions} {part.says}")
    return output.table([_("Document"), _("Customer"), _("Amount"), _("At the time"), _("By the draft"), _("What happened later")],
                        [[o.record.subject_number, o.sequel.name, money.plain(o.row.amount_fen), o.then, o.now, o.sequel.says]
                         for o in rows])


def _rehearse(arguments: argparse.Namespace) -> Done:
    days = {"first_day": arguments.first, "last_day": arguments.last}
    book, _v, number = arguments.draft.rpartition(" V")
    version = RulebookVersion.objects.filter(rulebook__code=book, version=number).first() if number.isdigit() and book else None
    if version is not None:
        return rehearse_book(actor=arguments.actor, version_id=version.pk, **days)
    first, *others = _changes(arguments.draft)
    return rehearse(actor=arguments.actor, change_id=first, together_with=others, **days)


def _as_json(row: Rehearsal, rows: Any) -> dict[str, Any]:
    return {"rehearsal": row.pk, "draft": row.draft, "from": f"{row.first}", "to": f"{row.last}", "decisions": row.decisions,
            "changed": row.changed, "seconds": f"{row.seconds}", **row.result,
            "rows": [{"decision": o.record.number, "document": o.record.subject_number, "customer": o.sequel.name,
                      "amount": money.plain(o.row.amount_fen), "then": o.row.old, "now": o.row.new, "later": o.sequel.says} for o in rows]}


def _changes(numbers: str) -> list[int]:
    wanted = [number.strip() for number in numbers.split(",") if number.strip()]
    found = dict(ParameterChange.objects.filter(number__in=wanted).values_list("number", "id"))
    missing = [number for number in wanted if number not in found]
    if missing or not wanted:
        raise InvalidInput({"draft": [_("There is no change of parameters %(number)s.") % {"number": ", ".join(missing)}]})
    return [found[number] for number in wanted]
