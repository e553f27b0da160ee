"""How a document moves through its flow: state + event → new state + what is to be noted. Pure; people are asked through ``People``.

A node is a step that was reached, a seat is a person asked in it. Seats that were added (加签) hang on the seat of the person who
added them; that group answers as one. Nothing here knows a database, a clock or a kind of document.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict

from . import errors
from .definition import AfterReturn, Mode, Step

CLIMB = 12


class Status(StrEnum):
    """Where a document stands in its flow."""

    RUNNING = "running"
    RETURNED = "returned"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Answer(StrEnum):
    """What a seat said."""

    OPEN = "open"
    AGREE = "agree"
    REFUSE = "refuse"
    GONE = "gone"


class Kept(BaseModel):
    """Base of the parts of the state, which is stored as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def but(self, **changes: Any) -> Any:
        """The same with some parts changed."""
        return self.model_copy(update=changes)


class Seat(Kept):
    """A person asked in a node. ``root`` is the seat of whoever added them; ``before`` they answer before that one."""

    id: int
    person: int
    answer: Answer = Answer.OPEN
    by: int = 0
    root: int = 0
    before: bool = False
    auto: bool = False


class Node(Kept):
    """A step of the route with the people asked in it. ``row`` is the row of an authority table that brought it in."""

    step: Step
    row: str = ""
    seats: tuple[Seat, ...] = ()
    passed: bool = False


class State(Kept):
    """Where a document stands. ``back`` holds the nodes to go back to directly; ``last`` who agreed to the node before."""

    owner: int
    nodes: tuple[Node, ...]
    at: int = 0
    status: Status = Status.RUNNING
    acted: bool = False
    back: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    next_seat: int = 1
    repeat_passes: bool = True
    after_return: AfterReturn = AfterReturn.AGAIN

    @property
    def node(self) -> Node | None:
        """The node that is asked now."""
        return self.nodes[self.at] if self.status == Status.RUNNING and self.at < len(self.nodes) else None


class Note(NamedTuple):
    """Something that happened by itself and is written into the history: who stands in for whom, who was passed by."""

    verb: str
    node: str
    person: int = 0
    instead: int = 0


class Stepped(NamedTuple):
    """The new state and what is to be noted."""

    state: State
    notes: tuple[Note, ...] = ()


class People(Protocol):
    """What the engine asks the organisation."""

    def approvers(self, step: Step) -> Sequence[int]: ...

    def works(self, person: int) -> bool: ...

    def superior(self, person: int) -> int: ...

    def administrators(self) -> Sequence[int]: ...


# ---- events --------------------------------------------------------------------------------------------------------------

class Agree(NamedTuple):
    by: int
    seat: int


class Refuse(NamedTuple):
    by: int
    seat: int


class Return(NamedTuple):
    """``to``: the code of an earlier step, or nothing for the initiator."""

    by: int
    seat: int
    to: str = ""
    direct: bool | None = None


class Transfer(NamedTuple):
    by: int
    seat: int
    to: int


class Add(NamedTuple):
    by: int
    seat: int
    person: int
    before: bool


class Withdraw(NamedTuple):
    by: int


class Stop(NamedTuple):
    """An administrator ends it, or the document itself was withdrawn."""

    by: int
    status: Status = Status.STOPPED


class Again(NamedTuple):
    """The mended document is handed in again; ``nodes`` when its content changed, so that every step is asked anew."""

    nodes: tuple[Node, ...] | None = None


class Leave(NamedTuple):
    """A person left, or may not decide any more: their open seats go to the superior."""

    person: int


Event = Agree | Refuse | Return | Transfer | Add | Withdraw | Stop | Again | Leave


def start(owner: int, nodes: Sequence[Node], people: People, *, repeat_passes: bool = True,
          after_return: AfterReturn = AfterReturn.AGAIN) -> Stepped:
    """Hand a document in: the first node is reached; without nodes it is agreed at once."""
    notes: list[Note] = []
    state = State(owner=owner, nodes=tuple(nodes), repeat_passes=repeat_passes, after_return=after_return)
    return Stepped(_arrive(state, 0, people, notes), tuple(notes))


def step(state: State, event: Event, people: People) -> Stepped:
    """Carry out an event. Raises what ``errors`` names when it may not happen here."""
    notes: list[Note] = []
    if state.status not in _WHEN.get(type(event), (Status.RUNNING,)):
        raise errors.NotRunning()
    return Stepped(_HANDLERS[type(event)](state, event, people, notes), tuple(notes))


# ---- who is asked now -----------------------------------------------------------------------------------------------------

def open_seats(state: State) -> list[Seat]:
    """The seats that may answer now."""
    return [] if state.node is None else [s for s in state.node.seats if s.answer == Answer.OPEN and _turn(state.node, s)]


def _turn(node: Node, seat: Seat) -> bool:
    root = seat if not seat.root else _seat(node, seat.root)
    if _group(node, root) == Answer.REFUSE:
        return False
    if node.step.mode == Mode.SEQUENCE and any(_group(node, r) == Answer.OPEN for r in _before_in_order(node, root)):
        return False
    if seat.root:
        return seat.before or root.answer == Answer.AGREE
    return all(s.answer != Answer.OPEN for s in node.seats if s.root == seat.id and s.before)


def _before_in_order(node: Node, root: Seat) -> Iterable[Seat]:
    roots = _roots(node)
    return roots[:[r.id for r in roots].index(root.id)] if root.id in [r.id for r in roots] else ()


def _roots(node: Node) -> list[Seat]:
    return [s for s in node.seats if not s.root and s.answer != Answer.GONE]


def _seat(node: Node, number: int) -> Seat:
    return next(s for s in node.seats if s.id == number)


def _group(node: Node, root: Seat) -> Answer:
    """What a person and those they added say together."""
    answers = {s.answer for s in node.seats if root.id in (s.id, s.root) and s.answer != Answer.GONE}
    if Answer.REFUSE in answers:
        return Answer.REFUSE
    return Answer.OPEN if Answer.OPEN in answers else Answer.AGREE


def _says(node: Node) -> Answer:
    """What the node says as a whole, by its mode (会签 with its ratio, 或签, 依次)."""
    answers = [_group(node, root) for root in _roots(node)]
    agreed, refused = answers.count(Answer.AGREE), answers.count(Answer.REFUSE)
    if node.step.mode == Mode.ANY:
        return Answer.REFUSE if refused else Answer.AGREE if agreed else Answer.OPEN
    needed = math.ceil(node.step.ratio * len(answers)) if node.step.mode == Mode.ALL else len(answers)
    if refused > len(answers) - needed:
        return Answer.REFUSE
    return Answer.AGREE if agreed >= needed else Answer.OPEN


# ---- reaching a node --------------------------------------------------------------------------------------------------------

def _arrive(state: State, at: int, people: People, notes: list[Note]) -> State:
    """Reach a node: fill its seats unless they are kept from before, pass by who agreed just now, and go on when that settles it."""
    if at >= len(state.nodes):
        return state.but(at=at, status=Status.AGREED, back=(), last=())  # type: ignore[no-any-return]
    node = state.nodes[at]
    if not node.seats:
        persons = _places(node.step, state.owner, people, notes)
        seats = tuple(_seated(state, node, n, p, notes) for n, p in enumerate(persons))
        node, state = node.but(seats=seats), state.but(next_seat=state.next_seat + len(seats))
    state = _with_node(state.but(at=at), node.but(passed=False))
    return _settle(state, people, notes)


def _seated(state: State, node: Node, n: int, person: int, notes: list[Note]) -> Seat:
    repeated = state.repeat_passes and person in state.last
    if repeated:
        notes.append(Note("repeat", node.step.title, person))
    return Seat(id=state.next_seat + n, person=person, auto=repeated, answer=Answer.AGREE if repeated else Answer.OPEN)


def _places(step: Step, owner: int, people: People, notes: list[Note]) -> list[int]:
    """The people of a step: those who left or would decide on their own document are replaced upwards, never left out."""
    found = [_fitting(step, person, owner, people, notes) for person in dict.fromkeys(people.approvers(step))]
    if not found:
        found = [stand_in(owner, owner, people)]
        notes.append(Note("vacant", step.title, found[0]))
    return list(dict.fromkeys(found))


def _fitting(step: Step, person: int, owner: int, people: People, notes: list[Note]) -> int:
    if person != owner and people.works(person):
        return person
    other = stand_in(person, owner, people)
    notes.append(Note("own" if person == owner else "left", step.title, other, person))
    return other


def stand_in(person: int, owner: int, people: People) -> int:
    """Who decides instead of a person: the nearest superior who works here and is not the initiator, else a flow administrator."""
    above = people.superior(person)
    for _level in range(CLIMB):
        if not above:
            break
        if above != owner and people.works(above):
            return above
        above = people.superior(above)
    found = next((p for p in people.administrators() if p not in (owner, person) and people.works(p)), 0)
    if not found:
        raise errors.NobodyDecides()
    return found


def _with_node(state: State, node: Node) -> State:
    nodes = (*state.nodes[:state.at], node, *state.nodes[state.at + 1:])
    return state.but(nodes=nodes)  # type: ignore[no-any-return]


def _settle(state: State, people: People, notes: list[Note]) -> State:
    """Go on when the node has said yes, end when it has said no."""
    node = state.nodes[state.at]
    says = _says(node)
    if says == Answer.OPEN:
        return state
    if says == Answer.REFUSE:
        return state.but(status=Status.REFUSED, back=(), last=())  # type: ignore[no-any-return]
    last = tuple(s.person for s in node.seats if s.answer == Answer.AGREE and not s.auto)
    state = _with_node(state, node.but(passed=True))
    if state.back:
        return _arrive(state.but(back=state.back[:-1], last=()), state.back[-1], people, notes)
    return _arrive(state.but(last=last), state.at + 1, people, notes)


# ---- the events -----------------------------------------------------------------------------------------------------------

def _answering(state: State, event: Any) -> Seat:
    """The seat an event speaks for; it must be its turn, and nobody decides on their own document, not for another either."""
    if event.by == state.owner:
        raise errors.OwnDocument()
    seat = next((s for s in open_seats(state) if s.id == event.seat), None)
    if seat is None:
        raise errors.NotYourTurn()
    return seat


def _change_seat(state: State, number: int, **changes: Any) -> State:
    node = state.nodes[state.at]
    return _with_node(state, node.but(seats=tuple(s.but(**changes) if s.id == number else s for s in node.seats)))


def _answer(answer: Answer) -> Callable[[State, Any, People, list[Note]], State]:
    def run(state: State, event: Any, people: People, notes: list[Note]) -> State:
        seat = _answering(state, event)
        return _settle(_change_seat(state.but(acted=True), seat.id, answer=answer, by=event.by), people, notes)
    return run


def _return(state: State, event: Return, people: People, notes: list[Note]) -> State:
    _answering(state, event)
    direct = (state.after_return == AfterReturn.DIRECT) if event.direct is None else event.direct
    if not event.to:
        kept = state.but(status=Status.RETURNED, acted=True, last=(), back=(*state.back, state.at) if direct else ())
        return kept if direct else _cleared(kept, 0)
    target = next((n for n, node in enumerate(state.nodes[:state.at]) if node.step.code == event.to), None)
    if target is None:
        raise errors.NoSuchStep(step=event.to)
    back = (*state.back, state.at) if direct else ()
    cleared = _cleared(state.but(acted=True, last=(), back=back), target, (target + 1) if direct else None)
    return _arrive(cleared, target, people, notes)


def _cleared(state: State, first: int, end: int | None = None) -> State:
    """Nodes from ``first`` on (up to ``end``) as if they had never been reached."""
    stop = len(state.nodes) if end is None else end
    nodes = tuple(n.but(seats=(), passed=False) if first <= i < stop else n for i, n in enumerate(state.nodes))
    return state.but(nodes=nodes)  # type: ignore[no-any-return]


def _transfer(state: State, event: Transfer, people: People, notes: list[Note]) -> State:
    seat = _answering(state, event)
    _may_be_asked(state, event.to, people)
    return _change_seat(state.but(acted=True), seat.id, person=event.to)


def _may_be_asked(state: State, person: int, people: People) -> None:
    """Whom a step may be handed to: not the initiator, not somebody who left, not somebody who is asked in it already."""
    if person == state.owner:
        raise errors.OwnDocument()
    if not people.works(person):
        raise errors.NotHereAnyMore()
    if any(s.person == person and s.answer != Answer.GONE for s in state.nodes[state.at].seats):
        raise errors.AskedAlready()


def _add(state: State, event: Add, people: People, notes: list[Note]) -> State:
    seat = _answering(state, event)
    if seat.root:
        raise errors.AddedMayNotAdd()
    _may_be_asked(state, event.person, people)
    node = state.nodes[state.at]
    added = Seat(id=state.next_seat, person=event.person, root=seat.id, before=event.before)
    return _with_node(state.but(acted=True, next_seat=state.next_seat + 1), node.but(seats=(*node.seats, added)))


def _withdraw(state: State, event: Withdraw, people: People, notes: list[Note]) -> State:
    if event.by != state.owner:
        raise errors.NotTheInitiator()
    if state.acted:
        raise errors.TooLateToWithdraw()
    return state.but(status=Status.WITHDRAWN, back=())  # type: ignore[no-any-return]


def _stop(state: State, event: Stop, people: People, notes: list[Note]) -> State:
    return state.but(status=event.status, back=())  # type: ignore[no-any-return]


def _again(state: State, event: Again, people: People, notes: list[Note]) -> State:
    if event.nodes is None and state.back:
        kept = state.but(status=Status.RUNNING, acted=False, back=state.back[:-1])
        return _arrive(kept, state.back[-1], people, notes)
    nodes = event.nodes if event.nodes is not None else state.nodes
    fresh = state.but(nodes=tuple(nodes), status=Status.RUNNING, acted=False, back=(), last=())
    return _arrive(_cleared(fresh, 0), 0, people, notes)


def _leave(state: State, event: Leave, people: People, notes: list[Note]) -> State:
    node = state.node
    leaving = [] if node is None else [s for s in node.seats if s.person == event.person and s.answer == Answer.OPEN]
    for seat in leaving:
        state = _replaced(state, seat, people, notes)
    return _settle(state, people, notes) if leaving else state


def _replaced(state: State, seat: Seat, people: People, notes: list[Note]) -> State:
    """The superior takes the seat; when they are asked in this node already, the seat is dropped, since they answer anyway."""
    node = state.nodes[state.at]
    other = stand_in(seat.person, state.owner, people)
    notes.append(Note("left", node.step.title, other, seat.person))
    if any(s.person == other and s.answer != Answer.GONE for s in node.seats):
        return _dropped(state, seat)
    return _change_seat(state, seat.id, person=other)


def _dropped(state: State, seat: Seat) -> State:
    """A seat without a person; what they added hangs on nobody any more and answers for itself."""
    node = state.nodes[state.at]
    seats = tuple(s.but(answer=Answer.GONE) if s.id == seat.id else s.but(root=0, before=False) if s.root == seat.id else s
                  for s in node.seats)
    return _with_node(state, node.but(seats=seats))


_WHEN: dict[type, tuple[Status, ...]] = {Again: (Status.RETURNED, Status.RUNNING), Stop: (Status.RUNNING, Status.RETURNED),
                                         Withdraw: (Status.RUNNING, Status.RETURNED)}
_HANDLERS: dict[type, Callable[..., State]] = {
    Agree: _answer(Answer.AGREE), Refuse: _answer(Answer.REFUSE), Return: _return, Transfer: _transfer, Add: _add,
    Withdraw: _withdraw, Stop: _stop, Again: _again, Leave: _leave}
