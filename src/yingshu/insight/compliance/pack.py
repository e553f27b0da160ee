"""The evidence pack: one ZIP for an audit (ISO 9001, 7.5 and 9.2): index as PDF, matrix and records as workbooks, each record as it was
kept, and the proof that the trail was not changed. Written straight to disk, one clause after the other."""

from __future__ import annotations

import csv
import hashlib
import inspect
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from yingshu.audit import trail
from yingshu.audit.models import AuditEntry, AuditSeal
from yingshu.documents.papers import ready
from yingshu.documents.printing import render
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.enforcement import SOURCES, Record
from yingshu.kernel.jobs import Progress
from yingshu.kernel.tabular.fields import Kind
from yingshu.kernel.tabular.writer import OutColumn, write_list
from yingshu.organisation.queries import company_name

from ..periods import Days
from . import verify
from .matrix import Matrix, Query, Row, matrix
from .shown import as_json, out_columns, out_rows
from .within import within_period

MOST_RECORDS = 5000
BATCH = 2000


@dataclass(slots=True)
class Pack:
    """The ZIP being written, with the hash of every file in it."""

    zip: zipfile.ZipFile
    hashes: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, content: bytes) -> None:
        self.zip.writestr(name, content)
        self.hashes[name] = hashlib.sha256(content).hexdigest()

    def put_json(self, name: str, value: Any) -> None:
        self.put(name, json.dumps(value, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder, default=str).encode())


def make(progress: Progress, actor: Actor, first: str, last: str, chapter: str = "", unit_id: int | None = None,
         person_id: int | None = None) -> None:
    """Do the job."""
    days = Days(date.fromisoformat(first), date.fromisoformat(last))
    found = matrix(actor, Query(days, chapter, unit_id=unit_id, person_id=person_id))
    path = progress.place(f"{_('Evidence pack')}_{first}_{last}.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        write(Pack(file), found, actor, progress)


def write(pack: Pack, found: Matrix, actor: Actor, progress: Progress | None = None) -> None:
    """Everything of the pack."""
    index, entries = _records(pack, found, progress)
    _workbook(pack, "records.xlsx", _("Records"), _record_columns(), index)
    _workbook(pack, "matrix.xlsx", _("Matrix"), out_columns(found), out_rows(found))
    pack.put_json("matrix.json", as_json(found))
    proof = _proof(pack, found.query.days)
    pack.put("audit/entries.jsonl", "".join(_sealed(sorted(entries))).encode())
    pack.put("verify.py", inspect.getsource(verify).encode())
    pack.put("index.pdf", render(ready("report", paper_of(found, actor, proof, pack.hashes))))
    pack.put_json("manifest.json", {"made_at": clock.now(), "made_by": actor.name, "files": pack.hashes})


# ---- records

def _records(pack: Pack, found: Matrix, progress: Progress | None) -> tuple[list[dict[str, Any]], set[int]]:
    """A file of snapshots for each clause that has evidence; answers the lines of the index and the trail entries among the records."""
    rows, index, entries = [row for row in found.rows if row.figures.evidence], list[dict[str, Any]](), set[int]()
    for n, row in enumerate(rows, 1):
        records = list(_of(row, found))
        name = f"records/{row.clause.id}.json"
        pack.put_json(name, {"clause": row.clause.id, "title": row.clause.title, "requirement": row.clause.requirement,
                             "evidence": row.figures.evidence, "kept_here": len(records), "records": [r._asdict() for r in records]})
        index += [{"clause": row.clause.id, "on": r.on, "number": r.number, "says": r.says, "person": r.person, "file": name}
                  for r in records]
        entries |= {r.entry for r in records if r.entry}
        if progress:
            progress.say(n, len(rows))
    return index, entries


def _of(row: Row, found: Matrix) -> Iterator[Record]:
    asked = within_period(found)
    for code in row.sources:
        yield from SOURCES[code].records(row.clause.id, asked, MOST_RECORDS)


def _record_columns() -> list[OutColumn]:
    return [OutColumn("clause", _("Clause"), Kind.CODE), OutColumn("on", _("Day"), Kind.DATE), OutColumn("number", _("Record"), Kind.CODE),
            OutColumn("says", _("What it says"), Kind.NOTE), OutColumn("person", _("By")), OutColumn("file", _("File"), Kind.CODE)]


def _workbook(pack: Pack, name: str, title: str, columns: list[OutColumn], rows: Iterable[Mapping[str, Any]]) -> None:
    out = io.BytesIO()
    write_list(out, title, columns, rows)
    pack.put(name, out.getvalue())


# ---- the proof of the trail

def _proof(pack: Pack, days: Days) -> dict[str, Any]:
    """Seals of the trail's entries of these days, and what recomputing the whole chain found."""
    found, head = trail.verify(), AuditSeal.objects.order_by("-position").first()
    proof = {"verified_at": clock.now(), "intact": found.intact, "unsealed": found.unsealed, "broken_entry": found.broken_entry,
             "says": found.says, "head": {"position": head.position, "digest": head.digest} if head else None,
             "how": _("Each seal is sha256(seal before + the entry's text). `python verify.py PACK.zip` checks this pack without any other"
                      " program; `yingshu rulebook verify PACK.zip` also compares it with the trail of the installation, and `yingshu"
                      " audit verify` recomputes the whole trail.")}
    pack.put_json("audit/proof.json", proof)
    pack.put("audit/seals.csv", _seals(days).encode())
    return proof


def _sealed(ids: list[int]) -> Iterator[str]:
    """Each trail entry that is evidence here, word for word as it was sealed, with the seal before it."""
    for n in range(0, len(ids), BATCH):
        batch = AuditEntry.objects.in_bulk(ids[n:n + BATCH])
        places = dict(AuditSeal.objects.filter(entry_id__in=batch).values_list("entry_id", "position"))
        before = trail.digests([place - 1 for place in places.values()])
        for pk, place in sorted(places.items(), key=lambda pair: pair[1]):
            line = {"position": place, "previous": before[place - 1], "entry": trail.sealed_text(batch[pk])}
            yield json.dumps(line, ensure_ascii=False) + "\n"


def _seals(days: Days) -> str:
    start, end = clock.day_bounds(*days)
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(("position", "entry", "at", "actor", "action", "number", "refused", "digest"))
    last = 0
    while entries := list(AuditEntry.objects.filter(at__gte=start, at__lt=end, pk__gt=last).order_by("pk")[:BATCH]):
        seals = {s.entry_id: s for s in AuditSeal.objects.filter(entry_id__in=[e.pk for e in entries])}
        for e in entries:
            seal = seals.get(e.pk)
            lines.writerow((seal.position if seal else "", e.pk, e.at.isoformat(), e.actor_name, e.action, e.subject_number,
                            int(e.refused), seal.digest if seal else ""))
        last = entries[-1].pk
    return out.getvalue()


# ---- the index on paper

def paper_of(found: Matrix, actor: Actor, proof: Mapping[str, Any], hashes: Mapping[str, str]) -> dict[str, Any]:
    """The printed index: figures, each clause with its records, the files with their hashes, the state of the trail."""
    s, days = found.summary, found.query.days
    intact = proof["broken_entry"] is None
    return {
        "company": company_name(), "title": _("Evidence of compliance"), "number": f"{days.first:%Y%m%d}-{days.last:%Y%m%d}",
        "period": f"{days.first} ~ {days.last}", "issued_at": clock.now(), "author": actor.name, "clause": "ORG-36",
        "standing": (_("trail intact: %(n)s entries sealed") % {"n": proof["intact"]}) if intact else
                    (_("trail broken at entry %(n)s") % {"n": proof["broken_entry"]}),
        "printed": f"{actor.name} {clock.local(clock.now()):%Y-%m-%d %H:%M}",
        "figures": [{"label": _("Clauses carried out"), "value": f"{s.carried} / {s.clauses}"},
                    {"label": _("Rate kept"), "value": "--" if s.rate is None else f"{s.rate}%"},
                    {"label": _("Refused by gates"), "value": f"{s.refused}"}, {"label": _("Evidence"), "value": f"{s.evidence}"}],
        "sheets": [*(_sheet_of(chapter.title, chapter.rows) for chapter in found.chapters if chapter.rows), *_bare(found), _files(hashes)]}


def _sheet_of(title: str, rows: Iterable[Row]) -> dict[str, Any]:
    heads = [(_("Clause"), ""), (_("Requirement"), ""), (_("How it is enforced"), ""), (f"{_('Period')} %", "1"), (f"{_('Target')} %", "1"),
             (_("Refused"), "1"), (_("Evidence"), "1"), (_("Conclusion"), "")]
    return {"title": title, "heads": [{"text": t, "number": n} for t, n in heads],
            "rows": [{"cells": [{"text": t} for t in _cells(row)]} for row in rows]}


def _cells(row: Row) -> tuple[str, ...]:
    return (row.clause.id, row.clause.title, row.shown_way[0], "--" if row.rate is None else f"{row.rate}",
            "--" if row.target is None else f"{row.target}", f"{row.figures.refusals}", f"{row.figures.evidence}", row.tag[0] or "--")


def _bare(found: Matrix) -> Iterator[dict[str, Any]]:
    """The articles of the book that nothing carries out: an auditor has to see them too."""
    if found.bare:
        heads = [{"text": t, "number": ""} for t in (_("Article of a rulebook"), _("Requirement"))]
        yield {"title": _("Articles without a clause"), "heads": heads,
               "rows": [{"cells": [{"text": one.number}, {"text": one.says}]} for one in found.bare]}


def _files(hashes: Mapping[str, str]) -> dict[str, Any]:
    return {"title": _("Files of this pack"), "note": "SHA-256", "heads": [{"text": t, "number": ""} for t in (_("File"), "SHA-256")],
            "rows": [{"cells": [{"text": name}, {"text": digest[:32], "sub": digest[32:]}]} for name, digest in sorted(hashes.items())]}
