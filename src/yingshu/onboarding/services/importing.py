"""Importing a checked ledger, in one transaction."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Id
from yingshu.kernel.services import Done, service

from .. import files, queries
from ..errors import NotChecked
from ..figures import summary
from ..models import ImportBatch
from ..reading import Look, open_ledger
from ..rules import Level, Problem, Receivables
from .intake import figures_of, take_in
from .masters import Run
from .sieve import Sieve, rows_wrong

State = ImportBatch.State


@service("onboarding.import_ledger", title=N_("Import a ledger"))
def import_ledger(*, actor: Actor, batch_id: Id, skip_errors: bool = False) -> Done:
    """Write a checked ledger: all of it or nothing, unless wrong rows may be skipped. Rows imported before are left out.

    Raises NotChecked, RowsWrong, FileGone.
    """
    batch: ImportBatch | None = write.lock(ImportBatch, batch_id)
    if batch is None or batch.state != State.CHECKED:
        raise NotChecked(number=batch.number if batch else batch_id)
    if batch.errors and not skip_errors:
        _refuse(batch)
    run = Run(actor, dry=False, batch_id=batch.pk, file_name=batch.file_name, report=lambda rows: files.note_progress(batch.digest, rows))
    receivables = Receivables(batch.mapping.get("receivables", Receivables.AUTO))
    look = Look(queries.mapping_from(batch.mapping), corrections=batch.mapping.get("corrections"))
    with open_ledger(files.path_of(batch.digest), batch.file_name, look, queries.own_titles()) as ledger:
        outcome = take_in(ledger, run, Sieve(strict=not skip_errors), receivables, batch.number)
        figures = figures_of(ledger, outcome)
    write.change(ImportBatch, where={"id": batch.pk}, set={"state": State.DONE, "figures": figures, "errors": outcome.wrong,
                                                           "done_at": clock.now()})
    return Done("import", batch.pk, batch.number, State.DONE, data=summary(figures), before={"state": State.CHECKED},
                after={"state": State.DONE, **{name: count for name, count in outcome.made.items() if count}})


def _refuse(batch: ImportBatch) -> None:
    """Say the first wrong row of the check."""
    sheet, issue = next((sheet, issue) for sheet in batch.figures["sheets"] for issue in sheet["issues"] if issue["wrong"])
    problems = [Problem(p["field"], p["message"], p["args"], Level(p["level"])) for p in issue["problems"]]
    raise rows_wrong(sheet["sheet"], issue["row"], problems, batch.errors)
