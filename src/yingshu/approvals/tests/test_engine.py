"""The engine against a small model of its own: every verb, in any order, with people who leave in the middle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from yingshu.approvals import engine, errors
from yingshu.approvals.definition import AfterReturn, Approvers, Mode, Step
from yingshu.approvals.engine import Node, State, Status

TOP, ADMIN, OWNER = 1, 99, 8
PEOPLE = range(1, 10)


@dataclass
class World:
    """Nine people in a tree (2 and 3 under 1, 4 and 5 under 2, …), an administrator, and who left."""

    gone: set[int] = field(default_factory=set)

    def approvers(self, step: Step) -> Sequence[int]:
        return [int(p) for p in step.who.people]

    def works(self, person: int) -> bool:
        return person not in self.gone

    def superior(self, person: int) -> int:
        return person // 2 if person <= 9 else 0

    def administrators(self) -> Sequence[int]:
        return [ADMIN]


@dataclass
class Party:
    """One approver with whom they added: before, themselves, after. Whoever stands in the first filled place may answer."""

    me: int | None
    before: set[int] = field(default_factory=set)
    after: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    refused: bool = False

    @property
    def waits_for(self) -> set[int]:
        if self.refused:
            return set()
        return self.before or ({self.me} if self.me else self.after)

    @property
    def done(self) -> bool:
        return not (self.refused or self.before or self.me or self.after)

    def answered(self, person: int) -> None:
        self.before.discard(person)
        self.after.discard(person) if self.me != person else None
        self.me = None if self.me == person else self.me


@dataclass
class Desk:
    """The model: where it stands and who is waited for."""

    steps: list[Step]
    world: World
    direct: bool
    repeat: bool
    at: int = 0
    status: str = "running"
    acted: bool = False
    parties: dict[int, list[Party]] = field(default_factory=dict)
    back: list[int] = field(default_factory=list)
    last: set[int] = field(default_factory=set)
    own: dict[int, set[int]] = field(default_factory=dict)

    def instead_of(self, person: int) -> int:
        above = self.world.superior(person)
        while above and (above == OWNER or above in self.world.gone):
            above //= 2
        return above or ADMIN

    def arrive(self, at: int) -> None:
        self.at = at
        if at >= len(self.steps):
            self.status, self.back = "agreed", []
            return
        if not self.parties.get(at):
            asked = [int(p) for p in self.steps[at].who.people]
            fit = [self.instead_of(p) if p == OWNER or p in self.world.gone else p for p in asked]
            self.parties[at] = [Party(p, seen={p}) for p in dict.fromkeys(fit)]
            self.own[at] = set()
            for party in self.parties[at]:
                if self.repeat and party.me in self.last:
                    party.me = None
        self.settle()

    def says(self) -> str:
        step, parties = self.steps[self.at], self.parties[self.at]
        done, refused, n = sum(p.done for p in parties), sum(p.refused for p in parties), len(parties)
        if step.mode == Mode.ANY:
            return "no" if refused else "yes" if done else ""
        needed = math.ceil(step.ratio * n) if step.mode == Mode.ALL else n
        return "no" if refused > n - needed else "yes" if done >= needed else ""

    def settle(self) -> None:
        says = self.says()
        if says == "no":
            self.status, self.back = "refused", []
        elif says == "yes" and self.back:
            self.last = set()
            self.arrive(self.back.pop())
        elif says == "yes":
            self.last = self.own[self.at]
            self.arrive(self.at + 1)

    def open(self) -> list[tuple[Party, int]]:
        if self.status != "running":
            return []
        parties = self.parties[self.at]
        if self.steps[self.at].mode == Mode.SEQUENCE:
            parties = [next(p for p in parties if not p.done)]
        return [(p, person) for p in parties for person in sorted(p.waits_for)]


names = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True)
modes = st.sampled_from([(Mode.ANY, 1), (Mode.ALL, 1), (Mode.ALL, "0.5"), (Mode.SEQUENCE, 1)])
steps = st.lists(st.tuples(names, modes), min_size=1, max_size=4)
pick = st.integers(0, 10)


def made(drawn: list[tuple[list[int], tuple[Mode, object]]]) -> list[Step]:
    return [Step.model_validate({"code": f"s{n}", "title": f"s{n}", "who": Approvers(people=tuple(map(str, who))), "mode": mode[0],
                                 "ratio": mode[1]}) for n, (who, mode) in enumerate(drawn)]


class Flow(RuleBasedStateMachine):
    """The engine and the model take the same events; they agree on status, step and who is waited for, and break the same rules."""

    state: State
    model: Desk

    @initialize(drawn=steps, direct=st.booleans(), repeat=st.booleans())
    def begin(self, drawn: list[tuple[list[int], tuple[Mode, object]]], direct: bool, repeat: bool) -> None:
        self.world = World()
        self.model = Desk(made(drawn), self.world, direct, repeat)
        after = AfterReturn.DIRECT if direct else AfterReturn.AGAIN
        nodes = [Node(step=s) for s in self.model.steps]
        self.state = engine.start(OWNER, nodes, self.world, repeat_passes=repeat, after_return=after).state
        self.model.arrive(0)

    def take(self, event: engine.Event) -> None:
        self.state = engine.step(self.state, event, self.world).state

    def chosen(self, n: int) -> tuple[Party, int, int]:
        """An open place of the model, and the seat of that person in the engine."""
        open_now = self.model.open()
        party, person = open_now[n % len(open_now)]
        seat = next(s.id for s in engine.open_seats(self.state) if s.person == person)
        return party, person, seat

    def running(self) -> bool:
        return self.model.status == "running"

    @precondition(running)
    @rule(n=pick)
    def agree(self, n: int) -> None:
        party, person, seat = self.chosen(n)
        self.take(engine.Agree(person, seat))
        party.answered(person)
        self.model.own[self.model.at].add(person)
        self.model.acted = True
        self.model.settle()

    @precondition(running)
    @rule(n=pick)
    def agree_by_proxy(self, n: int) -> None:
        """Somebody stands in; the initiator never may."""
        party, person, seat = self.chosen(n)
        with pytest.raises(errors.OwnDocument):
            self.take(engine.Agree(OWNER, seat))
        self.take(engine.Agree(50, seat))
        party.answered(person)
        self.model.own[self.model.at].add(person)
        self.model.acted = True
        self.model.settle()

    @precondition(running)
    @rule(n=pick)
    def refuse(self, n: int) -> None:
        party, person, seat = self.chosen(n)
        self.take(engine.Refuse(person, seat))
        party.refused = True
        self.model.acted = True
        self.model.settle()

    @precondition(running)
    @rule(n=pick, back=st.integers(-1, 3), direct=st.sampled_from([None, True, False]))
    def send_back(self, n: int, back: int, direct: bool | None) -> None:
        _party, person, seat = self.chosen(n)
        model, here = self.model, self.model.at
        if back >= here:
            with pytest.raises(errors.NoSuchStep):
                self.take(engine.Return(person, seat, f"s{back}", direct))
            return
        self.take(engine.Return(person, seat, "" if back < 0 else f"s{back}", direct))
        straight = model.direct if direct is None else direct
        model.acted, model.last = True, set()
        model.back = [*model.back, here] if straight else []
        if back < 0:
            model.status = "returned"
            if not straight:
                model.parties.clear()
            return
        for at in [back] if straight else range(back, len(model.steps)):
            model.parties.pop(at, None)
        model.arrive(back)

    @precondition(lambda self: self.model.status == "returned")
    @rule(changed=st.booleans())
    def hand_in_again(self, changed: bool) -> None:
        model = self.model
        self.take(engine.Again(tuple(Node(step=s) for s in model.steps) if changed else None))
        model.status, model.acted = "running", False
        if model.back and not changed:
            at = model.back.pop()
            model.last = set()
            model.arrive(at)
        else:
            model.back, model.last = [], set()
            model.parties.clear()
            model.arrive(0)

    @precondition(running)
    @rule(n=pick, to=st.sampled_from([*PEOPLE, 20, 21]))
    def transfer(self, n: int, to: int) -> None:
        party, person, seat = self.chosen(n)
        if not self.may_be_asked(to, engine.Transfer(person, seat, to)):
            return
        self.take(engine.Transfer(person, seat, to))
        for place in (party.before, party.after):
            if person in place:
                place.remove(person)
                place.add(to)
        party.me = to if party.me == person else party.me
        party.seen = (party.seen - {person}) | {to}
        self.model.acted = True

    @precondition(running)
    @rule(n=pick, who=st.sampled_from([*PEOPLE, 30, 31]), before=st.booleans())
    def add_signer(self, n: int, who: int, before: bool) -> None:
        party, person, seat = self.chosen(n)
        if party.me != person:
            with pytest.raises(errors.AddedMayNotAdd):
                self.take(engine.Add(person, seat, who, before))
            return
        if not self.may_be_asked(who, engine.Add(person, seat, who, before)):
            return
        self.take(engine.Add(person, seat, who, before))
        (party.before if before else party.after).add(who)
        party.seen.add(who)
        self.model.acted = True

    def may_be_asked(self, person: int, event: engine.Event) -> bool:
        asked = {p for party in self.model.parties[self.model.at] for p in party.seen}
        wrong = (errors.OwnDocument if person == OWNER else errors.NotHereAnyMore if person in self.world.gone else
                 errors.AskedAlready if person in asked else None)
        if wrong is not None:
            with pytest.raises(wrong):
                self.take(event)
        return wrong is None

    @rule()
    def withdraw(self) -> None:
        model = self.model
        if model.status not in ("running", "returned"):
            wrong: type[Exception] = errors.NotRunning
        elif model.acted:
            wrong = errors.TooLateToWithdraw
        else:
            with pytest.raises(errors.NotTheInitiator):
                self.take(engine.Withdraw(TOP))
            self.take(engine.Withdraw(OWNER))
            model.status, model.back = "withdrawn", []
            return
        with pytest.raises(wrong):
            self.take(engine.Withdraw(OWNER))

    @precondition(lambda self: self.model.status in ("running", "returned"))
    @rule(really=st.integers(0, 9))
    def stop(self, really: int) -> None:
        if really == 0:
            self.take(engine.Stop(ADMIN))
            self.model.status, self.model.back = "stopped", []

    @precondition(running)
    @rule(n=pick)
    def leaves(self, n: int) -> None:
        """An approver who is waited for leaves; the nearest superior takes over, or is asked already."""
        party, person, _seat = self.chosen(n)
        if person in (TOP, ADMIN) or len(self.world.gone) > 4:
            return
        self.world.gone.add(person)
        self.take(engine.Leave(person))
        model = self.model
        for each in [p for p in model.parties[model.at] if person in (p.me, *p.before, *p.after) and not p.refused]:
            self.replaced(each, person)
        model.settle()

    def replaced(self, party: Party, person: int) -> None:
        model = self.model
        parties = model.parties[model.at]
        other = model.instead_of(person)
        taken = any(other in p.seen for p in parties)
        party.seen.discard(person)
        if not taken:
            party.seen.add(other)
        for place in (party.before, party.after):
            if person in place:
                place.remove(person)
                if not taken:
                    place.add(other)
        if party.me == person and taken:
            self.dissolve(party)
        elif party.me == person:
            party.me = other

    def dissolve(self, party: Party) -> None:
        """The superior answers in this step anyway: whom the leaver had added answer for themselves from now on."""
        parties = self.model.parties[self.model.at]
        parties.remove(party)
        open_ones = party.before | party.after
        at_end = [Party(p if p in open_ones else None, seen={p}) for p in sorted(party.seen, key=self.seat_of)]
        self.model.parties[self.model.at] = sorted([*parties, *at_end], key=lambda p: min(map(self.seat_of, p.seen)))

    def seat_of(self, person: int) -> int:
        return next((s.id for s in self.state.nodes[self.model.at].seats if s.person == person and s.answer != "gone"), 0)

    @invariant()
    def the_same(self) -> None:
        if not hasattr(self, "state"):
            return
        assert (self.state.status.value, self.state.at) == (self.model.status, self.model.at)
        assert sorted(s.person for s in engine.open_seats(self.state)) == sorted(p for _party, p in self.model.open())
        assert list(self.state.back) == self.model.back

    @invariant()
    def never_stuck_and_never_the_initiator(self) -> None:
        if not hasattr(self, "state"):
            return
        asked = engine.open_seats(self.state)
        assert bool(asked) == (self.state.status == Status.RUNNING)
        assert all(s.person != OWNER for n in self.state.nodes for s in n.seats)
        assert State.model_validate(self.state.model_dump(mode="json")) == self.state


TestFlow = Flow.TestCase
