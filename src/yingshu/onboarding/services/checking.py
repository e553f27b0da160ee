"""Checking an uploaded ledger: everything is found out, nothing is written but the batch itself."""

from __future__ import annotations

import json
from typing import Annotated, Any

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.inputs import Id, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.tabular import Mapping, MappingError

from .. import files, queries
from ..errors import FileUnusable, NotChecked
from ..figures import summary
from ..models import ImportBatch
from ..reading import Corrections, Look, open_ledger
from ..rules import Receivables
from .intake import figures_of, take_in
from .masters import Run
from .sieve import Sieve

MappingText = Annotated[str, Field(max_length=500_000)]
State = ImportBatch.State
OPEN = (State.CHECKED, State.RUNNING, State.FAILED)


@service("onboarding.check_ledger", title=N_("Check a ledger"))
def check_ledger(*, actor: Actor, digest: Text = "", file_name: Text = "", batch_id: Id | None = None, mapping: MappingText = "",
                 template: Text = "", receivables: Receivables = Receivables.AUTO, only: Text = "",
                 corrections: MappingText = "", draft: bool = False) -> Done:
    """Read a kept workbook from end to end and say what an import would do. No business record is written.

    ``digest`` names a file kept by ``files.keep``; or ``batch_id`` an import that is looked at again with another mapping.
    ``mapping`` is JSON (docs/kernel/tabular.md), ``template`` the name of a saved one; without both the columns are guessed.
    ``only`` leaves out sheets of other kinds. ``corrections`` is JSON, ``{sheet: {row: {letter: text}}}``: cells mended on the page.
    ``draft`` keeps a mapping that is not complete yet, for somebody who completes it; it cannot be imported like that.

    Raises FileUnusable, NothingRecognised, FileGone; NotChecked for an import that is past that.
    """
    kept = _again(batch_id) if batch_id else None
    digest, file_name = (kept.digest, kept.file_name) if kept else (digest, file_name or digest)
    mended = _corrections(corrections) if corrections else (kept.mapping.get("corrections", {}) if kept else {})
    look = Look(_mapping(mapping, template), only, mended, draft)
    run = Run(actor, dry=True, file_name=file_name, report=lambda rows: files.note_progress(digest, rows))
    with open_ledger(files.path_of(digest), file_name, look, queries.own_titles()) as ledger:
        outcome = take_in(ledger, run, Sieve(strict=False), receivables)
        figures = figures_of(ledger, outcome)
        row = {"mapping": json.loads(ledger.mapping.to_json()) | {"receivables": receivables.value, "corrections": mended},
               "figures": figures, "errors": outcome.wrong, "state": State.CHECKED}
    pk, number = _keep(actor, kept, digest, file_name, row)
    return Done("import", pk, number, State.CHECKED, data=summary(figures), after={"file": file_name, "wrong": outcome.wrong})


def _again(batch_id: int) -> ImportBatch:
    kept: ImportBatch | None = write.lock(ImportBatch, batch_id)
    if kept is None or kept.state not in OPEN:
        raise NotChecked(number=kept.number if kept else batch_id)
    return kept


def _keep(actor: Actor, kept: ImportBatch | None, digest: str, file_name: str, row: dict[str, Any]) -> tuple[int, str]:
    if kept is not None:
        write.change(ImportBatch, where={"id": kept.pk}, set=row)
        return kept.pk, kept.number
    return new_batch(actor, digest, file_name, **row)


def new_batch(actor: Actor, digest: str, file_name: str, **row: Any) -> tuple[int, str]:
    """A batch for a kept file; answers its id and number."""
    number = next_number("import", clock.today())
    pk = write.add_one(ImportBatch, number=number, kind="ledger", file_name=file_name[-200:], digest=digest, stored_as=digest,
                       at=clock.now(), actor_id=actor.id, actor_name=actor.name, **row)
    return pk, number


def _corrections(text: str) -> Corrections:
    """Mended cells; anything of another form is refused."""
    try:
        return {str(sheet): {str(int(row)): {str(letter): str(value)[:4000] for letter, value in cells.items()} for row,
                             cells in rows.items()}
                for sheet, rows in json.loads(text).items()}
    except (ValueError, AttributeError, TypeError):
        raise InvalidInput(field="corrections") from None


def _mapping(text: str, template: str) -> Mapping | None:
    """The mapping a caller gave, by value or by name."""
    if text:
        try:
            return Mapping.from_json(text)
        except MappingError as problem:
            raise FileUnusable(problem) from problem
    if template and (found := queries.template(template)) is None:
        raise InvalidInput(field="template")
    return found if template else None


@service("onboarding.receive_ledger", title=N_("Upload a ledger"))
def receive_ledger(*, actor: Actor, digest: Text, file_name: Text) -> Done:
    """Take a large file on: the check runs in the background."""
    files.path_of(digest)
    pk, number = new_batch(actor, digest, file_name, state=State.RUNNING)
    return Done("import", pk, number, State.RUNNING)
