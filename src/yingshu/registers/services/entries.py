"""Records: added, changed, moved from state to state, voided. Rights are those of the register (``r/<code>.add`` …)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.documents.numbers import next_with
from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import Conflict, IllegalTransition, InvalidInput, NotFound
from yingshu.kernel.inputs import Id, LongText
from yingshu.kernel.schemas import validate
from yingshu.kernel.services import ACTIONS, Done, current, leave_done, service
from yingshu.notifications.services import tell
from yingshu.organisation.models import Person
from yingshu.organisation.queries import people_in_posts, superiors_of

from ..definition import VOID, Definition, Kind, Move
from ..errors import NotOpen, NotYours, OwnRecord
from ..forming import Draft, told
from ..gating import require_records
from ..marks import keep_limits, keep_marks
from ..models import Entry
from ..parts import HANDLER, OWNER, SAVE, SUPERIOR, Follow, Tell
from ..queries import find
from ..registry import Live, live, regrant
from ..reminding import people_of
from ..values import Ref, as_sent_again, known_value, taken

RegisterCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)]
Values = dict[str, Any]


@service("registers.add_entry", title=N_("New record"))
def add_entry(*, actor: Actor, register_code: RegisterCode, values: Values) -> Done:
    """Add a record to a register. Raises InvalidInput, RuleRefuses, RecordNeeded, OccursOnce, NotAllowed."""
    found = _open(register_code)
    actor.require(f"{found.screen}.add")
    return add_record(actor, found, values)


def _open(register: str) -> Live:
    found = live(register)
    if found.retired:
        raise NotFound(field="register")
    return found


def add_record(actor: Actor, found: Live, values: Mapping[str, Any], *, origin: Entry | None = None, handler_id: int | None = None,
               state: str = "") -> Done:
    """Keep a new record, whoever may; ``state`` is that of one which is not new. Raises InvalidInput, RuleRefuses, OccursOnce."""
    definition, today = found.definition, clock.today()
    draft = Draft(found, actor, {}, state or definition.stations[0].code, today, Ref("people", actor.id, actor.name) if actor.id else None)
    draft.values = {**_defaults(draft), **taken(found, actor, values, definition.posted)}
    if definition.span:
        draft.measure()
    _assign(draft)
    require_records(actor, f"{found.screen}.add", draft.env())
    draft.compute()
    draft.check(SAVE)
    day = _day_of(draft)
    handler = handler_id or _first(definition.handler, draft, origin)
    number = next_with(definition.prefix, today)
    now = clock.now()
    pk = write.add_one(Entry, register_id=found.id, version=found.version, number=number, state=draft.state, owner_id=actor.id or None,
                       unit_id=actor.unit_id, handler_id=handler, origin_id=origin.pk if origin else None, day=day, created_at=now,
                       changed_at=now, **draft.columns())
    keep_marks(found, pk, draft.values, day, draft.state)
    keep_limits(found, draft.values)
    entry = Entry._plain.get(pk=pk)
    made = _consequences(actor, draft, entry, SAVE)
    _tell_handler(actor, draft, entry, handler)
    regrant(found, "", draft.state)
    _old, new = told(found, {}, draft.values)
    return Done(found.screen, pk, number, draft.state, data={**_facts(draft, pk, SAVE), "made": made}, after=new)


def _facts(draft: Draft, pk: int, step: str) -> dict[str, Any]:
    """What others may ask of a step: the register, the record, the step, what was filled in fields that can be filtered; the warnings."""
    asked = [f.code for f in draft.definition.fields if f.filter and f.shape in (Kind.TEXT, Kind.CHOICE)]
    plain = {f"field_{code}": draft.values.get(code) for code in asked}
    refs = {f"ref_{f.code}": (draft.values.get(f.code) or {}).get("id") for f in draft.definition.fields
            if f.filter and f.kind in (Kind.PERSON, Kind.UNIT, Kind.RECORD)}
    return {**plain, **refs, "ref_entry": pk, "register": draft.live.code, "move": step, "warnings": draft.warnings}


def _tell_handler(actor: Actor, draft: Draft, entry: Entry, handler: int | None) -> None:
    """Whoever has to deal with it hears of it, unless they made it."""
    if handler and handler != actor.id:
        tell([handler], N_("%(register)s %(number)s is for you: %(headline)s"), url=f"/{draft.live.screen}/{entry.pk}/",
             args={"register": draft.live.title, "number": entry.number, "headline": draft.headline()},
             clause=next(iter(draft.definition.clauses), ""), dedupe=f"entry:{entry.pk}:handler:{handler}")


def _defaults(draft: Draft) -> dict[str, Any]:
    env = draft.env()
    return {f.code: as_sent(draft.work_out(f.default, env)) for f in draft.definition.posted if f.default}


def as_sent(value: Any) -> Any:
    """The result of an expression as a stored value."""
    if isinstance(value, Ref):
        return {"id": value.id, "label": value.label}
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value


def _day_of(draft: Draft) -> date:
    spec = draft.definition.field(draft.definition.day)
    found = known_value(spec, draft.values.get(spec.code)) if spec else None
    return found or draft.day


def _assign(draft: Draft) -> None:
    """Name who deals with the record, where the person left it open and the register says who."""
    spec = draft.definition.field(draft.definition.handler)
    if spec is None or draft.values.get(spec.code):
        return
    env = draft.env()
    rule = next((a for a in draft.definition.assigns if a.when is None or draft.work_out(a.when, env)), None)
    person = Person.objects.filter(pk=_first(rule.to, draft) or 0).first() if rule else None
    if person is not None:
        draft.values[spec.code] = {"id": person.pk, "label": person.name}


def _first(handler: str, draft: Draft, origin: Entry | None = None) -> int | None:
    """Who has to deal with the record: by a field of kind person, a relation, or the first holder of a post."""
    if not handler:
        return None
    if (spec := draft.definition.field(handler)) is not None:
        found = draft.values.get(spec.code)
        return found["id"] if found else None
    if handler == SUPERIOR:
        return next((p.pk for p in superiors_of(draft.actor.id)), None)
    if handler == OWNER:
        return draft.owner.id if draft.owner else None
    return next((p.pk for p in people_in_posts([handler])), None)


@service("registers.change_entry", title=N_("Edit"))
def change_entry(*, actor: Actor, register_code: RegisterCode, entry_id: Id, values: Values, edition: int | None = None) -> Done:
    """Change fields of a record that is still open; those left out stay. ``edition`` refuses a change of what somebody else changed."""
    entry, found = _locked(actor, register_code, entry_id)
    require_change(actor, found, entry)
    if edition is not None and edition != entry.edition:
        raise Conflict()
    draft = _draft(actor, found, entry)
    before = dict(entry.values)
    draft.values = {**entry.values, **taken(found, actor, values, found.definition.posted)}
    if found.definition.span:
        draft.measure()
    draft.compute()
    draft.check(SAVE)
    _write(entry, draft, {})
    keep_limits(found, draft.values)
    approving.changed(actor, found.screen, entry.pk)
    old, new = told(found, before, draft.values)
    return Done(found.screen, entry.pk, entry.number, entry.state, data=_facts(draft, entry.pk, SAVE), before=old, after=new)


def _locked(actor: Actor, register: str, entry_id: int) -> tuple[Entry, Live]:
    """The record as the person may see it, locked, with the definition it was written with."""
    screen = live(register).screen
    actor.require(f"{screen}.view")
    seen = find(actor, register, entry_id)
    entry = write.lock(Entry, seen.pk)
    return entry, live(register, entry.version)


def require_change(actor: Actor, found: Live, entry: Entry) -> None:
    """Raise NotYours, or NotOpen when the record is in a state that nothing is changed in."""
    if not may_change(actor, found, entry):
        raise NotYours(move=_("Edit"), who="、".join(found.definition.who.change))
    _require_open(found.definition, entry)


def may_change(actor: Actor, found: Live, entry: Entry) -> bool:
    """By right, or because the record is one's own and the register lets owners."""
    who = found.definition.who.change
    return actor.may(f"{found.screen}.change") or (OWNER in who and entry.owner_id == actor.id) or (
        HANDLER in who and entry.handler_id == actor.id)


def _require_open(definition: Definition, entry: Entry) -> None:
    state = definition.state(entry.state)
    if state is None or not state.open:
        raise NotOpen(number=entry.number, state=state.title if state else entry.state)


def _draft(actor: Actor, found: Live, entry: Entry, reason: str = "") -> Draft:
    owner = Ref("people", entry.owner_id, entry.owner.name) if entry.owner_id and entry.owner else None
    return Draft(found, actor, dict(entry.values), entry.state, clock.local(entry.created_at).date(), owner, reason)


def _write(entry: Entry, draft: Draft, more: Mapping[str, Any]) -> None:
    day = _day_of(draft) if draft.definition.day else entry.day
    write.change(Entry, where={"id": entry.pk}, set={
        "edition": entry.edition + 1, "state": draft.state, "changed_at": clock.now(), "day": day, **draft.columns(), **more})
    keep_marks(draft.live, entry.pk, draft.values, day, draft.state)


@service("registers.move_entry", title=N_("Next step"))
def move_entry(*, actor: Actor, register_code: RegisterCode, entry_id: Id, move: Word, values: Values | None = None,
               reason: LongText = "") -> Done:
    """Take a record to another state by one of its moves, filling in what the move asks for.

    Raises IllegalTransition, NotYours, OwnRecord, InvalidInput, RuleRefuses, RecordNeeded.
    """
    entry, found = _locked(actor, register_code, entry_id)
    step = found.definition.move(move)
    if step is None:
        raise NotFound(field="move")
    require_step(actor, found, entry, step)
    if found.definition.approval and step.code in (found.definition.approval.agreed, found.definition.approval.refused):
        approving.require_not_running(found.screen, entry.pk)
    return _move(actor, found, entry, step, values or {}, reason)


def require_step(actor: Actor, found: Live, entry: Entry, step: Move) -> None:
    """Raise IllegalTransition, NotYours or OwnRecord unless the person may make this step now."""
    if entry.state not in step.from_:
        raise IllegalTransition(number=entry.number, state=found.definition.state_title(entry.state), action=step.title, clause=step.clause)
    if not may_move(actor, found, entry, step):
        raise NotYours(move=step.title, who="、".join(step.who), clause=step.clause)
    if step.not_owner and entry.owner_id == actor.id and not actor.everything:
        raise OwnRecord(number=entry.number, move=step.title, clause=step.clause)


def may_move(actor: Actor, found: Live, entry: Entry, step: Move) -> bool:
    """By right, or by what the person is to the record."""
    if actor.may(f"{found.screen}.{step.code}"):
        return True
    related = {OWNER: entry.owner_id == actor.id, HANDLER: entry.handler_id == actor.id}
    if any(related.get(word, False) for word in step.who):
        return True
    return SUPERIOR in step.who and bool(entry.owner_id) and any(p.pk == actor.id for p in superiors_of(entry.owner_id or 0))


def _move(actor: Actor, found: Live, entry: Entry, step: Move, values: Mapping[str, Any], reason: str) -> Done:
    draft, before = _draft(actor, found, entry, reason), dict(entry.values)
    asked = [f for f in found.definition.posted if f.code in step.asks]
    draft.values.update(taken(found, actor, values, asked))
    for code, text in step.sets.items():
        draft.values[code] = as_sent(draft.work_out(text, draft.env()))
    require_records(actor, f"{found.screen}.{step.code}", draft.env())
    draft.compute()
    draft.check(step.code, {*step.asks, *step.needs} if step.needs or step.asks else ())
    _require_reason(step, reason)
    draft.state = step.to
    handler = _first(found.definition.handler, draft) if found.definition.handler in step.asks else entry.handler_id
    _write(entry, draft, {"handler_id": handler})
    waits = _ask(actor, found, entry, step)
    made = _consequences(actor, draft, entry, step.code)
    regrant(found, entry.state, step.to)
    _tell_handler(actor, draft, entry, handler if handler != entry.handler_id else None)
    _take_over(actor, found, entry, step)
    old, new = told(found, before, draft.values)
    words = found.definition.state_title
    state = Entry._plain.values_list("state", flat=True).get(pk=entry.pk) if waits else step.to
    return Done(found.screen, entry.pk, entry.number, state, data={**_facts(draft, entry.pk, step.code), "made": made, "waits": waits},
                before={"state": words(entry.state), **old}, after={"state": words(state), **new}, reason=reason)


def _require_reason(step: Move, reason: str) -> None:
    if step.reason and not reason:
        raise InvalidInput({"reason": [_("Please fill in this field.")]}, clause=step.clause)


def _ask(actor: Actor, found: Live, entry: Entry, step: Move) -> bool:
    approval = found.definition.approval
    return bool(approval and approval.at == step.code and approving.submit(actor, found.screen, entry.pk))


def decided(found: Live, actor: Actor, entry_id: int, agreed: bool, reason: str = "") -> None:
    """A flow ended: the move for it is made, whoever decided last. Called inside the transaction of the decision."""
    approval, entry = found.definition.approval, write.lock(Entry, entry_id)
    if approval is None or entry is None:
        raise NotFound()
    own = live(found.code, entry.version)
    step = own.definition.move(approval.agreed if agreed else approval.refused)
    if step is not None and entry.state in step.from_:
        _move(actor, own, entry, step, {}, reason or "-")


@service("registers.void_entry", title=N_("Void"))
def void_entry(*, actor: Actor, register_code: RegisterCode, entry_id: Id, reason: Annotated[LongText, Field(min_length=1)]) -> Done:
    """A record made in error is struck through, never deleted. By its owner while it is open, or by who may change all."""
    entry, found = _locked(actor, register_code, entry_id)
    require_void(actor, found, entry)
    write.change(Entry, where={"id": entry.pk}, set={"state": VOID.code, "edition": entry.edition + 1, "changed_at": clock.now(),
                                                     "remind_on": None})
    keep_marks(found, entry.pk, {}, entry.day, VOID.code)
    regrant(found, entry.state, VOID.code)
    approving.withdraw(actor, found.screen, entry.pk, reason)
    words = found.definition.state_title
    return Done(found.screen, entry.pk, entry.number, VOID.code, before={"state": words(entry.state)},
                after={"state": words(VOID.code)}, reason=reason)


def require_void(actor: Actor, found: Live, entry: Entry) -> None:
    """Raise NotYours or NotOpen unless the person may strike the record through."""
    if not may_change(actor, found, entry):
        raise NotYours(move=_(VOID.title), who="、".join(found.definition.who.change))
    state = found.definition.state(entry.state)
    if state is None or not (state.open or actor.may(f"{found.screen}.change")) or state.code == VOID.code:
        raise NotOpen(number=entry.number, state=state.title if state else entry.state)


@service("registers.revise_entry", title=N_("Write anew"))
def revise_entry(*, actor: Actor, register_code: RegisterCode, entry_id: Id) -> Done:
    """A new record with the same content, to be changed and put in force in the place of this one, which stays as it is until then."""
    entry, found = _locked(actor, register_code, entry_id)
    newest, way = _open(register_code), found.definition.revises
    actor.require(f"{found.screen}.add")
    if way is None or entry.state not in way.from_:
        state = found.definition.state(entry.state)
        raise IllegalTransition(number=entry.number, state=state.title if state else entry.state, action=_("Write anew"))
    require_records(actor, f"{found.screen}.revise", {"entry": entry.pk})
    fields = [f for f in newest.definition.posted if not f.private and entry.values.get(f.code) is not None]
    return add_record(actor, newest, as_sent_again(fields, entry.values), origin=entry)


def _take_over(actor: Actor, found: Live, entry: Entry, step: Move) -> None:
    """A record that was written anew takes the place of the one it was made from, which ends."""
    way = found.definition.revises
    if way is None or step.code != way.at or entry.origin_id is None:
        return
    old = write.lock(Entry, entry.origin_id)
    own = live(found.code, old.version) if old is not None and old.register_id == entry.register_id else None
    ends = own.definition.move(way.ends) if own else None
    if own is not None and ends is not None and old.state in ends.from_:
        leave_done(current(), _move(actor, own, old, ends, {}, entry.number))


def _consequences(actor: Actor, draft: Draft, entry: Entry, step: str) -> list[str]:
    """What a step brings about: records of other registers, whose numbers are answered, and actions of other rooms."""
    made, env = _follow(actor, draft, entry, step), draft.env()
    for news in draft.definition.tells:
        if step in news.at and (news.when is None or draft.work_out(news.when, env)):
            _tell(draft, entry, news, step)
    for does in draft.definition.does:
        if step in does.at and (does.when is None or draft.work_out(does.when, env)):
            actor.require(does.action)
            given = {name: as_input(draft.work_out(text, env)) for name, text in does.with_.items()}
            ACTIONS[does.action].run(actor=actor, **validate(does.action, given))
    return made


def _tell(draft: Draft, entry: Entry, news: Tell, step: str) -> None:
    named = [draft.values[word]["id"] for word in news.who if draft.definition.field(word) and draft.values.get(word)]
    others = people_of(tuple(word for word in news.who if draft.definition.field(word) is None), entry)
    tell([*named, *others], N_("%(register)s %(number)s: %(says)s"), url=f"/{draft.live.screen}/{entry.pk}/",
         args={"register": draft.live.title, "number": entry.number, "says": news.says},
         clause=next(iter(draft.definition.clauses), ""), dedupe=f"entry:{entry.pk}:{step}:{entry.edition}:{news.says}"[:120])


def _follow(actor: Actor, draft: Draft, entry: Entry, step: str) -> list[str]:
    """Records of other registers that this step makes; answers their numbers."""
    env = draft.env()
    wanted = [f for f in draft.definition.follows if step in f.at and (f.when is None or draft.work_out(f.when, env))]
    return [_make(actor, draft, entry, follow, env) for follow in wanted]


def _make(actor: Actor, draft: Draft, entry: Entry, follow: Follow, env: Mapping[str, Any]) -> str:
    target = _open(follow.register_)
    values = {code: as_input(draft.work_out(text, env)) for code, text in follow.sets.items()}
    link = next((f.code for f in target.definition.fields if f.of == draft.live.screen and f.code not in values), None)
    if link:
        values[link] = entry.pk
    handler = _first(follow.handler, draft) if follow.handler else None
    done = add_record(actor, target, {k: v for k, v in values.items() if v is not None}, origin=entry, handler_id=handler)
    leave_done(current(), done)
    return done.number


def as_input(value: Any) -> Any:
    """The result of an expression as something that may be sent."""
    return value.id if isinstance(value, Ref) else getattr(value, "pk", value)
