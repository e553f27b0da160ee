"""Records that nobody enters by hand: those a register begins with, those that a business action brings about, the sheets of duties,
and steps whose day has come."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as N_

from yingshu.duties.models import Occurrence
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.screens import screen_of
from yingshu.kernel.services import Done, Work, current, leave_done, service
from yingshu.organisation.models import Person
from yingshu.organisation.principal import actor_for

from ..errors import OccursOnce, RuleBroken
from ..expressions import compiled
from ..marks import keep_sheet, without_sheet
from ..models import Entry
from ..parts import SCREEN, Arise, Sheet
from ..queries import in_hands_of
from ..registry import Live, arising, registers
from ..reminding import due_reminders, due_steps, tell_gaps, tell_of
from ..values import Ref
from .entries import add_record, as_input, move_entry

log = logging.getLogger("yingshu.registers")


def begin(actor: Actor, found: Live, former: Sequence[Mapping[str, Any]] = ()) -> None:
    """Make the records that a register begins with; those that ``former`` versions of its definition began with are there already."""
    for start in found.definition.begins:
        known = {value for version in former for value in version.get("params", {}).get(start.each, {}).get("value", ())}
        for value in found.params[start.each] if start.each else [None][len(former):]:
            if value not in known and (not start.when or _worked_out(found, {"when": start.when}, {start.each: value}).get("when")):
                values = _worked_out(found, start.sets, {start.each: value})
                leave_done(current(), add_record(replace(actor, everything=True), found, values, state=start.state))


def _worked_out(found: Live, sets: Mapping[str, str], env: Mapping[str, Any]) -> dict[str, Any]:
    """What expressions outside a record say. Raises RuleBroken where one raises: the step that they belong to is blocked."""
    known = {**found.params, "today": clock.today(), **env}
    try:
        values = {code: as_input(compiled(text).of(known)) for code, text in sets.items()}
    except Exception as problem:
        raise RuleBroken(register=found.title) from problem
    return {code: value for code, value in values.items() if value is not None}


# ---------- after a business action

def after(work: Work, done: Done) -> None:
    """Called after every business action: the records that it brings about. What may occur only once and is there is left as it is."""
    for found, arise in arising().get(work.action, ()):
        env = _told(done) if done.kind == arise.kind else None
        if env and (not arise.when or _worked_out(found, {"when": arise.when}, env).get("when")):
            _arise(work, found, arise, env, Entry._plain.filter(pk=done.id).first() if done.kind.startswith(SCREEN) else None)


def _told(done: Done) -> dict[str, Any]:
    """What expressions read of an action: the record it was done to, and what it answered."""
    screen = screen_of(done.kind)
    return {**done.data, "number": done.number, "state": done.state, "record": Ref(screen.code, done.id, done.number) if screen else None}


def _arise(work: Work, found: Live, arise: Arise, env: Mapping[str, Any], origin: Entry | None) -> None:
    given = _worked_out(found, {**arise.sets, **({"owner": arise.owner} if arise.owner else {})}, env)
    owner = actor_for(given.pop("owner")) if arise.owner and "owner" in given else None
    try:
        with transaction.atomic():
            leave_done(work, add_record(replace(owner or work.actor, everything=True), found, given, origin=origin))
    except OccursOnce:
        log.info("register %s: %s has its record already", found.code, env["number"])


# ---------- what the worker does

@service("registers.remind", title=N_("Reminders of registers"))
def remind(*, actor: Actor) -> Done:
    """Make the sheets of duties that can be done now, and tell people of records whose day has come; each reminder of a record reaches a
    person once (LOG-11, MTG-17, CHN-03, PRF-02)."""
    made, today = _make_sheets(), clock.today()
    told_of = sum(tell_of(due) for due in due_reminders(today)) + tell_gaps(today)
    return Done("reminder", 0, data={"reminded": told_of, "made": made})


def _make_sheets() -> int:
    """One record for each occurrence of a duty that can be done now, where there is none yet; answers how many were made."""
    made = 0
    for found in registers().values():
        for sheet in found.definition.sheets:
            due = {o.pk: o for o in Occurrence._plain.filter(duty__code=sheet.duty, state="open", opens_at__lte=clock.now()).order_by("id")}
            made += sum(_make_sheet(found, sheet, due[pk]) for pk in without_sheet(found, due))
    return made


def _make_sheet(found: Live, sheet: Sheet, o: Occurrence) -> bool:
    values = _worked_out(found, sheet.sets, {"subject": o.subject_id, "period": o.period})
    same = Entry._plain.filter(register_id=found.id, **{found.slots[code]: value for code, value in values.items()}).first()
    if same is not None:  # somebody was quicker
        keep_sheet(found, same.pk, o.pk)
        return False
    done = add_record(replace(system(), unit_id=o.unit_id), found, values, handler_id=o.person_id)
    keep_sheet(found, done.id, o.pk)
    leave_done(current(), done)
    return True


def make_steps(actor: Actor) -> None:
    """Make every step whose day has come, each in a transaction of its own; one that is refused stands in the log."""
    for entry, found, step in list(due_steps(clock.today())):
        try:
            move_entry(actor=actor, register_code=found.code, entry_id=entry.pk, move=step.code)
        except BusinessError as refused:
            log.warning("register %s %s: step %s refused: %s", found.code, entry.number, step.code, refused.text())


def pass_on(entry_ids: Sequence[int], giver_id: int, taker_id: int) -> None:
    """Records in somebody's hands go to who follows; called inside the action that says so."""
    taker = Person.objects.get(pk=taker_id).name
    for found, entry in in_hands_of(giver_id):
        held = [name for name in ("owner", "handler") if getattr(entry, f"{name}_id") == giver_id]
        if entry.pk in entry_ids:
            write.change(Entry, where={"id": entry.pk}, set={
                **dict.fromkeys(held, taker_id), "edition": entry.edition + 1, "changed_at": clock.now()})
            leave_done(current(), Done(found.screen, entry.pk, entry.number, entry.state, after={
                str(getattr(Entry, name).field.verbose_name): taker for name in held}))
