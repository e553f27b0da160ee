"""Putting flows, authority tables and incompatible duties in force: by a rulebook, or by an administrator. Only new rows, ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import ValidationError

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Text, UnitRef
from yingshu.kernel.schemas import sentences
from yingshu.kernel.services import Done, service
from yingshu.organisation.models import Person, Post, Unit
from yingshu.rulebook.sections import Item, Origin

from ..definition import Approvers, AuthorityItem, Condition, FlowItem, SeparationItem
from ..delivered import delivered
from ..models import AuthorityVersion, FlowVersion, SeparationVersion, Version
from ..queries.choosing import OWN_FACTS
from ..queries.force import definitions_changed, in_force


class Sort(StrEnum):
    """What a definition is."""

    FLOW = "flow"
    TABLE = "table"
    SEPARATION = "separation"


MODELS: dict[Sort, tuple[type[Version], type[Item]]] = {
    Sort.FLOW: (FlowVersion, FlowItem), Sort.TABLE: (AuthorityVersion, AuthorityItem),
    Sort.SEPARATION: (SeparationVersion, SeparationItem)}
SECTIONS = {Sort.FLOW: "flows", Sort.TABLE: "authority", Sort.SEPARATION: "separation"}


# ---- by an administrator ----------------------------------------------------------------------------------------------------

@service("approvals.save_flow", title=N_("Save the flow"), clause="ORG-29")
def save_flow(*, actor: Actor, content: dict[str, Any], valid_from: date | None = None, unit_id: UnitRef | None = None,
              reason: Text = "") -> Done:
    """Put a new version of an approval flow in force. Documents in approval keep the version they started with."""
    return save(actor, Sort.FLOW, content, valid_from, unit_id, reason)


@service("approvals.save_table", title=N_("Save the authority table"), clause="PRC-06")
def save_table(*, actor: Actor, content: dict[str, Any], valid_from: date | None = None, unit_id: UnitRef | None = None,
               reason: Text = "") -> Done:
    """Put a new version of an authority table in force. Bands with gaps or overlaps are refused."""
    return save(actor, Sort.TABLE, content, valid_from, unit_id, reason)


@service("approvals.save_separation", title=N_("Save incompatible duties"), clause="ORG-29")
def save_separation(*, actor: Actor, content: dict[str, Any], valid_from: date | None = None, reason: Text = "") -> Done:
    """Put a pair of duties in force that one person must not unite."""
    return save(actor, Sort.SEPARATION, content, valid_from, None, reason)


@service("approvals.end_definition", title=N_("Take out of use"), clause="ORG-29")
def end_definition(*, actor: Actor, sort: Sort, code: Text, first_day: date | None = None, reason: Text = "") -> Done:
    """From a day on this flow, table or pair is not in force any more. What runs, runs on."""
    model, _item = MODELS[sort]
    last = model.objects.filter(code=code).order_by("-version").first()
    if last is None:
        raise NotFound(field="code")
    pk = _add(actor, last, {"active": False, "valid_from": _not_past(first_day), "reason": reason, "book": "", "book_version": 0})
    return Done(str(model._meta.model_name), pk, f"{last.title} V{last.version + 1}", "ended", after={"code": code}, reason=reason)


def save(actor: Actor, sort: Sort, content: Mapping[str, Any], valid_from: date | None, unit_id: int | None, reason: str) -> Done:
    """Check a definition and put it in force as the next version of its code."""
    model, item = MODELS[sort][0], checked(sort, content)
    pk = _put(actor, model, item, _not_past(valid_from), unit_id, reason=reason)
    row = model.objects.get(pk=pk)
    return Done(str(model._meta.model_name), pk, str(row), "in_force", data={
        "version": row.version, "valid_from": row.valid_from.isoformat()}, after={
            "version": row.version, "fingerprint": fingerprint(row.content)}, reason=reason)


def fingerprint(content: Mapping[str, Any]) -> str:
    """What the trail keeps of a definition; the definition itself is kept in its version, which never changes."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def _not_past(day: date | None) -> date:
    if day is not None and day < clock.today():
        raise InvalidInput({"valid_from": [_("The first day lies in the past. What was decided until now was decided by the version"
                                             " before; choose today or later.")]})
    return day or clock.today()


def checked(sort: Sort, content: Mapping[str, Any]) -> Any:
    """The content as its model, when it may be put in force: bands without gaps, and everything it names is there."""
    item = parsed(MODELS[sort][1], content)
    check_words(item)
    return item


def parsed(item_type: type[Item], content: Mapping[str, Any]) -> Any:
    """The content as its model; every mistake with its place in words."""
    try:
        return item_type.model_validate(content)
    except ValidationError as problem:
        raise InvalidInput(sentences(problem)) from None


def _put(actor: Actor, model: type[Version], item: Item, first_day: date, unit_id: int | None, *, reason: str = "",
         origin: Origin | None = None) -> int:
    last = model.objects.filter(code=item.code).aggregate(n=Max("version"))["n"] or 0
    pk = write.add_one(model, code=item.code, title=item.title, subject=_subject(item), unit_id=unit_id, version=last + 1,
                       valid_from=first_day, content=item.model_dump(mode="json"), clauses=list(item.clauses),
                       book=origin.book if origin else "", book_version=origin.version if origin else 0, at=clock.now(),
                       actor_name=actor.name, reason=reason)
    definitions_changed()
    return pk


def _add(actor: Actor, last: Version, changes: Mapping[str, Any]) -> int:
    kept = {name: getattr(last, name) for name in ("code", "title", "subject", "unit_id", "content", "clauses", "book", "book_version")}
    version = type(last).objects.filter(code=last.code).aggregate(n=Max("version"))["n"] or 0
    pk = write.add_one(type(last), **{**kept, "version": version + 1, "at": clock.now(), "actor_name": actor.name, **changes})
    definitions_changed()
    return pk


def _subject(item: Item) -> str:
    return getattr(item, "kind", "") or getattr(item, "matter", "")


# ---- do the words exist? -----------------------------------------------------------------------------------------------------

def check_words(item: Item) -> None:
    """Kinds, facts, posts, people, units and tables that a definition names must be there. Tells everything that is missing."""
    missing: dict[str, list[str]] = {}
    if isinstance(item, FlowItem):
        _check_kind(item.kind, "kind", missing)
        _check_facts(item.kind, [*item.when, *(c for s in item.steps for c in s.when)], missing)
        _check_posts([*item.copy_to, *item.administrators, *(p for s in item.steps for p in s.copy_to)], missing)
        _check_approvers([s.who for s in item.steps], missing)
    if isinstance(item, AuthorityItem):
        _check_kind(item.matter, "matter", missing)
        _check_facts(item.matter, [Condition(fact=item.fact, value=("0",)), *(c for r in item.rows for c in r.when)], missing)
        _check_approvers([who for row in item.rows for who in row.steps], missing)
        _there("unit", [r.unit for r in item.rows if r.unit], Unit, "code", missing)
    if missing:
        raise InvalidInput(missing)


def _check_kind(kind: str, field: str, missing: dict[str, list[str]]) -> None:
    if kind not in APPROVABLES:
        missing.setdefault(field, []).append(_("“%(word)s” is no kind of document that can be approved.") % {"word": kind})


def _check_facts(kind: str, conditions: Iterable[Condition], missing: dict[str, list[str]]) -> None:
    if kind not in APPROVABLES:
        return
    known = {name.removesuffix("_fen") for name in APPROVABLES[kind].fact_names} | set(OWN_FACTS)
    for fact in sorted({c.fact for c in conditions} - known):
        missing.setdefault("when", []).append(_("“%(fact)s” is not known of this kind of document. Known are: %(known)s.")
                                              % {"fact": fact, "known": "、".join(sorted(known))})


def _check_approvers(all_of: Iterable[Approvers], missing: dict[str, list[str]]) -> None:
    for who in all_of:
        _check_posts(who.posts, missing)
        _there("people", who.people, Person, "username", missing)
        _there("heads", who.heads, Unit, "code", missing)
        _there("unit", [who.unit] if who.unit not in ("", "document") else [], Unit, "code", missing)


def _check_posts(words: Iterable[str], missing: dict[str, list[str]]) -> None:
    wanted = set(words)
    known = {w for pair in Post.objects.filter(code__in=wanted).values_list("code", "name") for w in pair}
    known |= {w for pair in Post.objects.filter(name__in=wanted).values_list("code", "name") for w in pair}
    for word in sorted(wanted - known):
        missing.setdefault("posts", []).append(_("There is no post “%(word)s”.") % {"word": word})


def _there(field: str, words: Iterable[str], model: Any, column: str, missing: dict[str, list[str]]) -> None:
    wanted = set(words)
    for word in sorted(wanted - set(model.objects.filter(**{f"{column}__in": wanted}).values_list(column, flat=True))):
        missing.setdefault(field, []).append(_("There is no “%(word)s”.") % {"word": word})


# ---- by a rulebook -----------------------------------------------------------------------------------------------------------

def put_in_force(sort: Sort, actor: Actor, origin: Origin, items: Sequence[Item]) -> None:
    """A published rulebook brings its whole set: unchanged items stay, changed ones get a version, missing ones end the day before.

    What an administrator changed since the book said it last stays, and where an administrator's flow governs a kind of document, the
    ready-made one for that kind does not come beside it. Called twice with the same set it changes nothing.
    """
    model, _item = MODELS[sort]
    latest = {row.code: row for row in in_force(model, origin.first_day)}
    said = {row.code: row for row in model.objects.filter(book=origin.book, unit_id=origin.unit_id).order_by("version")}
    own = {row.subject for row in latest.values() if not row.book}
    made = {item.code for item in delivered(SECTIONS[sort])}
    for item in items:
        kept = item.code in made and item.code not in said and _subject(item) in own
        if not kept and not _said(item, latest.get(item.code), said.get(item.code), origin):
            check_words(item)
            _put(actor, model, item, origin.first_day, origin.unit_id, origin=origin)
    codes = {item.code for item in items}
    for row in latest.values():
        if row.book == origin.book and row.unit_id == origin.unit_id and row.code not in codes:
            _add(actor, row, {"active": False, "valid_from": origin.first_day, "book": origin.book, "book_version": origin.version})


def _said(item: Item, row: Version | None, said: Version | None, origin: Origin) -> bool:
    """Is this in force already, for the unit or for the whole company, or did the book say it before and the company changed it since?"""
    content = item.model_dump(mode="json")
    same = row is not None and row.content == content and row.unit_id in (None, origin.unit_id)
    return same or (said is not None and said.active and said.content == content)


