"""What an import did, so that it can be taken back while nobody has used it.

An import names the rows it may touch (``watch``); they are compared before and after, so the journal holds exactly what came
and what changed, whatever action wrote it. Taking back deletes what came and restores what changed, all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from . import clock, write
from .actor import Actor
from .errors import BusinessError, InvalidInput
from .inputs import Id, Text
from .screen_models import ImportRun
from .services import Done, current, leave_done, service

CHUNK = 500
NAMED = 5
KEPT_DAYS = 30
STAMPS = frozenset({"updated_at"})
OUTCOMES = ("added", "changed", "unchanged")
Errors = dict[str, list[str]]
Snapshot = dict[int, dict[str, Any]]


class NotUndoable(BusinessError):
    """The import was taken back already, or its time is over."""

    code = "import_not_undoable"
    message = N_("Import %(number)s cannot be undone: it was undone already, or it is older than %(days)s days.")
    status = 409


class ImportUsed(BusinessError):
    """Something rests on what the import made, or it was changed since."""

    code = "import_used"
    message = N_("The import cannot be undone, because these records were used or changed since: %(records)s. Change them one by one.")
    status = 409


@dataclass(frozen=True, slots=True)
class Care:
    """What a room knows about its rows: which new ones are in use without a foreign key saying so, which rows can't be changed any
    more, and what to do afterwards."""

    used: Callable[[Sequence[int]], Iterable[int]] = lambda ids: ()
    frozen: Callable[[Sequence[int]], Iterable[int]] = lambda ids: ()
    after: Callable[[], None] = lambda: None


CARES: dict[type[Model], Care] = {}


# ---------- importing

@dataclass(slots=True)
class Journal:
    """An import under way: how many rows had each outcome, the wrong ones, and what was written."""

    screen: str
    file: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    errors: Errors = field(default_factory=dict)
    run: ImportRun | None = None

    def take(self, rows: Iterable[Any], one: Callable[[Any], str], skip_errors: bool) -> None:
        """Take each row; ``one`` answers its outcome. Raises InvalidInput with all errors by row unless wrong rows may be left out."""
        for row in rows:
            try:
                self.counts[one(row)] += 1
            except BusinessError as problem:
                said = [words for found in getattr(problem, "errors", {}).values() for words in found]
                self.errors.setdefault(str(row.row), []).extend(said or [problem.text()])
        if self.errors and not skip_errors:
            raise InvalidInput(self.errors)

    def done(self, **document: Any) -> Done:
        """The answer of the import; ``document`` names the record imported into, when it is not the import itself."""
        number = self.run.number if self.run else ""
        told = {"kind": "import_run", "id": self.run.pk if self.run else 0, "number": number or self.file[:60], **document}
        return Done(**told, state="done", data={**self.counts, "failed": len(self.errors), "errors": self.errors, "import": number},
                    after={**self.counts, "file": self.file, "import": number})


@contextmanager
def importing(actor: Actor, screen: str, file: str, *watch: QuerySet[Any]) -> Iterator[Journal]:
    """Around an import: ``watch`` are the rows it may touch, those that name others last."""
    journal, action = Journal(screen, file[:200]), current().action
    before = [_snapshot(rows) for rows in watch]
    yield journal
    content = [_compared(rows.model, was, _snapshot(rows)) for rows, was in zip(watch, before, strict=True)]
    if any(each["added"] or each["changed"] for each in content):
        row = {"screen": screen, "action": action, "file_name": journal.file, "counts": journal.counts, "failed": len(journal.errors),
               "content": content, "at": clock.now(), "actor_id": actor.id, "actor_name": actor.name}
        journal.run = ImportRun(pk=write.add_one(ImportRun, **row), **row)


def _snapshot(rows: QuerySet[Any]) -> Snapshot:
    return {row.pk: _values(row) for row in rows.all().iterator(chunk_size=CHUNK)}


def _values(row: Model) -> dict[str, Any]:
    return {f.attname: None if getattr(row, f.attname) is None else f.value_to_string(row)
            for f in row._meta.concrete_fields if not f.primary_key and f.name not in STAMPS}


def _compared(model: type[Model], before: Snapshot, after: Snapshot) -> dict[str, Any]:
    changed = {pk: {n: [was[n], now[n]] for n in now if was[n] != now[n]} for pk, now in after.items() if (was := before.get(pk))}
    return {"model": model._meta.label_lower, "added": sorted(set(after) - set(before)),
            "changed": {str(pk): each for pk, each in changed.items() if each}}


# ---------- taking back

@service("imports.undo", title=N_("Undo this import"))
def undo(*, actor: Actor, import_id: Id, reason: Text = "") -> Done:
    """Take an import of master data back: what it made is deleted, what it changed is as before.

    Everything or nothing: when one of its records was used or changed since, the records are named and nothing happens.
    """
    since = clock.now() - timedelta(days=KEPT_DAYS)
    moved = write.change(ImportRun, where={"id": import_id, "undone_at__isnull": True, "forgotten": False, "at__gte": since}, returning="*",
                         set={"undone_at": clock.now(), "undone_by": actor.name})
    if not moved:
        found = ImportRun.objects.filter(pk=import_id).first()
        raise NotUndoable(number=found.number if found else import_id, days=KEPT_DAYS)
    run: ImportRun = moved[0]
    actor.require(run.action)
    for part in reversed(run.content):
        _take_back(run, part)
    for part in run.content:
        care_of(apps.get_model(part["model"])).after()
    write.change(ImportRun, where={"id": import_id}, set={"content": []})
    return Done("import_run", run.pk, run.number, "undone", before={"state": "done"}, after={"state": "undone", **run.counts},
                reason=reason)


def care_of(model: type[Model]) -> Care:
    """What its room said about the rows of a model."""
    return CARES.get(model, Care())


def _take_back(run: ImportRun, part: Mapping[str, Any]) -> None:
    model: Any = apps.get_model(part["model"])
    rows = {row.pk: row for row in model._base_manager.filter(pk__in=[*part["added"], *map(int, part["changed"])]).select_for_update()}
    added = [pk for pk in part["added"] if pk in rows]
    care = care_of(model)
    used = {*named_elsewhere(model, added), *care.used(added), *care.frozen([*rows])}
    used |= {int(pk) for pk, fields in part["changed"].items() if not _as_left(rows.get(int(pk)), fields)}
    if used:
        raise ImportUsed(records=_names([rows[pk] for pk in sorted(used) if pk in rows]))
    for pk, fields in part["changed"].items():
        _restore(model, rows[int(pk)], fields)
    for chunk in _chunks(added):
        model._base_manager.filter(pk__in=chunk).delete()


def _as_left(row: Model | None, fields: Mapping[str, Sequence[Any]]) -> bool:
    if row is None:
        return False
    now = _values(row)
    return all(now.get(name) == after for name, (_before, after) in fields.items())


def _restore(model: Any, row: Model, fields: Mapping[str, Sequence[Any]]) -> None:
    stamp = {"updated_at": clock.now()} if any(f.name == "updated_at" for f in model._meta.concrete_fields) else {}
    found = {f.attname: f for f in model._meta.concrete_fields}
    values = {name: None if before is None else found[name].to_python(before) for name, (before, _after) in fields.items()}
    write.change(model, where={"id": row.pk}, set={**values, **stamp})
    touched = {name: "***" for name in fields if not name.endswith(("_key", "search_text"))}
    leave_done(current(), Done(model._meta.model_name, row.pk, str(getattr(row, "number", "") or row)[:40], before=touched, after=touched))


def _names(rows: Sequence[Any]) -> str:
    said = _(", ").join(str(row) for row in rows[:NAMED])
    return said if len(rows) <= NAMED else _("%(names)s and %(more)s more") % {"names": said, "more": len(rows) - NAMED}


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start:start + CHUNK] for start in range(0, len(ids), CHUNK))


def relations(model: Any) -> Iterator[Any]:
    """The foreign keys by which other records name records of this model."""
    return (f for f in model._meta.get_fields(include_hidden=True) if f.auto_created and not f.concrete)


def named_elsewhere(model: Any, ids: Sequence[int]) -> Iterator[int]:
    """Which of these records any other record names."""
    for relation in relations(model):
        column = relation.field.attname
        for chunk in _chunks(ids):
            yield from relation.related_model._base_manager.filter(**{f"{column}__in": chunk}).values_list(column, flat=True)


def forget_old() -> int:
    """What could be taken back is forgotten when its time is over, so that no old personal data lie here; answers how many."""
    return len(write.change(ImportRun, where={"at__lt": clock.now() - timedelta(days=KEPT_DAYS), "forgotten": False},
                            set={"content": [], "forgotten": True}))


def forget_record(model: type[Model], pk: int) -> None:
    """A record's values are forgotten: the imports that changed it cannot be undone any more (a person asked to be forgotten)."""
    label, key = model._meta.label_lower, str(pk)
    for run in ImportRun.objects.filter(undone_at=None, forgotten=False):
        if any(part["model"] == label and key in part["changed"] for part in run.content):
            write.change(ImportRun, where={"id": run.pk}, set={"content": [], "forgotten": True})
