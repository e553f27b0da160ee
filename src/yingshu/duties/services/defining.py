"""Putting duties in force: by the publication of a rulebook, by the library, by an administrator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.services import ACTIONS
from yingshu.rulebook.sections import Item, Origin

from ..errors import UnknownPart
from ..items import DutyItem
from ..models import Duty, DutyVersion
from ..queries.versions import DUTIES
from ..sources import RHYTHMS, SOURCES

MOST_NAMED = 8


def put_in_force(actor: Actor, origin: Origin, items: Sequence[Item]) -> None:
    """The duties of a published rulebook (``rulebook.sections``): changed ones get a version, dropped ones end."""
    wanted = {item.code: item for item in items if isinstance(item, DutyItem)}
    for item in wanted.values():
        check_parts(item)
    said = _last_said(origin)
    for code, item in wanted.items():
        if code not in said or said[code].item != stored(item):
            add_version(actor, item.code, item, book=origin.book, book_version=origin.version, unit_id=origin.unit_id,
                        valid_from=origin.first_day)
    for code, version in said.items():
        if code not in wanted and version.item is not None:
            add_version(actor, code, None, book=origin.book, book_version=origin.version, unit_id=origin.unit_id,
                        valid_from=origin.first_day)
    bump(DUTIES)


def _last_said(origin: Origin) -> dict[str, DutyVersion]:
    """What the rulebook said last about each duty."""
    rows = (DutyVersion.objects.filter(book=origin.book, unit_id=origin.unit_id, withdrawn_at=None).exclude(released_at=None)
            .select_related("duty").order_by("valid_from", "number"))
    return {row.duty.code: row for row in rows}


def stored(item: DutyItem) -> dict[str, Any]:
    """An item as a version keeps it."""
    return item.model_dump(mode="json")


def add_version(actor: Actor, code: str, item: DutyItem | None, *, valid_from: date, book: str = "", book_version: int = 0,
                unit_id: int | None = None, reason: str = "", released: bool = True) -> int:
    """One more version of a duty; its name and clauses are those of the newest."""
    duty = _duty(code, item)
    last = DutyVersion.objects.filter(duty_id=duty).aggregate(n=Max("number"))["n"] or 0
    now = clock.now()
    release = {"released_at": now, "released_id": actor.id, "released_by": actor.name} if released else {}
    return write.add_one(DutyVersion, duty_id=duty, number=last + 1, book=book, book_version=book_version, unit_id=unit_id,
                         valid_from=valid_from, item=stored(item) if item else None, reason=reason, prepared_at=now,
                         prepared_id=actor.id, prepared_by=actor.name, **release)


def _duty(code: str, item: DutyItem | None) -> int:
    """The duty's row, locked, made when it is new."""
    found = write.lock_all(Duty, {"code": code})
    named: dict[str, Any] = {} if item is None else {"title": item.title, "clauses": list(item.clauses), "clause": (*item.clauses, "")[0]}
    if not found:
        return write.add_one(Duty, code=code, **named)
    if named:
        write.change(Duty, where={"id": found[0].pk}, set=named)
    return int(found[0].pk)


def check_parts(item: DutyItem) -> None:
    """Raise UnknownPart when the item names an action, a rhythm or records that no room supplies."""
    _known(item, N_("the action"), item.done.actions, ACTIONS)
    _known(item, N_("the dates"), [item.when.rhythm] if item.when.rhythm else [], RHYTHMS)
    _known(item, N_("the records"), [item.who.records] if item.who.records else [], SOURCES)
    if item.when.by_record:
        dated = {code: source for code, source in SOURCES.everything().items() if source.dated}
        _known(item, N_("the records that name a day"), [item.who.records], dated)


def _known(item: DutyItem, what: str, names: Sequence[str], known: Mapping[str, Any]) -> None:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, MOST_NAMED) or sorted(known)
            raise UnknownPart(duty=item.code, what=what, name=name, known=", ".join(near[:MOST_NAMED]))


def mistakes(item: DutyItem) -> Iterator[str]:
    """What a duty names and no room supplies. Records that rooms supply at run time may come into force with the same rulebook."""
    try:
        check_parts(item)
    except UnknownPart as unknown:
        name = str(unknown.data["name"])
        if name != item.who.records or not name.startswith(tuple(SOURCES.sources)):
            yield unknown.text()


def is_available(item: DutyItem) -> bool:
    """Does this installation have everything the item names?"""
    try:
        check_parts(item)
    except UnknownPart:
        return False
    return True


