"""Writing, sealing and verifying the trail.

Entries are sealed by the worker in batches: a chain written inside every transaction would make all writers wait in line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from yingshu.kernel import clock, write
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.services import Done, Work

from .models import AuditEntry, AuditSeal

BATCH = 2000
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying found: how many entries are sealed and intact, how many await sealing, and the first broken one."""

    intact: int
    unsealed: int
    broken_entry: int | None = None
    says: str = ""


def record_done(work: Work, done: Done) -> None:
    """Leave the audit row of a finished action."""
    work.leave(AuditEntry, **_who(work), subject_kind=done.kind, subject_id=done.id, subject_number=done.number,
               before=dict(done.before), after=dict(done.after), reason=done.reason)


def record_refused(work: Work, refusal: BusinessError) -> None:
    """Leave the audit row of a refused action."""
    subject = getattr(refusal, "subject", None) or ("", None, "")
    work.leave(AuditEntry, **{**_who(work), "refused": True}, subject_kind=subject[0], subject_id=subject[1], subject_number=subject[2],
               before={}, after={"code": refusal.code, **{k: str(v) for k, v in refusal.data.items()}}, reason=refusal.text()[:300])


def note(work: Work, *, kind: str, id: int | None, number: str = "", after: dict[str, Any] | None = None,
         action: str = "", reason: str = "") -> None:
    """Leave one more audit row, for something worth its own line (a view of a masked number, an export)."""
    work.leave(AuditEntry, **{**_who(work), "action": action or work.action}, subject_kind=kind, subject_id=id,
               subject_number=number, before={}, after=after or {}, reason=reason)


def _who(work: Work) -> dict[str, Any]:
    actor = work.actor
    return {"at": clock.now(), "actor_id": actor.id, "actor_name": actor.name, "origin": actor.origin, "action": work.action,
            "acting_for_id": actor.acting_for.get(work.action), "refused": False}


def sealed_text(entry: AuditEntry) -> str:
    """The entry as it is sealed: all of it, as JSON with sorted keys."""
    fields = {f.attname: getattr(entry, f.attname) for f in AuditEntry._meta.concrete_fields}
    return json.dumps(fields, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)


def _digest(previous: str, entry: AuditEntry) -> str:
    return hashlib.sha256((previous + sealed_text(entry)).encode()).hexdigest()


def digests(positions: Collection[int]) -> dict[int, str]:
    """The seals at these places of the chain; before the first one stands the beginning."""
    found, wanted = {0: GENESIS}, sorted(positions)
    for n in range(0, len(wanted), BATCH):
        found |= dict(AuditSeal.objects.filter(position__in=wanted[n:n + BATCH]).values_list("position", "digest"))
    return found


def seal() -> int:
    """Seal all entries not yet sealed; answers how many."""
    sealed = 0
    while batch := _seal_batch():
        sealed += batch
    return sealed


def _seal_batch() -> int:
    with transaction.atomic():
        last = _last_seal()
        entries = list(AuditEntry.objects.extra(  # the seal table may be far behind: an anti-join, read by key
            where=["NOT EXISTS (SELECT 1 FROM audit_auditseal s WHERE s.entry_id = audit_auditentry.id)"])
            .order_by("id")[:BATCH])
        position, digest = (last.position, last.digest) if last else (0, GENESIS)
        rows = []
        for entry in entries:
            position, digest = position + 1, _digest(digest, entry)
            rows.append({"position": position, "entry_id": entry.pk, "digest": digest})
        write.add_together([(AuditSeal, rows)])
        return len(rows)


def _last_seal() -> AuditSeal | None:
    newest = AuditSeal.objects.order_by("-position").values_list("position", flat=True).first()
    return AuditSeal.objects.get(pk=newest) if newest else None


def verify() -> Verification:
    """Recompute the chain and name the first entry that was changed or removed."""
    digest, intact = GENESIS, 0
    for seals in _batches():
        entries = AuditEntry.objects.in_bulk([s.entry_id for s in seals])
        for s in seals:
            entry = entries.get(s.entry_id)
            if entry is None:
                return Verification(intact, _unsealed(), s.entry_id, "removed")
            digest = _digest(digest, entry)
            if digest != s.digest:
                return Verification(intact, _unsealed(), s.entry_id, "changed")
            intact += 1
    return Verification(intact, _unsealed())


def _batches() -> Iterator[list[AuditSeal]]:
    position = 0
    while seals := list(AuditSeal.objects.filter(position__gt=position).order_by("position")[:BATCH]):
        if seals[0].position != position + 1:
            seals[0].digest = "gap"
        yield seals
        position = seals[-1].position


def _unsealed() -> int:
    return AuditEntry.objects.count() - AuditSeal.objects.count()
