"""Large ledgers are read and written by the worker."""

from __future__ import annotations

from typing import Any

from yingshu.kernel import write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import BusinessError

from . import files, queries
from .models import ImportBatch
from .services import check_ledger, import_ledger

State = ImportBatch.State


def check(progress: Any, actor: Actor, batch_id: int, **how: Any) -> None:
    """Check a received ledger; when it cannot be read, the batch says why."""
    batch = queries.batch(batch_id)
    try:
        check_ledger(actor=actor, batch_id=batch_id, **how)
    except BusinessError as problem:
        if batch.state == State.RUNNING:
            write.change(ImportBatch, where={"id": batch_id}, set={"state": State.FAILED, "figures": {"failure": problem.text()}})
        raise
    finally:
        files.end_progress(batch.digest)


def write_ledger(progress: Any, actor: Actor, batch_id: int, skip_errors: bool) -> None:
    """Import a checked ledger."""
    try:
        import_ledger(actor=actor, batch_id=batch_id, skip_errors=skip_errors)
    finally:
        files.end_progress(queries.batch(batch_id).digest)
